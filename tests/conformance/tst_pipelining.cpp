// SPDX-License-Identifier: GPL-3.0-or-later
// Users of the native engine that share connections with pipelined requests.
#include "tests/conformance/engineload.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
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

} // namespace

class TestPipelining : public QObject
{
    Q_OBJECT
private slots:
    void pipelinesOnSharedConnections();
    void pipelinedResponsesInOnePacket();
    void closeAmongPipelinedRequests();
    void timeoutAmongPipelinedRequests();

private:
    std::unique_ptr<EngineLoad> loadOn(const QUrl &url, const Connection &connection) const
    {
        return std::make_unique<EngineLoad>(connection, url);
    }
    /// Sent repeatedly by all users concurrently.
    RequestTemplate m_request;
};

void TestPipelining::pipelinesOnSharedConnections()
{
    constexpr int users = 10;
    Connection connection = nativeConnection();
    connection.pipelining = 4;
    ScriptedServer server(script::delayed(5, script::respond("hello")));
    const std::vector<Outcome> outcomes = loadOn(server.url(), connection)->send(m_request, 5, users);
    QCOMPARE(outcomes.size(), size_t(5 * users));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    QCOMPARE(server.connections(), 3);
    QCOMPARE(server.requests(), 5 * users);
}

void TestPipelining::pipelinedResponsesInOnePacket()
{
    // Withholds responses until all four requests have arrived, so that they can only be sent if the client
    // waits for none.
    QTcpServer server;
    connect(&server, &QTcpServer::newConnection, &server, [&server] {
        QTcpSocket *const socket = server.nextPendingConnection();
        const auto received = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, received] {
            *received += socket->readAll();
            if (received->count("\r\n\r\n") == 4) {
                received->clear();
                socket->write(ok + "HTTP/1.1 404 Gone\r\nContent-Length: 4\r\n\r\ngone" + ok + ok);
            }
        });
    });
    QVERIFY(server.listen(QHostAddress::LocalHost));
    Connection connection = nativeConnection();
    connection.pipelining = 4;
    const auto load = loadOn(QUrl(u"http://127.0.0.1:%1"_s.arg(server.serverPort())), connection);
    const std::vector<Outcome> outcomes = load->send(m_request, 1, 4);
    QCOMPARE(outcomes.size(), size_t(4));
    for (size_t i = 0; i < outcomes.size(); ++i)
        QVERIFY2(outcomes[i].outcomeClass == (i == 1 ? OutcomeClass::HttpStatus : OutcomeClass::Ok),
                 qPrintable(describe(outcomes)));
}

void TestPipelining::closeAmongPipelinedRequests()
{
    // The second response of each connection is its last, even if more requests have been sent.
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.onConnection == 0
            ? script::respond("hello")
            : script::respond("hello", 200, "Connection: close\r\n") + script::close();
    });
    Connection connection = nativeConnection();
    connection.pipelining = 4;
    const std::vector<Outcome> outcomes = loadOn(server.url(), connection)->send(m_request, 5, 4);
    QCOMPARE(outcomes.size(), size_t(20));
    // A server that closes with unread requests resets the connection, and responses may be lost with it.
    const QList<OutcomeClass> possible{OutcomeClass::Ok, OutcomeClass::ClosedEarly, OutcomeClass::Reset};
    for (const Outcome &outcome : outcomes)
        QVERIFY2(possible.contains(outcome.outcomeClass), qPrintable(describe(outcomes)));
    const auto fine = std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome &outcome) {
        return outcome.outcomeClass == OutcomeClass::Ok;
    });
    QVERIFY(fine > 0);
    QVERIFY2(server.requests() >= static_cast<int>(fine), qPrintable(describe(outcomes)));
}

void TestPipelining::timeoutAmongPipelinedRequests()
{
    ScriptedServer server(script::hang());
    Connection connection = nativeConnection();
    connection.pipelining = 3;
    connection.timeout = 300ms;
    QElapsedTimer time;
    time.start();
    const std::vector<Outcome> outcomes = loadOn(server.url(), connection)->send(m_request, 1, 3);
    QVERIFY(time.elapsed() >= 300 && time.elapsed() < 3'000);
    QCOMPARE(outcomes.size(), size_t(3));
    QVERIFY2(outcomes.front().outcomeClass == OutcomeClass::Timeout, qPrintable(describe(outcomes)));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Timeout
                     || outcome.outcomeClass == OutcomeClass::ClosedEarly,
                 qPrintable(describe(outcomes)));
}

LOADSTONE_TEST(TestPipelining, QCoreApplication)
#include "tst_pipelining.moc"
