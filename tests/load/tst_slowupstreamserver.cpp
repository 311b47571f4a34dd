// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/upstream/slowupstreamserver.h"
#include "core/server/listeners.h"
#include "tests/support/runningslowupstream.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <memory>
#include <vector>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

constexpr int responseTimeoutMs = 10'000;

QByteArray httpGet(const QByteArray &target) { return "GET " + target + " HTTP/1.1\r\nHost: here\r\n\r\n"; }

/// One connection; collects received bytes.
class Client
{
public:
    explicit Client(quint16 port)
    {
        m_socket.connectToHost(u"127.0.0.1"_s, port);
        m_socket.waitForConnected(responseTimeoutMs);
    }
    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }
    /// Number of bodies received so far.
    int responses()
    {
        m_text += m_socket.readAll();
        return int(m_text.count("slow api response"));
    }
    const QByteArray &text() const { return m_text; }
    QTcpSocket &socket() { return m_socket; }

private:
    QTcpSocket m_socket;
    QByteArray m_text;
};

} // namespace

class TestSlowUpstreamServer : public QObject
{
    Q_OBJECT
private slots:
    void waitsAtLeastTheRequestedDelay();
    void respondsInTheOrderOfDelays();
    void reusesTheConnection();
    void respondsToPipelinedRequestsInOrder();
    void closesOnRequest();
    void forgetsWhoHasLeft();
    void servesManyAtOnceWithoutOverflow();
    void refusesTakenPort();
    void hasTheBacklogOfItsOptions();
    void closesEverythingAtItsEnd();
};

void TestSlowUpstreamServer::waitsAtLeastTheRequestedDelay()
{
    RunningSlowUpstream api;
    for (const int delayMs : {0, 1, 20, 150}) {
        Client client(api.port());
        QElapsedTimer timer;
        timer.start();
        client.send(httpGet("/?delay=" + QByteArray::number(delayMs / 1000.0)));
        QTRY_COMPARE_WITH_TIMEOUT(client.responses(), 1, responseTimeoutMs);
        QVERIFY(timer.nsecsElapsed() >= delayMs * 1'000'000LL);
    }
    const SlowUpstreamFacts facts = api.end();
    QCOMPARE(facts.answered, 4);
    QCOMPARE(facts.lateness.count(), 4);
    QCOMPARE(facts.refused, 0);
    QCOMPARE(facts.mostConnections, 1);
}

void TestSlowUpstreamServer::respondsInTheOrderOfDelays()
{
    RunningSlowUpstream api;
    Client slow(api.port());
    Client fast(api.port());
    slow.send(httpGet("/?delay=0.6"));
    fast.send(httpGet("/?delay=0.1"));
    QTRY_COMPARE_WITH_TIMEOUT(fast.responses(), 1, responseTimeoutMs);
    QCOMPARE(slow.responses(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(slow.responses(), 1, responseTimeoutMs);
}

void TestSlowUpstreamServer::reusesTheConnection()
{
    RunningSlowUpstream api;
    Client client(api.port());
    for (int i = 1; i <= 3; ++i) {
        client.send(httpGet("/?delay=0.01"));
        QTRY_COMPARE_WITH_TIMEOUT(client.responses(), i, responseTimeoutMs);
    }
    QCOMPARE(client.socket().state(), QAbstractSocket::ConnectedState);
}

void TestSlowUpstreamServer::respondsToPipelinedRequestsInOrder()
{
    RunningSlowUpstream api;
    Client client(api.port());
    client.send(httpGet("/?seconds=0.05") + httpGet("/?delay=0") + httpGet("/?seconds=0.02").left(20));
    QTRY_COMPARE_WITH_TIMEOUT(client.responses(), 1, responseTimeoutMs);
    QVERIFY(client.text().indexOf("Sleep 0.050000") < client.text().indexOf("slow api"));
    QVERIFY(client.text().contains("Sleep 0.050000"));
    client.send(httpGet("/?seconds=0.02").mid(20));
    QTRY_VERIFY_WITH_TIMEOUT((client.responses(), client.text().contains("Sleep 0.020000")),
                             responseTimeoutMs);
}

void TestSlowUpstreamServer::closesOnRequest()
{
    RunningSlowUpstream api;
    Client client(api.port());
    client.send("GET /?delay=0 HTTP/1.1\r\nConnection: close\r\n\r\n");
    QTRY_COMPARE_WITH_TIMEOUT(client.socket().state(), QAbstractSocket::UnconnectedState, responseTimeoutMs);
    QCOMPARE(client.responses(), 1);
}

void TestSlowUpstreamServer::forgetsWhoHasLeft()
{
    RunningSlowUpstream api;
    {
        Client leaving(api.port());
        leaving.send(httpGet("/?delay=1"));
        Client other(api.port());
        other.send(httpGet("/?delay=0"));
        QTRY_COMPARE_WITH_TIMEOUT(other.responses(), 1, responseTimeoutMs);
        leaving.socket().abort();
    }
    // It reuses the descriptor of a disconnected client, but must get none of its responses.
    Client next(api.port());
    next.send(httpGet("/?seconds=1.5"));
    QTRY_VERIFY_WITH_TIMEOUT((next.responses(), next.text().contains("Sleep 1.500000")), responseTimeoutMs);
    QCOMPARE(next.responses(), 0);
    const SlowUpstreamFacts facts = api.end();
    QCOMPARE(facts.givenUp, 1);
    QCOMPARE(facts.answered, 2);
}

void TestSlowUpstreamServer::servesManyAtOnceWithoutOverflow()
{
    constexpr int connectionCount = 400; // both ends are in this process, which may open a thousand files
    RunningSlowUpstream api;
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    int answered = 0;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < connectionCount; ++i) {
        sockets.push_back(std::make_unique<QTcpSocket>());
        QTcpSocket *socket = sockets.back().get();
        connect(socket, &QTcpSocket::connected, socket, [socket] { socket->write(httpGet("/?delay=0.5")); });
        connect(socket, &QTcpSocket::readyRead, socket,
                [socket, &answered] { answered += int(socket->readAll().count("slow api response")); });
        socket->connectToHost(u"127.0.0.1"_s, api.port());
    }
    QTRY_COMPARE_WITH_TIMEOUT(answered, connectionCount, responseTimeoutMs);
    const SlowUpstreamFacts facts = api.end();
    QCOMPARE(facts.mostConnections, connectionCount);
    QCOMPARE(facts.answered, connectionCount);
}

void TestSlowUpstreamServer::refusesTakenPort()
{
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress::LocalHost));
    SlowUpstreamServer api(SlowUpstreamOptions{holder.serverPort(), 16, false});
    const Status listening = api.listen();
    QVERIFY(!listening);
    QVERIFY(listening.error().text().contains(QString::number(holder.serverPort())));
    QVERIFY(listening.error().text().contains(u"choose another port"_s));
}

void TestSlowUpstreamServer::hasTheBacklogOfItsOptions()
{
    const RunningSlowUpstream api(SlowUpstreamOptions{0, 123, false});
    QCOMPARE(readListenBacklog(api.port()), 123);
}

void TestSlowUpstreamServer::closesEverythingAtItsEnd()
{
    auto api = std::make_unique<RunningSlowUpstream>();
    const quint16 port = api->port();
    Client waiting(port);
    waiting.send(httpGet("/?delay=100"));
    Client idle(port);
    idle.send(httpGet("/?delay=0"));
    QTRY_COMPARE_WITH_TIMEOUT(idle.responses(), 1, responseTimeoutMs);
    api.reset();
    QTRY_COMPARE_WITH_TIMEOUT(waiting.socket().state(), QAbstractSocket::UnconnectedState, responseTimeoutMs);
    QVERIFY(!findPortHolder(port));
}

LOADSTONE_TEST(TestSlowUpstreamServer, QCoreApplication)
#include "tst_slowupstreamserver.moc"
