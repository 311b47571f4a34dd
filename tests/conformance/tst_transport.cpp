// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/taskgroup.h"
#include "core/load/transport.h"
#include "tests/conformance/transportcases.h"

#include <QTest>

#include <algorithm>

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

constexpr int requestsPerCase = 4;
constexpr int caseDeadlineMs = 20'000;

/// Sends one request after the other as virtual user 0.
QCoro::Task<> sendInTurn(Transport *transport, const RequestTemplate *request, int times,
                         std::vector<Outcome> *outcomes)
{
    for (int i = 0; i < times; ++i) {
        const PreparedRequest prepared{request, request->path, request->body};
        const Outcome outcome = co_await transport->perform(0, prepared);
        outcomes->push_back(outcome);
    }
}

QString describe(const std::vector<Outcome> &outcomes, const ScriptedServer &server)
{
    QStringList words;
    for (const Outcome &outcome : outcomes)
        words.append(QStringLiteral("%1 %2 %3 B died in %4 \"%5\"")
                         .arg(outcomeClassId(outcome.outcomeClass))
                         .arg(outcome.status)
                         .arg(outcome.bytesReceived)
                         .arg(requestPhaseId(outcome.diedIn), outcome.example));
    return words.join(QStringLiteral("; "))
        + QStringLiteral(" | %1 connections, %2 requests").arg(server.connections()).arg(server.requests());
}

bool isAsExpected(const std::vector<Outcome> &outcomes, const Deviation &expected)
{
    return std::all_of(outcomes.begin(), outcomes.end(), [&expected](const Outcome &outcome) {
        return expected.classes.contains(outcome.outcomeClass) && outcome.status == expected.status
            && outcome.bytesReceived == expected.bytes
            && outcome.example.isEmpty() == !isFailure(outcome.outcomeClass);
    });
}

Deviation expectationFor(const QString &engine, const TransportCase &each)
{
    const QList<Deviation> deviations = transportDeviations();
    for (const Deviation &deviation : deviations) {
        if (engine == QLatin1String(deviation.engine) && qstrcmp(each.name, deviation.name) == 0)
            return deviation;
    }
    const Expected &of = each.expected;
    return {"", each.name, {of.outcomeClass}, of.status, of.bytes, of.connections, of.requests, ""};
}

} // namespace

/// Every engine against every case; a further engine is tested by being listed in
/// transportEngines().
class TestTransport : public QObject
{
    Q_OBJECT
private slots:
    void answersAreClassed_data();
    void answersAreClassed();
};

void TestTransport::answersAreClassed_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<int>("index");
    const QList<TransportCase> cases = transportCases();
    const QStringList engines = transportEngines();
    for (const QString &engine : engines) {
        for (int i = 0; i < cases.size(); ++i)
            QTest::addRow("%s: %s", qPrintable(engine), cases[i].name) << engine << i;
    }
}

void TestTransport::answersAreClassed()
{
    QFETCH(QString, engine);
    QFETCH(int, index);
    const TransportCase each = transportCases().at(index);
    const Deviation expected = expectationFor(engine, each);
    ScriptedServer server(each.handler);
    SystemClock clock;
    Connection connection;
    connection.engine = engine;
    connection.timeout = 3s;
    auto made = makeTransport(connection, server.url(), clock);
    QVERIFY(made.isOk());
    const std::unique_ptr<Transport> transport = std::move(made).value();

    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    tasks.launch(sendInTurn(transport.get(), &each.request, requestsPerCase, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);

    QCOMPARE(outcomes.size(), size_t(requestsPerCase));
    QVERIFY2(isAsExpected(outcomes, expected), qPrintable(describe(outcomes, server)));
    if (expected.connections >= 0)
        QVERIFY2(server.connections() == expected.connections, qPrintable(describe(outcomes, server)));
    if (expected.requests >= 0)
        QVERIFY2(server.requests() == expected.requests, qPrintable(describe(outcomes, server)));
}

QTEST_GUILESS_MAIN(TestTransport)
#include "tst_transport.moc"
