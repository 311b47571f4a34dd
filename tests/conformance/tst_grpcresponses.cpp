// SPDX-License-Identifier: GPL-3.0-or-later
// Outcomes of unusual responses to unary calls, as documented in docs/engines.md.
#include "core/load/grpc/grpcoutcome.h"
#include "tests/conformance/engineload.h"
#include "tests/conformance/grpccases.h"
#include "tests/conformance/requestcases.h"
#include "tests/support/http2frames.h"
#include "tests/support/testmain.h"

#include <QSet>
#include <QTest>

#include <algorithm>

using namespace loadstone;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

constexpr int requestsPerCase = 3;
/// Time for gRPC to detect the end of a connection, so that the next call opens another one.
constexpr Milliseconds settles(15);

QString counted(qint64 count, const QString &noun)
{
    return u"%1 %2%3"_s.arg(count).arg(noun, count == 1 ? u""_s : u"s"_s);
}

/// Outcome of one call in the notation of the page: class and status.
QString shown(const Outcome &outcome)
{
    const QString id = outcomeClassId(outcome.outcomeClass);
    if (outcome.outcomeClass == OutcomeClass::GrpcStatus)
        return u"%1 %2"_s.arg(id, grpcStatusName(outcome.status));
    return outcome.status == 0 ? id : u"%1 %2"_s.arg(id).arg(outcome.status);
}

qint64 connectionsCounted(const std::vector<Outcome> &outcomes)
{
    return std::count_if(outcomes.begin(), outcomes.end(),
                         [](const Outcome &outcome) { return outcome.openedConnection; });
}

QString makeCell(const std::vector<Outcome> &outcomes, bool connectionsVary)
{
    QStringList classes;
    qint64 bytes = 0;
    for (const Outcome &outcome : outcomes) {
        classes.append(shown(outcome));
        bytes += outcome.bytesReceived;
    }
    if (classes.count(classes.constFirst()) == classes.size())
        classes = classes.mid(0, 1);
    QStringList parts{classes.join(u", "_s), counted(bytes, u"byte"_s)};
    if (!connectionsVary)
        parts.append(counted(connectionsCounted(outcomes), u"connection"_s));
    return parts.join(u"; "_s);
}

bool isNeverConnected(const std::vector<Outcome> &outcomes)
{
    return std::all_of(outcomes.begin(), outcomes.end(),
                       [](const Outcome &outcome) { return outcome.diedIn == RequestPhase::Connect; });
}

} // namespace

class TestGrpcResponses : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { m_table = readEnginesTable(u"grpc"_s); }
    void thePageHasEveryCaseAndNoOther();
    void asThePageSays_data();
    void asThePageSays();
    void wordsOfTheServerAreShown_data();
    void wordsOfTheServerAreShown();
    void oneStreamForManyUsers();
    void brokenConnectionIsNotAServerStatus_data();
    void brokenConnectionIsNotAServerStatus();

private:
    std::vector<Outcome> call(const ScriptedServer &server, Milliseconds timeout, int users, int times,
                              Milliseconds pause = settles) const;
    std::vector<Outcome> callRepeatedly(const GrpcCase &each, const ScriptedServer &server) const;

    EnginesTable m_table;
};

std::vector<Outcome> TestGrpcResponses::call(const ScriptedServer &server, Milliseconds timeout, int users,
                                             int times, Milliseconds pause) const
{
    Connection connection;
    connection.engine = grpcEngine();
    connection.timeout = timeout;
    EngineLoad load(connection, server.url());
    RequestTemplate request;
    request.path = "/MyApp/index";
    load.pause(pause);
    return load.send(request, times, users);
}

std::vector<Outcome> TestGrpcResponses::callRepeatedly(const GrpcCase &each,
                                                       const ScriptedServer &server) const
{
    if (!each.connectionsVary)
        return call(server, each.timeout, 1, requestsPerCase);
    // On one channel a call may still use the connection that gRPC is about to give up, however long the
    // pause; brokenConnectionIsNotAServerStatus() covers those calls.
    std::vector<Outcome> outcomes;
    for (int i = 0; i < requestsPerCase; ++i) {
        const std::vector<Outcome> one = call(server, each.timeout, 1, 1);
        outcomes.insert(outcomes.end(), one.begin(), one.end());
    }
    return outcomes;
}

void TestGrpcResponses::thePageHasEveryCaseAndNoOther()
{
    QSet<QString> rows;
    const QList<GrpcCase> cases = grpcCases();
    for (const GrpcCase &each : cases)
        rows.insert(each.row);
    QCOMPARE(rows.size(), cases.size());
    const QStringList documented = m_table.rows.keys();
    const QSet<QString> page(documented.begin(), documented.end());
    QCOMPARE((rows - page).values(), QStringList());
    QCOMPARE((page - rows).values(), QStringList());
}

void TestGrpcResponses::asThePageSays_data()
{
    QTest::addColumn<qsizetype>("index");
    const QList<GrpcCase> cases = grpcCases();
    for (qsizetype i = 0; i < cases.size(); ++i)
        QTest::newRow(qPrintable(cases[i].row)) << i;
}

void TestGrpcResponses::asThePageSays()
{
    QFETCH(qsizetype, index);
    const GrpcCase each = grpcCases().at(index);
    const ScriptedServer server(each.handler, each.greeting);
    const std::vector<Outcome> outcomes = callRepeatedly(each, server);
    QCOMPARE(outcomes.size(), size_t(requestsPerCase));
    const QString cell = makeCell(outcomes, each.connectionsVary);
    const QString documented = m_table.rows.value(each.row).value(u"grpc"_s);
    QVERIFY2(cell == documented, qPrintable(u"%1 | %2 | %3"_s.arg(each.row, cell, describe(outcomes))));
    for (const Outcome &outcome : outcomes)
        QCOMPARE(outcome.example.isEmpty(), !isFailure(outcome.outcomeClass));
    // Without HTTP/2's greeting gRPC does not report which call opened a connection.
    if (!each.connectionsVary && !isNeverConnected(outcomes))
        QCOMPARE(connectionsCounted(outcomes), server.connections());
}

void TestGrpcResponses::wordsOfTheServerAreShown_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("example");
    QTest::newRow("plain") << QByteArray("no such thing") << u"NOT_FOUND: no such thing"_s;
    QTest::newRow("none") << QByteArray() << u"NOT_FOUND"_s;
    QTest::newRow("encoded") << QByteArray("caf%C3%A9%2C%20%25") << u"NOT_FOUND: café, %"_s;
    QTest::newRow("lower case") << QByteArray("caf%c3%a9") << u"NOT_FOUND: café"_s;
    QTest::newRow("percent signs alone") << QByteArray("100% %zz %") << u"NOT_FOUND: 100% %zz %"_s;
    QTest::newRow("UTF-8 as it is") << QByteArray("caf\xc3\xa9") << u"NOT_FOUND: café"_s;
    QTest::newRow("not UTF-8") << QByteArray("caf%E9") << u"NOT_FOUND: caf\ufffd"_s;
    QTest::newRow("line ends") << QByteArray("one%0D%0Atwo") << u"NOT_FOUND: one two"_s;
    QTest::newRow("long") << QByteArray(1'000, 'x') << u"NOT_FOUND: "_s + QString(189, u'x');
    QTest::newRow("gRPC's own") << QByteArray("Received http2 header with status: 404")
                                << u"NOT_FOUND: Received http2 header with status: 404"_s;
    QTest::newRow("gRPC's own of resets") << QByteArray("Received RST_STREAM with error code 2")
                                          << u"NOT_FOUND: Received RST_STREAM with error code 2"_s;
}

void TestGrpcResponses::wordsOfTheServerAreShown()
{
    QFETCH(QByteArray, message);
    QFETCH(QString, example);
    const ScriptedServer server(
        [message](const ScriptedRequest &request) {
            return script::send(trailersOnly(request.stream, "5", message));
        },
        script::send(http2::settings()));
    const std::vector<Outcome> outcomes = call(server, 15s, 1, 1);
    QCOMPARE(outcomes.size(), size_t(1));
    QVERIFY2(outcomes.front().outcomeClass == OutcomeClass::GrpcStatus, qPrintable(describe(outcomes)));
    QCOMPARE(outcomes.front().status, 5);
    QCOMPARE(outcomes.front().example, example);
}

void TestGrpcResponses::oneStreamForManyUsers()
{
    const ScriptedServer server(
        [](const ScriptedRequest &request) { return script::send(readyResponse(request.stream)); },
        script::send(http2::settings({{http2::Setting::MaxConcurrentStreams, 1}})));
    const std::vector<Outcome> outcomes = call(server, 15s, 8, 10);
    QVERIFY2(std::all_of(outcomes.begin(), outcomes.end(),
                         [](const Outcome &outcome) { return outcome.outcomeClass == OutcomeClass::Ok; }),
             qPrintable(describe(outcomes)));
    QCOMPARE(outcomes.size(), size_t(80));
    QCOMPARE(server.connections(), 1);
}

void TestGrpcResponses::brokenConnectionIsNotAServerStatus_data()
{
    QTest::addColumn<QString>("row");
    for (const char *row : {"PING of 4 bytes", "WINDOW_UPDATE of 0", "Reset after the head",
                            "Closed in a frame", "1 MB of metadata"})
        QTest::newRow(row) << QString::fromLatin1(row);
}

void TestGrpcResponses::brokenConnectionIsNotAServerStatus()
{
    QFETCH(QString, row);
    const QList<GrpcCase> cases = grpcCases();
    const auto each =
        std::find_if(cases.cbegin(), cases.cend(), [&row](const GrpcCase &one) { return one.row == row; });
    QVERIFY(each != cases.cend());
    const ScriptedServer server(each->handler, each->greeting);
    // Without a pause calls use the connection broken by the previous one.
    constexpr int calls = 40; // of a megabyte each, under a sanitizer too
    const std::vector<Outcome> outcomes = call(server, 15s, 1, calls, 0ms);
    QCOMPARE(outcomes.size(), size_t(calls));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(isFailure(outcome.outcomeClass) && outcome.outcomeClass != OutcomeClass::GrpcStatus,
                 qPrintable(outcome.example));
}

LOADSTONE_TEST(TestGrpcResponses, QCoreApplication)
#include "tst_grpcresponses.moc"
