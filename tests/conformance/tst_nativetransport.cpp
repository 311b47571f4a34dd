// SPDX-License-Identifier: GPL-3.0-or-later
// What the native engine does beyond what is asked of every transport.
#include "core/base/taskgroup.h"
#include "core/load/target.h"
#include "tests/conformance/outcomes.h"
#include "tests/support/scriptedserver.h"

#include <QElapsedTimer>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

constexpr int deadlineMs = 20'000;
const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

Connection nativeConnection()
{
    Connection connection;
    connection.engine = nativeEngine();
    connection.timeout = 3s;
    return connection;
}

std::optional<Nanoseconds> timeOf(const Outcome &outcome, RequestPhase phase)
{
    return outcome.phases[static_cast<size_t>(phase)];
}

/// Answers each complete head on a stream of Qt's with `answer`.
template<typename Socket>
void answerHeads(Socket *socket, const QByteArray &answer)
{
    const auto received = std::make_shared<QByteArray>();
    QObject::connect(socket, &Socket::readyRead, socket, [socket, answer, received] {
        *received += socket->readAll();
        for (qsizetype end = received->indexOf("\r\n\r\n"); end >= 0; end = received->indexOf("\r\n\r\n")) {
            received->remove(0, end + 4);
            socket->write(answer);
        }
    });
}

} // namespace

class TestNativeTransport : public QObject
{
    Q_OBJECT
private slots:
    void tellsBrokenConnectionsApart_data();
    void tellsBrokenConnectionsApart();
    void tellsAllPhases();
    void aStaleConnectionIsReplacedOnce();
    void whatIsStaleTwiceIsAFailure();
    void requestsPerConnection_data();
    void requestsPerConnection();
    void letsTheServerCloseFirst();
    void unixSocket();
    void missingUnixSocketIsRefused();
    void ipv6();
    void triesEachAddressOfAName();
    void longBodyThatNobodyLooksAt_data();
    void longBodyThatNobodyLooksAt();
    void headLongerThanAnyShouldBe();
    void bigRequestBody();
    void closedWhileIdle();
    void refusesWhatOthersCannot_data();
    void refusesWhatOthersCannot();

private:
    std::unique_ptr<Transport> transportTo(const QUrl &url,
                                           const Connection &connection = nativeConnection()) const;
    /// Each user's requests in turn, all users at once.
    std::vector<Outcome> ask(Transport &transport, int times = 1, int users = 1) const;

    SystemClock m_clock;
    RequestTemplate m_request;
};

std::unique_ptr<Transport> TestNativeTransport::transportTo(const QUrl &url,
                                                            const Connection &connection) const
{
    return std::move(makeTransport(connection, url, m_clock)).value();
}

std::vector<Outcome> TestNativeTransport::ask(Transport &transport, int times, int users) const
{
    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    for (int user = 0; user < users; ++user)
        tasks.launch(sendInTurn(&transport, user, &m_request, times, &outcomes));
    if (!QTest::qWaitFor([&tasks] { return tasks.isEmpty(); }, deadlineMs))
        transport.abortAll();
    [[maybe_unused]] const bool isEmpty = QTest::qWaitFor([&tasks] { return tasks.isEmpty(); }, deadlineMs);
    return outcomes;
}

void TestNativeTransport::tellsBrokenConnectionsApart_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<OutcomeClass>("outcomeClass");
    QTest::addColumn<RequestPhase>("diedIn");
    QTest::addColumn<QString>("sentence");
    const QByteArray half = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello";
    const auto later = [](const Script &script) { return script::delayed(20, script); };
    QTest::newRow("closed") << script::close() << OutcomeClass::ClosedEarly << RequestPhase::Wait
                            << "The connection was closed before an answer";
    QTest::newRow("reset") << script::reset() << OutcomeClass::Reset << RequestPhase::Wait
                           << "The connection was reset before an answer";
    QTest::newRow("closed in the head")
        << script::send(half.left(20)) + later(script::close()) << OutcomeClass::ClosedEarly
        << RequestPhase::Wait << "The connection was closed inside the answer";
    QTest::newRow("closed in the body")
        << script::send(half) + later(script::close()) << OutcomeClass::ClosedEarly << RequestPhase::Receive
        << "The connection was closed inside the answer";
    QTest::newRow("reset in the body")
        << script::send(half) + later(script::reset()) << OutcomeClass::Reset << RequestPhase::Receive
        << "The connection was reset inside the answer";
    QTest::newRow("not HTTP") << script::send("SSH-2.0-OpenSSH_9.2\r\n") << OutcomeClass::Protocol
                              << RequestPhase::Wait
                              << QStringLiteral(
                                     "The answer is not HTTP: bad version, in “SSH-2.0-OpenSSH_9.2..”");
    QTest::newRow("lines end with LF alone")
        << script::send("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello") << OutcomeClass::Protocol
        << RequestPhase::Wait << "The answer is not HTTP: ";
    QTest::newRow("status line without reason")
        << script::send("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello") << OutcomeClass::Protocol
        << RequestPhase::Wait << "The answer is not HTTP: bad status";
    QTest::newRow("bad chunk") << script::send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")
                               << OutcomeClass::Protocol << RequestPhase::Receive
                               << "The answer is not HTTP: bad chunk";
}

void TestNativeTransport::tellsBrokenConnectionsApart()
{
    QFETCH(Script, script);
    QFETCH(OutcomeClass, outcomeClass);
    QFETCH(RequestPhase, diedIn);
    QFETCH(QString, sentence);
    const ScriptedServer server(script);
    const std::vector<Outcome> outcomes = ask(*transportTo(server.url()));
    QCOMPARE(outcomes.size(), size_t(1));
    QVERIFY2(outcomes.front().outcomeClass == outcomeClass, qPrintable(describe(outcomes)));
    QVERIFY2(outcomes.front().diedIn == diedIn, qPrintable(describe(outcomes)));
    QVERIFY2(outcomes.front().example.startsWith(sentence), qPrintable(describe(outcomes)));
}

void TestNativeTransport::tellsAllPhases()
{
    const ScriptedServer server(script::delayed(50, script::send(ok.chopped(2)))
                                + script::delayed(30, script::send(ok.right(2))));
    const std::vector<Outcome> outcomes = ask(*transportTo(server.url()), 2);
    QCOMPARE(outcomes.size(), size_t(2));
    for (const Outcome &outcome : outcomes) {
        QVERIFY(timeOf(outcome, RequestPhase::Send).has_value());
        QVERIFY(timeOf(outcome, RequestPhase::Wait) >= Nanoseconds(49ms));
        QVERIFY(timeOf(outcome, RequestPhase::Receive) >= Nanoseconds(29ms));
        QVERIFY(timeOf(outcome, RequestPhase::Wait) < Nanoseconds(2s));
        QVERIFY(!timeOf(outcome, RequestPhase::Tls));
        QVERIFY(!timeOf(outcome, RequestPhase::Blocked));
    }
    QVERIFY(timeOf(outcomes[0], RequestPhase::Connect) > Nanoseconds(0));
    QVERIFY(!timeOf(outcomes[1], RequestPhase::Connect));
}

void TestNativeTransport::aStaleConnectionIsReplacedOnce()
{
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.onConnection == 0 ? script::answer("hello") : script::close();
    });
    const std::vector<Outcome> outcomes = ask(*transportTo(server.url()), 4);
    QCOMPARE(outcomes.size(), size_t(4));
    for (size_t i = 0; i < outcomes.size(); ++i) {
        QVERIFY2(outcomes[i].outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
        QCOMPARE(outcomes[i].wasStale, i > 0);
        QVERIFY(outcomes[i].openedConnection);
        QCOMPARE(timeOf(outcomes[i], RequestPhase::Blocked).has_value(), i > 0);
    }
    QCOMPARE(server.requests(), 4 + 3);
}

void TestNativeTransport::whatIsStaleTwiceIsAFailure()
{
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.number == 0 ? script::answer("hello") : script::close();
    });
    const std::vector<Outcome> outcomes = ask(*transportTo(server.url()), 3);
    QCOMPARE(outcomes.size(), size_t(3));
    QCOMPARE(outcomes[0].outcomeClass, OutcomeClass::Ok);
    QCOMPARE(outcomes[1].outcomeClass, OutcomeClass::ClosedEarly);
    QVERIFY(outcomes[1].wasStale);
    QCOMPARE(outcomes[2].outcomeClass, OutcomeClass::ClosedEarly);
    QVERIFY(!outcomes[2].wasStale);
    QCOMPARE(server.requests(), 4);
}

void TestNativeTransport::requestsPerConnection_data()
{
    QTest::addColumn<int>("most");
    QTest::addColumn<int>("connections");
    QTest::newRow("one") << 1 << 10;
    QTest::newRow("three") << 3 << 4;
    QTest::newRow("ten") << 10 << 1;
    QTest::newRow("no limit") << 0 << 1;
}

void TestNativeTransport::requestsPerConnection()
{
    QFETCH(int, most);
    QFETCH(int, connections);
    ScriptedServer server(script::answer("hello"));
    Connection connection = nativeConnection();
    connection.requestsPerConnection = most;
    const std::vector<Outcome> outcomes = ask(*transportTo(server.url(), connection), 10);
    QCOMPARE(outcomes.size(), size_t(10));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    QCOMPARE(server.connections(), connections);
    QCOMPARE(server.requests(), 10);
    const QList<ScriptedRequest> seen = server.firstRequests();
    for (const ScriptedRequest &each : seen)
        QCOMPARE(each.head.contains("Connection: close"), most > 0 && each.onConnection == most - 1);
}

void TestNativeTransport::letsTheServerCloseFirst()
{
    // Whoever closes first keeps the port in TIME_WAIT: of ours none may be.
    ScriptedServer server(script::answer("hello", 200, "Connection: close\r\n")
                          + script::delayed(20, script::close()));
    Connection connection = nativeConnection();
    connection.reuse = false;
    const auto transport = transportTo(server.url(), connection);
    const std::vector<Outcome> outcomes = ask(*transport, 20);
    QCOMPARE(outcomes.size(), size_t(20));
    QTRY_COMPARE_WITH_TIMEOUT(server.openConnections(), 0, deadlineMs);
    QFile file(QStringLiteral("/proc/net/tcp"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray port = ':' + QByteArray::number(server.port(), 16).toUpper().rightJustified(4, '0');
    int waiting = 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        const QList<QByteArray> words = line.simplified().split(' ');
        constexpr auto timeWait = "06";
        waiting += words.size() > 3 && words[2].endsWith(port) && words[3] == timeWait ? 1 : 0;
    }
    QCOMPARE(waiting, 0);
}

void TestNativeTransport::unixSocket()
{
    const QTemporaryDir folder;
    QLocalServer server;
    connect(&server, &QLocalServer::newConnection, &server,
            [&server] { answerHeads(server.nextPendingConnection(), ok); });
    const QString path = folder.filePath(QStringLiteral("app.sock"));
    QVERIFY(server.listen(path));
    const Result<Target> target = parseTarget(
        QStringLiteral("http+unix://%1/a?b=c").arg(QString::fromLatin1(QUrl::toPercentEncoding(path))));
    QVERIFY(target);
    QCOMPARE(target->path, QByteArray("/a?b=c"));
    const std::vector<Outcome> outcomes = ask(*transportTo(target->baseUrl), 5, 3);
    QCOMPARE(outcomes.size(), size_t(15));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
}

void TestNativeTransport::missingUnixSocketIsRefused()
{
    QUrl url;
    url.setScheme(unixSocketScheme());
    url.setPath(QStringLiteral("/nowhere/app.sock"));
    const std::vector<Outcome> outcomes = ask(*transportTo(url), 2);
    QCOMPARE(outcomes.size(), size_t(2));
    QCOMPARE(outcomes.front().outcomeClass, OutcomeClass::Refused);
    QVERIFY(outcomes.front().example.contains(QStringLiteral("No such file")));
}

void TestNativeTransport::ipv6()
{
    QTcpServer server;
    connect(&server, &QTcpServer::newConnection, &server,
            [&server] { answerHeads(server.nextPendingConnection(), ok); });
    QVERIFY2(server.listen(QHostAddress::LocalHostIPv6), qPrintable(server.errorString()));
    const std::vector<Outcome> outcomes =
        ask(*transportTo(QUrl(QStringLiteral("http://[::1]:%1").arg(server.serverPort()))), 3);
    QCOMPARE(outcomes.size(), size_t(3));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
}

void TestNativeTransport::triesEachAddressOfAName()
{
    ScriptedServer server(script::answer("hello"));
    // "localhost" is ::1 first where the machine has IPv6, and the server does not listen there.
    const std::vector<Outcome> outcomes =
        ask(*transportTo(QUrl(QStringLiteral("http://localhost:%1").arg(server.port()))), 3);
    QCOMPARE(outcomes.size(), size_t(3));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    QCOMPARE(server.connections(), 1);
}

void TestNativeTransport::longBodyThatNobodyLooksAt_data()
{
    QTest::addColumn<bool>("isExpected");
    QTest::newRow("counted") << false;
    QTest::newRow("compared") << true;
}

void TestNativeTransport::longBodyThatNobodyLooksAt()
{
    QFETCH(bool, isExpected);
    constexpr int bytes = 3'000'001;
    const QByteArray body(bytes, 'x');
    ScriptedServer server(script::answer(body));
    RequestTemplate request;
    if (isExpected)
        request.expect.body = body;
    else
        request.expect.bodyLength = bytes;
    m_request = request;
    const std::vector<Outcome> outcomes = ask(*transportTo(server.url()), 3, 2);
    m_request = {};
    QCOMPARE(outcomes.size(), size_t(6));
    for (const Outcome &outcome : outcomes) {
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
        QCOMPARE(outcome.bytesReceived, bytes);
    }
    QCOMPARE(server.connections(), 2);
}

void TestNativeTransport::headLongerThanAnyShouldBe()
{
    const QByteArray header = "X-Padding: " + QByteArray(3000, 'x') + "\r\n";
    ScriptedServer server(script::send("HTTP/1.1 200 OK\r\n" + header.repeated(100)));
    const std::vector<Outcome> outcomes = ask(*transportTo(server.url()));
    QCOMPARE(outcomes.size(), size_t(1));
    QVERIFY2(outcomes.front().outcomeClass == OutcomeClass::Protocol, qPrintable(describe(outcomes)));
}

void TestNativeTransport::bigRequestBody()
{
    constexpr int bytes = 5'000'000;
    ScriptedServer server(script::answer("hello"));
    m_request.method = "POST";
    m_request.body = QByteArray(bytes, 'b');
    const std::vector<Outcome> outcomes = ask(*transportTo(server.url()), 2, 2);
    m_request = {};
    QCOMPARE(outcomes.size(), size_t(4));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    QCOMPARE(server.firstRequests().constFirst().body.size(), bytes);
}

void TestNativeTransport::closedWhileIdle()
{
    ScriptedServer server(script::answer("hello") + script::delayed(20, script::close()));
    const auto transport = transportTo(server.url());
    for (int i = 0; i < 3; ++i) {
        const std::vector<Outcome> outcomes = ask(*transport);
        QCOMPARE(outcomes.size(), size_t(1));
        QCOMPARE(outcomes.front().outcomeClass, OutcomeClass::Ok);
        QVERIFY2(!outcomes.front().wasStale, "found closed before it was used");
        QTRY_COMPARE_WITH_TIMEOUT(server.openConnections(), 0, deadlineMs);
    }
    QCOMPARE(server.requests(), 3);
}

void TestNativeTransport::refusesWhatOthersCannot_data()
{
    QTest::addColumn<Connection>("connection");
    QTest::addColumn<QString>("sentence");
    Connection connection;
    connection.pipelining = 2;
    QTest::newRow("pipelining") << connection << "\"pipelining\" is for the engine \"native\" only";
    connection.engine = grpcEngine();
    QTest::newRow("pipelining, gRPC") << connection << "\"pipelining\" is for the engine \"native\" only";
    connection = {};
    connection.requestsPerConnection = 2;
    QTest::newRow("requests per connection")
        << connection << "\"requests_per_connection\" is for the engine \"native\" only";
    connection = nativeConnection();
    connection.pipelining = 2;
    connection.reuse = false;
    QTest::newRow("pipelining without reuse")
        << connection << "Requests can be pipelined on connections only";
}

void TestNativeTransport::refusesWhatOthersCannot()
{
    QFETCH(Connection, connection);
    QFETCH(QString, sentence);
    const QString problem = requestProblem(connection, {m_request});
    QVERIFY2(problem.startsWith(sentence), qPrintable(problem));
}

QTEST_GUILESS_MAIN(TestNativeTransport)
#include "tst_nativetransport.moc"
