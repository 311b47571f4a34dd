// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/taskgroup.h"
#include "tests/conformance/outcomes.h"
#include "tests/conformance/transportcases.h"
#include "tests/support/blackhole.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

constexpr int requestsPerCase = 4;
constexpr int caseDeadlineMs = 20'000;

QString describe(const std::vector<Outcome> &outcomes, const ScriptedServer &server)
{
    return describe(outcomes)
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

QCoro::Task<> sendPrepared(Transport *transport, PreparedRequest request, std::vector<Outcome> *outcomes)
{
    const Outcome outcome = co_await transport->perform(0, request);
    outcomes->push_back(outcome);
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

/// Every engine for HTTP against every case; a further one is tested by being listed in
/// transportEngines().
class TestTransport : public QObject
{
    Q_OBJECT
private slots:
    void answersAreClassed_data();
    void answersAreClassed();
    void deadlineTellsThePhase_data();
    void deadlineTellsThePhase();
    void refusedPort_data() { engineRows(); }
    void refusedPort();
    void nameWithoutAddress_data() { engineRows(); }
    void nameWithoutAddress();
    void unansweredConnecting_data() { engineRows(); }
    void unansweredConnecting();
    void abortEndsAllAsCancelled_data() { engineRows(); }
    void abortEndsAllAsCancelled();
    void withoutReuseEachRequestConnects_data();
    void withoutReuseEachRequestConnects();
    void brokenConnectionsClaimNoMoreThanIsKnown_data();
    void brokenConnectionsClaimNoMoreThanIsKnown();
    void droppedRequestsAreNotHidden_data() { engineRows(); }
    void droppedRequestsAreNotHidden();
    void sendsWhatIsAskedAndNoMore_data() { engineRows(); }
    void sendsWhatIsAskedAndNoMore();
    void headersMayChangeFromRequestToRequest_data() { engineRows(); }
    void headersMayChangeFromRequestToRequest();

private:
    static void engineRows();
    std::unique_ptr<Transport> transportTo(const QUrl &url, const QString &engine, bool reuse = true,
                                           std::chrono::milliseconds timeout = 3s) const;

    SystemClock m_clock;
};

void TestTransport::engineRows()
{
    QTest::addColumn<QString>("engine");
    const QStringList engines = httpEngines();
    for (const QString &engine : engines)
        QTest::newRow(qPrintable(engine)) << engine;
}

std::unique_ptr<Transport> TestTransport::transportTo(const QUrl &url, const QString &engine, bool reuse,
                                                      std::chrono::milliseconds timeout) const
{
    Connection connection;
    connection.engine = engine;
    connection.reuse = reuse;
    connection.timeout = timeout;
    return std::move(makeTransport(connection, url, m_clock)).value();
}

void TestTransport::answersAreClassed_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<int>("index");
    const QList<TransportCase> cases = transportCases();
    const QStringList engines = httpEngines();
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
    const std::unique_ptr<Transport> transport = transportTo(server.url(), engine);

    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    tasks.launch(sendInTurn(transport.get(), 0, &each.request, requestsPerCase, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);

    QCOMPARE(outcomes.size(), size_t(requestsPerCase));
    QVERIFY2(isAsExpected(outcomes, expected), qPrintable(describe(outcomes, server)));
    if (expected.connections >= 0)
        QVERIFY2(server.connections() == expected.connections, qPrintable(describe(outcomes, server)));
    if (expected.requests >= 0)
        QVERIFY2(server.requests() == expected.requests, qPrintable(describe(outcomes, server)));
}

void TestTransport::deadlineTellsThePhase_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<RequestPhase>("phase");
    const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n";
    const QStringList engines = httpEngines();
    for (const QString &engine : engines) {
        QTest::addRow("%s: silence", qPrintable(engine)) << engine << QByteArray() << RequestPhase::Wait;
        QTest::addRow("%s: half a head", qPrintable(engine)) << engine << head.left(20) << RequestPhase::Wait;
        QTest::addRow("%s: half a body", qPrintable(engine))
            << engine << head + "half" << RequestPhase::Receive;
    }
}

void TestTransport::deadlineTellsThePhase()
{
    QFETCH(QString, engine);
    QFETCH(QByteArray, before);
    QFETCH(RequestPhase, phase);
    ScriptedServer server(script::send(before) + script::hang());
    const auto transport = transportTo(server.url(), engine, true, 300ms);
    const RequestTemplate request;
    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    QElapsedTimer time;
    time.start();
    tasks.launch(sendInTurn(transport.get(), 0, &request, 1, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);
    QCOMPARE(outcomes.front().outcomeClass, OutcomeClass::Timeout);
    QCOMPARE(outcomes.front().diedIn, phase);
    QVERIFY(time.elapsed() >= 300);
    QVERIFY(time.elapsed() < 2'000);
}

void TestTransport::brokenConnectionsClaimNoMoreThanIsKnown_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<bool>("isReset");
    QTest::addColumn<QStringList>("sentences");
    const QStringList beforeAnswer{QStringLiteral(
        "The connection ended before an answer: closed, reset, or not HTTP (Qt does not tell which)")};
    const QByteArray half = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello";
    QTest::newRow("closed") << QByteArray() << false << beforeAnswer;
    QTest::newRow("reset") << QByteArray() << true << beforeAnswer;
    QTest::newRow("not HTTP") << QByteArray("this is something else\r\n\r\n") << false << beforeAnswer;
    // Qt tells a reset as an error or as an ordinary end, as it happens to notice it.
    QTest::newRow("reset in the body")
        << half << true
        << QStringList{
               QStringLiteral(
                   "The connection ended inside the answer: closed or reset (Qt does not tell which)"),
               QStringLiteral("5 bytes came with Content-Length: 9")};
}

void TestTransport::brokenConnectionsClaimNoMoreThanIsKnown()
{
    QFETCH(QByteArray, before);
    QFETCH(bool, isReset);
    QFETCH(QStringList, sentences);
    // The pause lets the client read what comes before the end.
    ScriptedServer server(script::send(before)
                          + script::delayed(20, isReset ? script::reset() : script::close()));
    const auto transport = transportTo(server.url(), QStringLiteral("qnam"));
    const RequestTemplate request;
    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    tasks.launch(sendInTurn(transport.get(), 0, &request, 1, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);
    QCOMPARE(outcomes.front().outcomeClass, OutcomeClass::ClosedEarly);
    QVERIFY2(sentences.contains(outcomes.front().example), qPrintable(outcomes.front().example));
}

void TestTransport::refusedPort()
{
    QFETCH(QString, engine);
    QUrl url;
    {
        const ScriptedServer gone(script::hang());
        url = gone.url();
    }
    const auto transport = transportTo(url, engine);
    const RequestTemplate request;
    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    tasks.launch(sendInTurn(transport.get(), 0, &request, 3, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);
    QCOMPARE(outcomes.size(), size_t(3));
    for (const Outcome &outcome : outcomes) {
        QCOMPARE(outcome.outcomeClass, OutcomeClass::Refused);
        QCOMPARE(outcome.diedIn, RequestPhase::Connect);
        QVERIFY(!outcome.example.isEmpty());
    }
}

void TestTransport::nameWithoutAddress()
{
    QFETCH(QString, engine);
    const auto transport = transportTo(QUrl(QStringLiteral("http://nothing.invalid:80")), engine, true, 15s);
    const RequestTemplate request;
    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    tasks.launch(sendInTurn(transport.get(), 0, &request, 2, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);
    QCOMPARE(outcomes.size(), size_t(2));
    for (const Outcome &outcome : outcomes) {
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Dns, qPrintable(describe(outcomes)));
        QCOMPARE(outcome.diedIn, RequestPhase::Connect);
        QVERIFY2(outcome.example.contains(QStringLiteral("nothing.invalid")), qPrintable(outcome.example));
    }
}

void TestTransport::unansweredConnecting()
{
    QFETCH(QString, engine);
    const BlackHole hole;
    const auto transport = transportTo(hole.url(), engine, true, 300ms);
    const RequestTemplate request;
    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    tasks.launch(sendInTurn(transport.get(), 0, &request, 1, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);
    QCOMPARE(outcomes.front().outcomeClass, OutcomeClass::ConnectTimeout);
    QCOMPARE(outcomes.front().diedIn, RequestPhase::Connect);
}

void TestTransport::abortEndsAllAsCancelled()
{
    QFETCH(QString, engine);
    constexpr int users = 20;
    ScriptedServer server(script::hang());
    const auto transport = transportTo(server.url(), engine);
    const RequestTemplate request;
    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    for (int user = 0; user < users; ++user)
        tasks.launch(sendInTurn(transport.get(), user, &request, 1, &outcomes));
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), users, caseDeadlineMs);
    transport->abortAll();
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);
    QCOMPARE(outcomes.size(), size_t(users));
    for (const Outcome &outcome : outcomes)
        QCOMPARE(outcome.outcomeClass, OutcomeClass::Cancelled);
}

void TestTransport::withoutReuseEachRequestConnects_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<bool>("serverCloses");
    const QStringList engines = httpEngines();
    for (const QString &engine : engines) {
        QTest::addRow("%s: the server closes", qPrintable(engine)) << engine << true;
        QTest::addRow("%s: the server ignores the wish", qPrintable(engine)) << engine << false;
    }
}

void TestTransport::withoutReuseEachRequestConnects()
{
    QFETCH(QString, engine);
    QFETCH(bool, serverCloses);
    ScriptedServer server(serverCloses
                              ? script::answer("hello", 200, "Connection: close\r\n") + script::close()
                              : script::answer("hello"));
    const auto transport = transportTo(server.url(), engine, false);
    const RequestTemplate request;
    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    tasks.launch(sendInTurn(transport.get(), 0, &request, 10, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);
    for (const Outcome &outcome : outcomes) {
        QCOMPARE(outcome.outcomeClass, OutcomeClass::Ok);
        QVERIFY(outcome.openedConnection);
    }
    QCOMPARE(server.connections(), 10);
    QCOMPARE(server.requests(), 10);
    QVERIFY(server.firstRequests().constFirst().head.contains("Connection: close"));
}

void TestTransport::droppedRequestsAreNotHidden()
{
    QFETCH(QString, engine);
    // Every second request of a connection is read and then dropped: a transport that repeats it
    // in secret would report as many successes as requests.
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.onConnection == 0 ? script::answer("hello") : script::close();
    });
    const auto transport = transportTo(server.url(), engine);
    const RequestTemplate request;
    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    tasks.launch(sendInTurn(transport.get(), 0, &request, 10, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);
    const auto failed = std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome &outcome) {
        return outcome.outcomeClass == OutcomeClass::ClosedEarly
            || outcome.outcomeClass == OutcomeClass::Reset;
    });
    const auto repeated = std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome &outcome) {
        return outcome.outcomeClass == OutcomeClass::Ok && outcome.wasStale;
    });
    const auto fine = std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome &outcome) {
        return outcome.outcomeClass == OutcomeClass::Ok && !outcome.wasStale;
    });
    QVERIFY2(failed + repeated + fine == 10, qPrintable(describe(outcomes, server)));
    // The requests that were dropped, and with qnam those that meet the connection of a repetition.
    QVERIFY2(failed + repeated >= 5, qPrintable(describe(outcomes, server)));
    if (engine == nativeEngine())
        QCOMPARE(server.requests(), 10 + static_cast<int>(repeated));
}

void TestTransport::sendsWhatIsAskedAndNoMore()
{
    QFETCH(QString, engine);
    ScriptedServer server(script::answer("hello", 200, "Set-Cookie: a=b\r\n"));
    const auto transport = transportTo(server.url(), engine);
    RequestTemplate request;
    request.method = "POST";
    request.path = "/process?chunk_index=7&x=%20y";
    request.headers = {{"X-Own", "value"}, {"Content-Type", "application/json"}};
    request.body = "{\"a\": 1}";
    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    tasks.launch(sendInTurn(transport.get(), 0, &request, 2, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);
    const QList<ScriptedRequest> seen = server.firstRequests();
    QCOMPARE(seen.size(), 2);
    for (const ScriptedRequest &each : seen) {
        QCOMPARE(each.method, QByteArray("POST"));
        QCOMPARE(each.target, request.path);
        QCOMPARE(each.body, request.body);
        const QByteArray head = each.head.toLower();
        QVERIFY(head.contains("\r\nx-own: value"));
        QVERIFY(head.contains("\r\ncontent-type: application/json"));
        QVERIFY(head.contains("\r\naccept-encoding: identity"));
        QVERIFY(head.contains("\r\nuser-agent: loadstone/"));
        QVERIFY(!head.contains("\r\ncookie:"));
        QVERIFY(!head.contains("\r\nupgrade:"));
    }
}

void TestTransport::headersMayChangeFromRequestToRequest()
{
    QFETCH(QString, engine);
    ScriptedServer server(script::answer("hello"));
    const auto transport = transportTo(server.url(), engine);
    RequestTemplate request;
    request.headers = {{"X-Plain", "1"}, {"X-Token", "{token}"}};
    TaskGroup tasks;
    std::vector<Outcome> outcomes;
    for (const char *token : {"first", "second", "third"}) {
        const PreparedRequest prepared{&request, "/", {}, {{"X-Plain", "1"}, {"X-Token", token}}};
        tasks.launch(sendPrepared(transport.get(), prepared, &outcomes));
        QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);
    }
    tasks.launch(sendInTurn(transport.get(), 0, &request, 1, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), caseDeadlineMs);
    QByteArrayList tokens;
    for (const ScriptedRequest &each : server.firstRequests()) {
        const qsizetype at = each.head.toLower().indexOf("\r\nx-token: ") + 11;
        tokens.append(each.head.mid(at, each.head.indexOf('\r', at) - at));
        QVERIFY(each.head.toLower().contains("\r\nx-plain: 1\r\n"));
    }
    QCOMPARE(tokens, (QByteArrayList{"first", "second", "third", "{token}"}));
}

QTEST_GUILESS_MAIN(TestTransport)
#include "tst_transport.moc"
