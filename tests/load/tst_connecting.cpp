// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/observedload.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

#include <array>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

constexpr int backlog = 5;

sockaddr_in loopback(quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

/// A listener with a full backlog, so that the kernel drops every further SYN, until it is opened.
class FullBacklog
{
public:
    FullBacklog() : m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = loopback(0);
        socklen_t size = sizeof address;
        m_isFull = ::bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) == 0
            && ::listen(m_listener, backlog) == 0
            && ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) == 0;
        m_port = ntohs(address.sin_port);
        for (int &filler : m_fillers) {
            filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            m_isFull = m_isFull && ::connect(filler, reinterpret_cast<sockaddr *>(&address), size) == 0;
        }
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection()) {
                QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                    if (socket->readAll().endsWith("\r\n\r\n"))
                        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
                });
            }
        });
    }
    ~FullBacklog()
    {
        for (const int filler : m_fillers)
            ::close(filler);
        if (!m_server.isListening())
            ::close(m_listener);
    }
    Q_DISABLE_COPY_MOVE(FullBacklog)

    bool isFull() const { return m_isFull; }
    QUrl url() const { return QUrl(u"http://127.0.0.1:%1"_s.arg(m_port)); }
    /// The time starts when this number of connections waits, however long that takes.
    void openAfter(Milliseconds time, int waiting)
    {
        QObject::connect(&m_look, &QTimer::timeout, &m_server, [this, time, waiting] {
            if (waitingConnections() < waiting)
                return;
            m_look.stop();
            QTimer::singleShot(time, &m_server, [this] { m_server.setSocketDescriptor(m_listener); });
        });
        m_look.start(10);
    }

private:
    /// Sockets in SYN_SENT whose peer is this listener.
    int waitingConnections() const
    {
        QFile file(u"/proc/net/tcp"_s);
        if (!file.open(QIODevice::ReadOnly))
            return 0;
        const QByteArray peer = "0100007F:" + QByteArray::number(m_port, 16).toUpper().rightJustified(4, '0');
        return static_cast<int>(file.readAll().count(' ' + peer + " 02 "));
    }

    QTimer m_look;
    int m_listener;
    quint16 m_port = 0;
    std::array<int, backlog + 1> m_fillers{}; ///< the kernel has room for one more than the backlog
    bool m_isFull = false;
    QTcpServer m_server;
};

/// Since Linux 6.5 the first SYNs are repeated after one second each, before that after 1, 3, 7 s.
bool sendsAgainEverySecond()
{
    QFile file(u"/proc/sys/net/ipv4/tcp_syn_linear_timeouts"_s);
    return file.open(QIODevice::ReadOnly) && file.readAll().trimmed().toInt() >= 2;
}

} // namespace

/// Results of slow or broken connects.
class TestConnecting : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { runOnEachHttpEngine(); }
    void aFullBacklogShowsInTheTimeOfConnecting_data();
    void aFullBacklogShowsInTheTimeOfConnecting();
    void everyClosedConnectionCountsOnce();
};

void TestConnecting::aFullBacklogShowsInTheTimeOfConnecting_data()
{
    QTest::addColumn<int>("openAfterMs");
    QTest::addColumn<int>("stepMs");
    QTest::newRow("first SYN sent again") << 500 << 1'000;
    QTest::newRow("second SYN sent again") << 1'500 << (sendsAgainEverySecond() ? 2'000 : 3'000);
}

void TestConnecting::aFullBacklogShowsInTheTimeOfConnecting()
{
    QFETCH(int, openAfterMs);
    QFETCH(int, stepMs);
    FullBacklog server;
    QVERIFY(server.isFull());
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 3);
    spec.load.duration.reset();
    spec.load.requests = 6;
    server.openAfter(Milliseconds(openAfterMs), spec.load.users);
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    checkBooks(result);
    const EndpointMetrics total = result.measured.total();
    QCOMPARE(total.ok(), 6);
    const Histogram &connecting = total.phases[static_cast<size_t>(RequestPhase::Connect)];
    const Histogram &waiting = total.phases[static_cast<size_t>(RequestPhase::Wait)];
    QCOMPARE(connecting.count(), 3);
    QVERIFY2(connecting.min() >= 1'000 * (stepMs - 10), qPrintable(QString::number(connecting.min())));
    QVERIFY2(connecting.max() <= 1'000 * (stepMs + 400), qPrintable(QString::number(connecting.max())));
    QCOMPARE(waiting.count(), 6);
    QVERIFY2(waiting.max() < 400'000, qPrintable(QString::number(waiting.max())));
    // Three requests connected, the other three had open connections.
    QVERIFY(total.serviceTime.max() >= connecting.max());
    QVERIFY2(total.serviceTime.percentile(50) < 400'000,
             qPrintable(QString::number(total.serviceTime.percentile(50))));
}

void TestConnecting::everyClosedConnectionCountsOnce()
{
    // The twentieth request on a connection finds it closed instead of getting a response. A repeated request
    // uses a new connection, and is never a twentieth.
    std::atomic<int> closed{0};
    ScriptedServer server([&closed](const ScriptedRequest &request) {
        if (request.onConnection < 19)
            return script::delayed(5, script::respond("hello"));
        ++closed;
        return script::close();
    });
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 15);
    spec.load.duration = 2s;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    checkBooks(result);
    const EndpointMetrics total = result.measured.total();
    QVERIFY2(closed > 20, qPrintable(QString::number(closed)));
    // Not an error but stale if the engine itself repeats the request.
    QCOMPARE(countMatching(result, OutcomeClass::ClosedEarly) + total.stale, closed);
    QCOMPARE(total.failed(), countMatching(result, OutcomeClass::ClosedEarly));
}

LOADSTONE_TEST(TestConnecting, QCoreApplication)
#include "tst_connecting.moc"
