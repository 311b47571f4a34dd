// SPDX-License-Identifier: GPL-3.0-or-later
// With TLS every engine that supports it behaves as without, and trusts one certificate only.
#include "tests/conformance/engineload.h"
#include "tests/conformance/transportcases.h"
#include "tests/support/rawtlsserver.h"
#include "tests/support/testcertificate.h"
#include "tests/support/testmain.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

constexpr int requestsPerCase = 4;

std::optional<Nanoseconds> phaseTime(const Outcome &outcome, RequestPhase phase)
{
    return outcome.phases[static_cast<size_t>(phase)];
}

QUrl secureUrl(quint16 port) { return QUrl(u"https://127.0.0.1:%1"_s.arg(port)); }

/// Every test runs once per engine.
QString engine()
{
    QFETCH_GLOBAL(QString, engine);
    return engine;
}

} // namespace

class TestTlsTransport : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data();
    void responsesAreClassifiedAsWithoutTls_data();
    void responsesAreClassifiedAsWithoutTls();
    void eachUserHasOneConnection();
    void measuresTheHandshake();
    void withoutReuseEachRequestShakesHands();
    void trustsNoOtherCertificate();
    void reportsAServerWithoutTls();
    void reportsAnEndInTheHandshake();
    void waitsForASilentServerUntilTheDeadline();
    void closeNotifyEndsABody();
    void closeNotifyEndsAConnection();
    void closeNotifyDuringAResponse();
    void bytesThatAreNotTls();
    void readsBytesSentWithTheHandshake();
    void offersNoHttp2();
    void refusesUnverifiableCertificates();

private:
    std::unique_ptr<EngineLoad> loadOn(const QUrl &url, const Certificate &trusted, bool reuse = true,
                                       std::chrono::milliseconds timeout = 3s) const;
    std::unique_ptr<TestCertificate> m_certificate = std::make_unique<TestCertificate>();
};

std::unique_ptr<EngineLoad> TestTlsTransport::loadOn(const QUrl &url, const Certificate &trusted, bool reuse,
                                                     std::chrono::milliseconds timeout) const
{
    Connection connection;
    connection.engine = engine();
    connection.reuse = reuse;
    connection.timeout = timeout;
    return std::make_unique<EngineLoad>(connection, url, trusted.pem);
}

void TestTlsTransport::initTestCase_data()
{
    QTest::addColumn<QString>("engine");
    const QStringList engines = httpEngines();
    for (const QString &each : engines)
        QTest::newRow(qPrintable(each)) << each;
}

void TestTlsTransport::responsesAreClassifiedAsWithoutTls_data()
{
    QTest::addColumn<int>("index");
    const QList<TransportCase> cases = transportCases();
    for (int i = 0; i < cases.size(); ++i)
        QTest::addRow("%s", cases[i].name) << i;
}

void TestTlsTransport::responsesAreClassifiedAsWithoutTls()
{
    QFETCH(int, index);
    const TransportCase each = transportCases().at(index);
    const ScriptedServer server(each.handler, (*m_certificate)->file, (*m_certificate)->keyFile);
    const auto load = loadOn(server.url(), **m_certificate);
    const std::vector<Outcome> outcomes = load->send(each.request, requestsPerCase);
    QCOMPARE(outcomes.size(), size_t(requestsPerCase));
    const bool isRight = std::all_of(outcomes.begin(), outcomes.end(), [&each](const Outcome &outcome) {
        return outcome.outcomeClass == each.expected.outcomeClass
            && outcome.example.isEmpty() == !isFailure(outcome.outcomeClass);
    });
    QVERIFY2(isRight, qPrintable(describe(outcomes)));
    QCOMPARE(server.connections(), each.expected.connections);
}

void TestTlsTransport::eachUserHasOneConnection()
{
    constexpr int users = 20;
    const ScriptedServer server([](const ScriptedRequest &) { return script::respond("hello"); },
                                (*m_certificate)->file, (*m_certificate)->keyFile);
    const auto load = loadOn(server.url(), **m_certificate);
    const std::vector<Outcome> outcomes = load->send({}, 5, users);
    QVERIFY2(std::all_of(outcomes.begin(), outcomes.end(),
                         [](const Outcome &outcome) { return outcome.outcomeClass == OutcomeClass::Ok; }),
             qPrintable(describe(outcomes)));
    QCOMPARE(server.requests(), users * 5);
    QCOMPARE(server.connections(), users);
}

void TestTlsTransport::measuresTheHandshake()
{
    const ScriptedServer server([](const ScriptedRequest &) { return script::respond("hello"); },
                                (*m_certificate)->file, (*m_certificate)->keyFile);
    const auto load = loadOn(server.url(), **m_certificate);
    const std::vector<Outcome> outcomes = load->send({}, 2);
    QCOMPARE(outcomes.size(), size_t(2));
    QVERIFY(outcomes[0].openedConnection);
    QVERIFY(phaseTime(outcomes[0], RequestPhase::Tls) > Nanoseconds(0));
    QVERIFY(phaseTime(outcomes[0], RequestPhase::Send) >= Nanoseconds(0));
    // Qt does not report it separately.
    QCOMPARE(phaseTime(outcomes[0], RequestPhase::Connect).has_value(), engine() == nativeEngine());
    QVERIFY(!outcomes[1].openedConnection);
    QVERIFY(!phaseTime(outcomes[1], RequestPhase::Tls));
    QVERIFY(phaseTime(outcomes[1], RequestPhase::Wait) > Nanoseconds(0));
}

void TestTlsTransport::withoutReuseEachRequestShakesHands()
{
    const ScriptedServer server([](const ScriptedRequest &) { return script::respond("hello"); },
                                (*m_certificate)->file, (*m_certificate)->keyFile);
    const auto load = loadOn(server.url(), **m_certificate, false);
    const std::vector<Outcome> outcomes = load->send({}, 5);
    QCOMPARE(outcomes.size(), size_t(5));
    for (const Outcome &outcome : outcomes) {
        QCOMPARE(outcome.outcomeClass, OutcomeClass::Ok);
        QVERIFY(phaseTime(outcome, RequestPhase::Tls).has_value());
    }
    QCOMPARE(server.connections(), 5);
}

void TestTlsTransport::trustsNoOtherCertificate()
{
    const TestCertificate other;
    const ScriptedServer server([](const ScriptedRequest &) { return script::respond("hello"); },
                                (*m_certificate)->file, (*m_certificate)->keyFile);
    const auto load = loadOn(server.url(), *other);
    const std::vector<Outcome> outcomes = load->send({}, 2);
    QCOMPARE(outcomes.size(), size_t(2));
    for (const Outcome &outcome : outcomes) {
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Tls, qPrintable(describe(outcomes)));
        QCOMPARE(outcome.diedIn, RequestPhase::Tls);
        QVERIFY2(outcome.example.contains(u"certificate"_s), qPrintable(outcome.example));
    }
    QCOMPARE(server.requests(), 0);
}

void TestTlsTransport::reportsAServerWithoutTls()
{
    const ScriptedServer server(script::respond("hello"));
    const auto load = loadOn(secureUrl(server.port()), **m_certificate, true, 1s);
    // The server waits for the end of a head, which a handshake does not contain, so only the deadline ends
    // it.
    const std::vector<Outcome> silent = load->send({});
    QCOMPARE(silent.size(), size_t(1));
    QCOMPARE(silent.front().outcomeClass, OutcomeClass::ConnectTimeout);
    QCOMPARE(silent.front().diedIn, RequestPhase::Tls);

    QTcpServer frank;
    connect(&frank, &QTcpServer::newConnection, &frank, [&frank] {
        QTcpSocket *const socket = frank.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket,
                [socket] { socket->write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"); });
    });
    QVERIFY(frank.listen(QHostAddress::LocalHost));
    const auto another = loadOn(secureUrl(frank.serverPort()), **m_certificate);
    const std::vector<Outcome> told = another->send({});
    QCOMPARE(told.size(), size_t(1));
    QVERIFY2(told.front().outcomeClass == OutcomeClass::Tls, qPrintable(describe(told)));
    QVERIFY(!told.front().example.isEmpty());
}

void TestTlsTransport::reportsAnEndInTheHandshake()
{
    QTcpServer server;
    connect(&server, &QTcpServer::newConnection, &server, [&server] {
        QTcpSocket *const socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->disconnectFromHost(); });
    });
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const auto load = loadOn(secureUrl(server.serverPort()), **m_certificate);
    const std::vector<Outcome> outcomes = load->send({});
    QCOMPARE(outcomes.size(), size_t(1));
    QVERIFY2(outcomes.front().outcomeClass == OutcomeClass::Tls, qPrintable(describe(outcomes)));
    QCOMPARE(outcomes.front().diedIn, RequestPhase::Tls);
    QVERIFY(outcomes.front().example.contains(u"handshake"_s));
}

void TestTlsTransport::waitsForASilentServerUntilTheDeadline()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const auto load = loadOn(secureUrl(server.serverPort()), **m_certificate, true, 300ms);
    const std::vector<Outcome> outcomes = load->send({});
    QCOMPARE(outcomes.size(), size_t(1));
    QCOMPARE(outcomes.front().outcomeClass, OutcomeClass::ConnectTimeout);
    QCOMPARE(outcomes.front().diedIn, RequestPhase::Tls);
}

void TestTlsTransport::closeNotifyEndsABody()
{
    const RawTlsServer server((*m_certificate)->file, (*m_certificate)->keyFile,
                              [](RawTlsServer::Peer &peer) {
                                  if (!peer.shakeHands() || !peer.readRequest())
                                      return;
                                  peer.send("HTTP/1.1 200 OK\r\n\r\nhello");
                                  peer.sendCloseNotify();
                                  peer.waitForEnd();
                              });
    const auto load = loadOn(server.url(), **m_certificate);
    const std::vector<Outcome> outcomes = load->send({}, 2);
    QCOMPARE(outcomes.size(), size_t(2));
    for (const Outcome &outcome : outcomes) {
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
        QCOMPARE(outcome.bytesReceived, 5);
    }
    QCOMPARE(server.connections(), 2);
}

void TestTlsTransport::closeNotifyEndsAConnection()
{
    const RawTlsServer server((*m_certificate)->file, (*m_certificate)->keyFile,
                              [](RawTlsServer::Peer &peer) {
                                  if (!peer.shakeHands() || !peer.readRequest())
                                      return;
                                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
                                  peer.sendCloseNotify();
                                  peer.waitForEnd();
                              });
    const auto load = loadOn(server.url(), **m_certificate);
    const std::vector<Outcome> outcomes = load->send({}, 5);
    QCOMPARE(outcomes.size(), size_t(5));
    QVERIFY2(std::all_of(outcomes.begin(), outcomes.end(),
                         [](const Outcome &outcome) { return outcome.outcomeClass == OutcomeClass::Ok; }),
             qPrintable(describe(outcomes)));
    QCOMPARE(server.connections(), 5);
}

void TestTlsTransport::closeNotifyDuringAResponse()
{
    const RawTlsServer server((*m_certificate)->file, (*m_certificate)->keyFile,
                              [](RawTlsServer::Peer &peer) {
                                  if (!peer.shakeHands() || !peer.readRequest())
                                      return;
                                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello");
                                  peer.sendCloseNotify();
                                  peer.waitForEnd();
                              });
    const auto load = loadOn(server.url(), **m_certificate);
    const std::vector<Outcome> outcomes = load->send({});
    QCOMPARE(outcomes.size(), size_t(1));
    QVERIFY2(outcomes.front().outcomeClass == OutcomeClass::ClosedEarly, qPrintable(describe(outcomes)));
    QCOMPARE(outcomes.front().bytesReceived, 5);
}

void TestTlsTransport::bytesThatAreNotTls()
{
    const RawTlsServer server((*m_certificate)->file, (*m_certificate)->keyFile,
                              [](RawTlsServer::Peer &peer) {
                                  if (!peer.shakeHands() || !peer.readRequest())
                                      return;
                                  peer.sendPlain("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
                                  peer.waitForEnd();
                              });
    const auto load = loadOn(server.url(), **m_certificate);
    const std::vector<Outcome> outcomes = load->send({}, 2);
    QCOMPARE(outcomes.size(), size_t(2));
    for (const Outcome &outcome : outcomes) {
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Tls, qPrintable(describe(outcomes)));
        QVERIFY2(outcome.example.startsWith(u"The received bytes are not TLS: "_s),
                 qPrintable(outcome.example));
    }
}

/// A TLS 1.2 server completes the handshake, and this one continues immediately.
void TestTlsTransport::readsBytesSentWithTheHandshake()
{
    const RawTlsServer server(
        (*m_certificate)->file, (*m_certificate)->keyFile,
        [](RawTlsServer::Peer &peer) {
            peer.cork();
            if (!peer.shakeHands())
                return;
            peer.send("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 4\r\n\r\nslow");
            peer.waitForEnd();
        },
        TLS1_2_VERSION);
    const auto load = loadOn(server.url(), **m_certificate);
    const std::vector<Outcome> outcomes = load->send({}, 2);
    QCOMPARE(outcomes.size(), size_t(2));
    for (const Outcome &outcome : outcomes) {
        QVERIFY2(outcome.outcomeClass == OutcomeClass::HttpStatus, qPrintable(describe(outcomes)));
        QCOMPARE(outcome.status, 408);
    }
    QCOMPARE(server.connections(), 2);
}

void TestTlsTransport::offersNoHttp2()
{
    QSslConfiguration configuration;
    QFile key((*m_certificate)->keyFile);
    QVERIFY(key.open(QIODevice::ReadOnly));
    configuration.setLocalCertificateChain(QSslCertificate::fromPath((*m_certificate)->file));
    configuration.setPrivateKey(QSslKey(&key, QSsl::Ec));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    configuration.setAllowedNextProtocols({QByteArrayLiteral("h2"), QByteArrayLiteral("http/1.1")});
    QSslServer server;
    server.setSslConfiguration(configuration);
    QByteArray negotiated = "not asked";
    connect(&server, &QTcpServer::pendingConnectionAvailable, &server, [&] {
        auto *const socket = qobject_cast<QSslSocket *>(server.nextPendingConnection());
        negotiated = socket->sslConfiguration().nextNegotiatedProtocol();
        connect(socket, &QSslSocket::readyRead, socket,
                [socket] { socket->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"); });
    });
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const auto load = loadOn(secureUrl(server.serverPort()), **m_certificate);
    const std::vector<Outcome> outcomes = load->send({});
    QCOMPARE(outcomes.size(), size_t(1));
    QVERIFY2(outcomes.front().outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    QCOMPARE(negotiated, QByteArray());
}

void TestTlsTransport::refusesUnverifiableCertificates()
{
    Connection connection;
    connection.engine = engine();
    QVERIFY(!targetProblem(connection, secureUrl(1), {}).isEmpty());
    connection.engine = grpcEngine();
    QVERIFY(!targetProblem(connection, secureUrl(1), (*m_certificate)->pem).isEmpty());
}

LOADSTONE_TEST(TestTlsTransport, QCoreApplication)
#include "tst_tlstransport.moc"
