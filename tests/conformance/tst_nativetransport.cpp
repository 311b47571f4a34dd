// SPDX-License-Identifier: GPL-3.0-or-later
// Features of the native engine beyond the contract of every transport.
#include "core/load/native/nativenetwork.h"
#include "core/load/target.h"
#include "tests/conformance/engineload.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testmain.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

Connection nativeConnection()
{
    Connection connection;
    connection.engine = nativeEngine();
    connection.timeout = 3s;
    return connection;
}

std::optional<Nanoseconds> phaseTime(const Outcome &outcome, RequestPhase phase)
{
    return outcome.phases[static_cast<size_t>(phase)];
}

/// Sends `answer` for each complete head on a Qt socket.
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
    void reportsAllPhases();
    void requestsPerConnection_data();
    void requestsPerConnection();
    void portsAreReusedOnThisMachineOnly();
    void unixSocket();
    void missingUnixSocketIsRefused();
    void ipv6();
    void triesEachAddressOfAName();
    void longBodyThatIsOnlyCounted_data();
    void longBodyThatIsOnlyCounted();
    void headLongerThanAnyShouldBe();
    void bigRequestBody();
    void refusesUnsupportedTargets_data();
    void refusesUnsupportedTargets();

private:
    std::unique_ptr<EngineLoad> loadOn(const QUrl &url,
                                       const Connection &connection = nativeConnection()) const;
    RequestTemplate m_request;
};

std::unique_ptr<EngineLoad> TestNativeTransport::loadOn(const QUrl &url, const Connection &connection) const
{
    return std::make_unique<EngineLoad>(connection, url);
}

void TestNativeTransport::reportsAllPhases()
{
    // A busy machine may show the engine the first part late, which moves time from receiving to waiting.
    const ScriptedServer server(script::delayed(50, script::send(ok.chopped(2)))
                                + script::delayed(300, script::send(ok.right(2))));
    const std::vector<Outcome> outcomes = loadOn(server.url())->send(m_request, 2);
    QCOMPARE(outcomes.size(), size_t(2));
    for (const Outcome &outcome : outcomes) {
        const std::optional<Nanoseconds> sending = phaseTime(outcome, RequestPhase::Send);
        QVERIFY(sending.has_value());
        // On a busy machine the server may have begun its 50 ms before the engine noticed that all was sent.
        QVERIFY(*sending + phaseTime(outcome, RequestPhase::Wait).value_or(0ns) >= Nanoseconds(49ms));
        QVERIFY(phaseTime(outcome, RequestPhase::Receive) >= Nanoseconds(50ms));
        QVERIFY(phaseTime(outcome, RequestPhase::Wait) < Nanoseconds(2s));
        QVERIFY(!phaseTime(outcome, RequestPhase::Tls));
        QVERIFY(!phaseTime(outcome, RequestPhase::Blocked));
    }
    QVERIFY(phaseTime(outcomes[0], RequestPhase::Connect) > Nanoseconds(0));
    QVERIFY(!phaseTime(outcomes[1], RequestPhase::Connect));
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
    ScriptedServer server(script::respond("hello"));
    Connection connection = nativeConnection();
    connection.requestsPerConnection = most;
    const std::vector<Outcome> outcomes = loadOn(server.url(), connection)->send(m_request, 10);
    QCOMPARE(outcomes.size(), size_t(10));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    QCOMPARE(server.connections(), connections);
    QCOMPARE(server.requests(), 10);
    const QList<ScriptedRequest> seen = server.firstRequests();
    for (const ScriptedRequest &each : seen)
        QCOMPARE(each.head.contains("Connection: close"), most > 0 && each.onConnection == most - 1);
}

void TestNativeTransport::portsAreReusedOnThisMachineOnly()
{
    QVERIFY(!reusesPorts(resolveAddress(QUrl(u"http://192.0.2.1"_s)))
            || reusesPorts(resolveAddress(QUrl(u"http://127.0.0.1"_s))));
    QCOMPARE(reusesPorts(resolveAddress(QUrl(u"http://[::1]"_s))),
             reusesPorts(resolveAddress(QUrl(u"http://127.0.0.1"_s))));
}

void TestNativeTransport::unixSocket()
{
    const QTemporaryDir folder;
    QLocalServer server;
    connect(&server, &QLocalServer::newConnection, &server,
            [&server] { answerHeads(server.nextPendingConnection(), ok); });
    const QString path = folder.filePath(u"app.sock"_s);
    QVERIFY(server.listen(path));
    const Result<Target> target =
        parseTarget(u"http+unix://%1/a?b=c"_s.arg(QString::fromLatin1(QUrl::toPercentEncoding(path))));
    QVERIFY(target);
    QCOMPARE(target->path, QByteArray("/a?b=c"));
    const std::vector<Outcome> outcomes = loadOn(target->baseUrl)->send(m_request, 5, 3);
    QCOMPARE(outcomes.size(), size_t(15));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
}

void TestNativeTransport::missingUnixSocketIsRefused()
{
    QUrl url;
    url.setScheme(unixSocketScheme());
    url.setPath(u"/nowhere/app.sock"_s);
    const std::vector<Outcome> outcomes = loadOn(url)->send(m_request, 2);
    QCOMPARE(outcomes.size(), size_t(2));
    QCOMPARE(outcomes.front().outcomeClass, OutcomeClass::Refused);
    QVERIFY(outcomes.front().example.contains(u"No such file"_s));
}

void TestNativeTransport::ipv6()
{
    QTcpServer server;
    connect(&server, &QTcpServer::newConnection, &server,
            [&server] { answerHeads(server.nextPendingConnection(), ok); });
    QVERIFY2(server.listen(QHostAddress::LocalHostIPv6), qPrintable(server.errorString()));
    const std::vector<Outcome> outcomes =
        loadOn(QUrl(u"http://[::1]:%1"_s.arg(server.serverPort())))->send(m_request, 3);
    QCOMPARE(outcomes.size(), size_t(3));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
}

void TestNativeTransport::triesEachAddressOfAName()
{
    ScriptedServer server(script::respond("hello"));
    // With IPv6 "localhost" is ::1 first, and the server does not listen there.
    const std::vector<Outcome> outcomes =
        loadOn(QUrl(u"http://localhost:%1"_s.arg(server.port())))->send(m_request, 3);
    QCOMPARE(outcomes.size(), size_t(3));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    QCOMPARE(server.connections(), 1);
}

void TestNativeTransport::longBodyThatIsOnlyCounted_data()
{
    QTest::addColumn<bool>("isExpected");
    QTest::newRow("counted") << false;
    QTest::newRow("compared") << true;
}

void TestNativeTransport::longBodyThatIsOnlyCounted()
{
    QFETCH(bool, isExpected);
    constexpr int bytes = 3'000'001;
    const QByteArray body(bytes, 'x');
    ScriptedServer server(script::respond(body));
    RequestTemplate request;
    if (isExpected)
        request.expect.body = body;
    else
        request.expect.bodyLength = bytes;
    m_request = request;
    const std::vector<Outcome> outcomes = loadOn(server.url())->send(m_request, 3, 2);
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
    const std::vector<Outcome> outcomes = loadOn(server.url())->send(m_request);
    QCOMPARE(outcomes.size(), size_t(1));
    QVERIFY2(outcomes.front().outcomeClass == OutcomeClass::Protocol, qPrintable(describe(outcomes)));
}

void TestNativeTransport::bigRequestBody()
{
    constexpr int bytes = 5'000'000;
    ScriptedServer server(script::respond("hello"));
    m_request.method = "POST";
    m_request.body = QByteArray(bytes, 'b');
    const std::vector<Outcome> outcomes = loadOn(server.url())->send(m_request, 2, 2);
    m_request = {};
    QCOMPARE(outcomes.size(), size_t(4));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    QCOMPARE(server.firstRequests().constFirst().body.size(), bytes);
}

void TestNativeTransport::refusesUnsupportedTargets_data()
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
    QTest::newRow("pipelining without reuse") << connection << "Pipelining requires persistent connections.";
}

void TestNativeTransport::refusesUnsupportedTargets()
{
    QFETCH(Connection, connection);
    QFETCH(QString, sentence);
    const QString problem = requestProblem(connection, {m_request});
    QVERIFY2(problem.startsWith(sentence), qPrintable(problem));
}

LOADSTONE_TEST(TestNativeTransport, QCoreApplication)
#include "tst_nativetransport.moc"
