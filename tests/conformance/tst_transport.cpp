// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/engineload.h"
#include "tests/conformance/transportcases.h"
#include "tests/support/blackhole.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

constexpr int requestsPerCase = 4;
constexpr int caseDeadlineMs = 20'000;

QString describe(const std::vector<Outcome> &outcomes, const ScriptedServer &server)
{
    return describe(outcomes)
        + u" | %1 connections, %2 requests"_s.arg(server.connections()).arg(server.requests());
}

bool isAsExpected(const std::vector<Outcome> &outcomes, const Expected &expected)
{
    return std::all_of(outcomes.begin(), outcomes.end(), [&expected](const Outcome &outcome) {
        return outcome.outcomeClass == expected.outcomeClass && outcome.status == expected.status
            && outcome.bytesReceived == expected.bytes
            && outcome.example.isEmpty() == !isFailure(outcome.outcomeClass);
    });
}

} // namespace

/// Every HTTP engine with every case; a new one is tested as soon as it is in engineIds().
class TestTransport : public QObject
{
    Q_OBJECT
private slots:
    void responsesAreClassified_data();
    void responsesAreClassified();
    void deadlineReportsThePhase_data();
    void deadlineReportsThePhase();
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
    void distinguishesBrokenConnections_data();
    void distinguishesBrokenConnections();
    void aStaleConnectionIsReplacedOnce_data() { engineRows(); }
    void aStaleConnectionIsReplacedOnce();
    void aLongRequestMeetsAStaleConnection_data() { engineRows(); }
    void aLongRequestMeetsAStaleConnection();
    void secondStaleAttemptIsAFailure_data() { engineRows(); }
    void secondStaleAttemptIsAFailure();
    void closedWhileIdle_data() { engineRows(); }
    void closedWhileIdle();
    void droppedRequestsAreNotHidden_data() { engineRows(); }
    void droppedRequestsAreNotHidden();
    void sendsOnlyTheRequest_data() { engineRows(); }
    void sendsOnlyTheRequest();
    void headersMayChangeFromRequestToRequest_data() { engineRows(); }
    void headersMayChangeFromRequestToRequest();

private:
    static void engineRows();
    std::unique_ptr<EngineLoad> loadOn(const QUrl &url, const QString &engine, bool reuse = true,
                                       std::chrono::milliseconds timeout = 3s) const;
};

void TestTransport::engineRows()
{
    QTest::addColumn<QString>("engine");
    const QStringList engines = httpEngines();
    for (const QString &engine : engines)
        QTest::newRow(qPrintable(engine)) << engine;
}

std::unique_ptr<EngineLoad> TestTransport::loadOn(const QUrl &url, const QString &engine, bool reuse,
                                                  std::chrono::milliseconds timeout) const
{
    Connection connection;
    connection.engine = engine;
    connection.reuse = reuse;
    connection.timeout = timeout;
    return std::make_unique<EngineLoad>(connection, url);
}

void TestTransport::responsesAreClassified_data()
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

void TestTransport::responsesAreClassified()
{
    QFETCH(QString, engine);
    QFETCH(int, index);
    const TransportCase each = transportCases().at(index);
    const Expected &expected = each.expected;
    ScriptedServer server(each.handler);
    const std::unique_ptr<EngineLoad> load = loadOn(server.url(), engine);

    const std::vector<Outcome> outcomes = load->send(each.request, requestsPerCase);

    QCOMPARE(outcomes.size(), size_t(requestsPerCase));
    QVERIFY2(isAsExpected(outcomes, expected), qPrintable(describe(outcomes, server)));
    QVERIFY2(server.connections() == expected.connections, qPrintable(describe(outcomes, server)));
    QVERIFY2(server.requests() == expected.requests, qPrintable(describe(outcomes, server)));
}

void TestTransport::deadlineReportsThePhase_data()
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

void TestTransport::deadlineReportsThePhase()
{
    QFETCH(QString, engine);
    QFETCH(QByteArray, before);
    QFETCH(RequestPhase, phase);
    ScriptedServer server(script::send(before) + script::hang());
    const auto load = loadOn(server.url(), engine, true, 300ms);
    QElapsedTimer time;
    time.start();
    const std::vector<Outcome> outcomes = load->send(RequestTemplate());
    QCOMPARE(outcomes.front().outcomeClass, OutcomeClass::Timeout);
    QCOMPARE(outcomes.front().diedIn, phase);
    QVERIFY(time.elapsed() >= 300);
    QVERIFY(time.elapsed() < 2'000);
}

void TestTransport::distinguishesBrokenConnections_data()
{
    struct Row {
        const char *name;
        Script script;
        OutcomeClass outcomeClass;
        RequestPhase diedIn;
        QString sentence;
    };
    const QByteArray half = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello";
    const QByteArray chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const auto later = [](const Script &script) { return script::delayed(20, script); };
    using enum OutcomeClass;
    constexpr auto wait = RequestPhase::Wait;
    constexpr auto receive = RequestPhase::Receive;
    const QList<Row> rows{
        {"closed", script::close(), ClosedEarly, wait, u"The connection was closed before a response"_s},
        {"reset", script::reset(), Reset, wait, u"The connection was reset before a response"_s},
        {"closed in the head", script::send(half.left(20)) + later(script::close()), ClosedEarly, wait,
         u"The connection was closed inside the response"_s},
        {"closed in the body", script::send(half) + later(script::close()), ClosedEarly, receive,
         u"The connection was closed inside the response"_s},
        {"reset in the body", script::send(half) + later(script::reset()), Reset, receive,
         u"The connection was reset inside the response"_s},
        {"not HTTP", script::send("SSH-2.0-OpenSSH_9.2\r\n"), Protocol, wait,
         u"The response is not HTTP: bad version, in “SSH-2.0-OpenSSH_9.2..”"_s},
        {"bad length", script::send("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello"), Protocol,
         receive, u"The response is not HTTP: bad Content-Length"_s},
        {"bad chunk", script::send(chunkedHead + "xyz\r\n"), Protocol, receive,
         u"The response is not HTTP: bad chunk"_s},
    };
    QTest::addColumn<QString>("engine");
    QTest::addColumn<Script>("script");
    QTest::addColumn<OutcomeClass>("outcomeClass");
    QTest::addColumn<RequestPhase>("diedIn");
    QTest::addColumn<QString>("sentence");
    const QStringList engines = httpEngines();
    for (const QString &engine : engines) {
        for (const Row &row : rows)
            QTest::addRow("%s: %s", qPrintable(engine), row.name)
                << engine << row.script << row.outcomeClass << row.diedIn << row.sentence;
    }
}

void TestTransport::distinguishesBrokenConnections()
{
    QFETCH(QString, engine);
    QFETCH(Script, script);
    QFETCH(OutcomeClass, outcomeClass);
    QFETCH(RequestPhase, diedIn);
    QFETCH(QString, sentence);
    const ScriptedServer server(script);
    const auto load = loadOn(server.url(), engine);
    const std::vector<Outcome> outcomes = load->send({}, 1);
    QCOMPARE(outcomes.size(), size_t(1));
    QVERIFY2(outcomes.front().outcomeClass == outcomeClass, qPrintable(describe(outcomes, server)));
    QVERIFY2(outcomes.front().diedIn == diedIn, qPrintable(describe(outcomes, server)));
    QVERIFY2(outcomes.front().example.startsWith(sentence), qPrintable(describe(outcomes, server)));
}

void TestTransport::aStaleConnectionIsReplacedOnce()
{
    QFETCH(QString, engine);
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.onConnection == 0 ? script::respond("hello") : script::close();
    });
    const auto load = loadOn(server.url(), engine);
    const std::vector<Outcome> outcomes = load->send({}, 4);
    QCOMPARE(outcomes.size(), size_t(4));
    for (size_t i = 0; i < outcomes.size(); ++i) {
        QVERIFY2(outcomes[i].outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes, server)));
        QCOMPARE(outcomes[i].wasStale, i > 0);
        QVERIFY(outcomes[i].openedConnection);
    }
    QCOMPARE(server.requests(), 4 + 3);
    QCOMPARE(server.connections(), 4);
}

void TestTransport::aLongRequestMeetsAStaleConnection()
{
    QFETCH(QString, engine);
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.onConnection == 0 ? script::respond("hello") : script::close();
    });
    const auto load = loadOn(server.url(), engine);
    RequestTemplate request;
    request.method = "POST";
    request.body = QByteArray(1'000'000, 'x');
    const std::vector<Outcome> outcomes = load->send(request, 3);
    QCOMPARE(outcomes.size(), size_t(3));
    for (size_t i = 0; i < outcomes.size(); ++i) {
        QVERIFY2(outcomes[i].outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes, server)));
        QCOMPARE(outcomes[i].wasStale, i > 0);
    }
    QCOMPARE(server.requests(), 3 + 2);
}

void TestTransport::secondStaleAttemptIsAFailure()
{
    QFETCH(QString, engine);
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.number == 0 ? script::respond("hello") : script::close();
    });
    const auto load = loadOn(server.url(), engine);
    const std::vector<Outcome> outcomes = load->send({}, 3);
    QCOMPARE(outcomes.size(), size_t(3));
    QCOMPARE(outcomes[0].outcomeClass, OutcomeClass::Ok);
    QCOMPARE(outcomes[1].outcomeClass, OutcomeClass::ClosedEarly);
    QVERIFY(outcomes[1].wasStale);
    QCOMPARE(outcomes[2].outcomeClass, OutcomeClass::ClosedEarly);
    QVERIFY(!outcomes[2].wasStale);
    QCOMPARE(server.requests(), 4);
}

void TestTransport::closedWhileIdle()
{
    QFETCH(QString, engine);
    ScriptedServer server(script::respond("hello") + script::delayed(20, script::close()));
    const auto load = loadOn(server.url(), engine);
    load->pause(500ms); // the connection is closed meanwhile
    const std::vector<Outcome> outcomes = load->send({}, 3);
    QCOMPARE(outcomes.size(), size_t(3));
    for (const Outcome &outcome : outcomes) {
        QCOMPARE(outcome.outcomeClass, OutcomeClass::Ok);
        QVERIFY2(!outcome.wasStale, "found closed before it was used");
    }
    QCOMPARE(server.requests(), 3);
}

void TestTransport::refusedPort()
{
    QFETCH(QString, engine);
    QUrl url;
    {
        const ScriptedServer gone(script::hang());
        url = gone.url();
    }
    const auto load = loadOn(url, engine);
    const std::vector<Outcome> outcomes = load->send(RequestTemplate(), 3);
    QCOMPARE(outcomes.size(), size_t(3));
    for (const Outcome &outcome : outcomes) {
        QCOMPARE(outcome.outcomeClass, OutcomeClass::Refused);
        QCOMPARE(outcome.diedIn, RequestPhase::Connect);
        QVERIFY(!outcome.example.isEmpty());
        QVERIFY(!outcome.openedConnection);
    }
}

void TestTransport::nameWithoutAddress()
{
    QFETCH(QString, engine);
    const auto load = loadOn(QUrl(u"http://nothing.invalid:80"_s), engine, true, 15s);
    const std::vector<Outcome> outcomes = load->send(RequestTemplate(), 2);
    QCOMPARE(outcomes.size(), size_t(2));
    for (const Outcome &outcome : outcomes) {
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Dns, qPrintable(describe(outcomes)));
        QCOMPARE(outcome.diedIn, RequestPhase::Connect);
        QVERIFY2(outcome.example.contains(u"nothing.invalid"_s), qPrintable(outcome.example));
    }
}

void TestTransport::unansweredConnecting()
{
    QFETCH(QString, engine);
    const BlackHole hole;
    const auto load = loadOn(hole.url(), engine, true, 300ms);
    const std::vector<Outcome> outcomes = load->send(RequestTemplate());
    QCOMPARE(outcomes.front().outcomeClass, OutcomeClass::ConnectTimeout);
    QCOMPARE(outcomes.front().diedIn, RequestPhase::Connect);
}

void TestTransport::abortEndsAllAsCancelled()
{
    QFETCH(QString, engine);
    constexpr int users = 20;
    ScriptedServer server(script::hang());
    const auto load = loadOn(server.url(), engine);
    load->start(RequestTemplate(), 1, users);
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), users, caseDeadlineMs);
    load->cutOff();
    QVERIFY(load->waitForEnd());
    const std::vector<Outcome> outcomes = load->outcomes();
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
                              ? script::respond("hello", 200, "Connection: close\r\n") + script::close()
                              : script::respond("hello"));
    const auto load = loadOn(server.url(), engine, false);
    const std::vector<Outcome> outcomes = load->send(RequestTemplate(), 10);
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
    // Every second request of a connection is read and then dropped: a transport with hidden retries would
    // report as many successes as requests.
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.onConnection == 0 ? script::respond("hello") : script::close();
    });
    const auto load = loadOn(server.url(), engine);
    const std::vector<Outcome> outcomes = load->send(RequestTemplate(), 10);
    const auto repeated = std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome &outcome) {
        return outcome.outcomeClass == OutcomeClass::Ok && outcome.wasStale;
    });
    const auto fine = std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome &outcome) {
        return outcome.outcomeClass == OutcomeClass::Ok && !outcome.wasStale;
    });
    QVERIFY2(repeated == 9 && fine == 1, qPrintable(describe(outcomes, server)));
    QCOMPARE(server.requests(), 10 + static_cast<int>(repeated));
}

void TestTransport::sendsOnlyTheRequest()
{
    QFETCH(QString, engine);
    ScriptedServer server(script::respond("hello", 200, "Set-Cookie: a=b\r\n"));
    const auto load = loadOn(server.url(), engine);
    RequestTemplate request;
    request.method = "POST";
    request.path = "/process?chunk_index=7&x=%20y";
    request.headers = {{"X-Own", "value"}, {"Content-Type", "application/json"}};
    request.body = "{\"a\": 1}";
    const std::vector<Outcome> outcomes = load->send(request, 2);
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
    ScriptedServer server(script::respond("hello"));
    const auto load = loadOn(server.url(), engine);
    RequestTemplate request;
    request.headers = {{"X-Plain", "1"}, {"X-Token", "{token}"}};
    load->vary(u"token"_s, {"first", "second", "third"});
    QCOMPARE(load->send(request, 4).size(), size_t(4));
    QByteArrayList tokens;
    for (const ScriptedRequest &each : server.firstRequests()) {
        const qsizetype at = each.head.toLower().indexOf("\r\nx-token: ") + 11;
        tokens.append(each.head.mid(at, each.head.indexOf('\r', at) - at));
        QVERIFY(each.head.toLower().contains("\r\nx-plain: 1\r\n"));
    }
    QCOMPARE(tokens, (QByteArrayList{"first", "second", "third", "first"}));
}

LOADSTONE_TEST(TestTransport, QCoreApplication)
#include "tst_transport.moc"
