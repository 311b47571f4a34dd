// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/engineload.h"
#include "tests/support/rpcserver.h"
#include "tests/support/scriptedserver.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

constexpr int deadlineMs = 20'000;
bool isApart = false;

/// A private network namespace; needs permission, and must precede the first thread.
bool enterOwnNetwork()
{
    if (::unshare(CLONE_NEWNET) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        return false;
    const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
    ifreq loopback{};
    std::strncpy(loopback.ifr_name, "lo", sizeof loopback.ifr_name - 1);
    loopback.ifr_flags = IFF_UP | IFF_RUNNING;
    const bool isUp = ::ioctl(socket, SIOCSIFFLAGS, &loopback) == 0;
    ::close(socket);
    return isUp;
}

/// Limits the private network to five ephemeral ports during its lifetime.
class FewPorts
{
public:
    explicit FewPorts(int first) : m_isSet(write(first, first + 4)) { }
    ~FewPorts() { write(32'768, 60'999); }
    Q_DISABLE_COPY_MOVE(FewPorts)

    bool isSet() const { return m_isSet; }

private:
    static bool write(int first, int last)
    {
        QFile range(u"/proc/sys/net/ipv4/ip_local_port_range"_s);
        return range.open(QIODevice::WriteOnly)
            && range.write(QByteArray::number(first) + ' ' + QByteArray::number(last) + '\n') > 0
            && range.flush();
    }

    bool m_isSet;
};

/// Disables IPv6 in the private network during its lifetime.
class NoIpv6
{
public:
    NoIpv6() : m_isSet(write("1\n")) { }
    ~NoIpv6() { write("0\n"); }
    Q_DISABLE_COPY_MOVE(NoIpv6)

    bool isSet() const { return m_isSet; }

private:
    static bool write(const char *value)
    {
        QFile setting(u"/proc/sys/net/ipv6/conf/all/disable_ipv6"_s);
        return setting.open(QIODevice::WriteOnly) && setting.write(value) > 0 && setting.flush();
    }

    bool m_isSet;
};

/// Whether ports in TIME_WAIT are reused in the private network, during its lifetime.
class PortReuse
{
public:
    explicit PortReuse(const char *setting) : m_isSet(write(setting)) { }
    ~PortReuse() { write("2\n"); }
    Q_DISABLE_COPY_MOVE(PortReuse)

    bool isSet() const { return m_isSet; }

private:
    static bool write(const char *value)
    {
        QFile setting(u"/proc/sys/net/ipv4/tcp_tw_reuse"_s);
        return setting.open(QIODevice::WriteOnly) && setting.write(value) > 0 && setting.flush();
    }

    bool m_isSet;
};

/// Connections to this port in TIME_WAIT, of any process.
int connectionsInTimeWait(quint16 to)
{
    QFile file(u"/proc/net/tcp"_s);
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray port = ':' + QByteArray::number(to, 16).toUpper().rightJustified(4, '0');
    int waiting = 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        const QList<QByteArray> words = line.simplified().split(' ');
        constexpr auto timeWait = "06";
        waiting += words.size() > 3 && words[2].endsWith(port) && words[3] == timeWait ? 1 : 0;
    }
    return waiting;
}

/// Servers in a separate process, so that a shortage of the engine does not affect them; they respond after a
/// moment, and count requests in shared memory.
class ServersApart
{
public:
    struct Shared {
        std::atomic<int> requests{0};
    };

    /// Before the first thread of this process.
    ServersApart(int &argc, char **argv)
        : m_shared(new (::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                               -1, 0)) Shared)
    {
        std::array<int, 2> pipe{};
        if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
            qFatal("No pipe to the servers");
        m_process = ::fork();
        if (m_process == 0)
            serve(pipe[1], argc, argv);
        ::close(pipe[1]);
        if (::read(pipe[0], m_ports.data(), sizeof m_ports) != sizeof m_ports)
            qFatal("The servers did not start");
        ::close(pipe[0]);
    }
    ~ServersApart()
    {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    Q_DISABLE_COPY_MOVE(ServersApart)

    QUrl urlFor(const QString &engine, const QString &host) const
    {
        QUrl url;
        url.setScheme(u"http"_s);
        url.setHost(host);
        url.setPort(m_ports.at(engineProtocol(engine) == grpcProtocol() ? 1 : 0));
        return url;
    }
    void forget() { m_shared->requests = 0; }
    int requests() const { return m_shared->requests; }

private:
    [[noreturn]] void serve(int ports, int &argc, char **argv)
    {
        const QCoreApplication application(argc, argv);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const ScriptedServer http([this](const ScriptedRequest &) {
            ++m_shared->requests;
            return script::delayed(responseTimeoutMs, script::respond("hello"));
        });
        const RpcServer rpc([this](const RpcSeen &) {
            ++m_shared->requests;
            return RpcAnswer{u"hello"_s, 0, responseTimeoutMs};
        });
        const std::array<quint16, 2> made{http.port(), rpc.port()};
        if (::write(ports, made.data(), sizeof made) != sizeof made)
            std::_Exit(1);
        for (;;)
            ::pause();
    }

    static constexpr int responseTimeoutMs = 5;

    Shared *m_shared;
    pid_t m_process = 0;
    std::array<quint16, 2> m_ports{};
};
ServersApart *servers = nullptr;

/// A limit on descriptors during its lifetime.
class DescriptorLimit
{
public:
    explicit DescriptorLimit(rlim_t limit)
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        rlimit narrow = m_before;
        narrow.rlim_cur = limit;
        m_isSet = ::setrlimit(RLIMIT_NOFILE, &narrow) == 0;
    }
    ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
    Q_DISABLE_COPY_MOVE(DescriptorLimit)

    bool isSet() const { return m_isSet; }

private:
    rlimit m_before{};
    bool m_isSet = false;
};

/// The limit that leaves this number of descriptors available.
rlim_t limitWithRoomFor(int descriptors)
{
    int next = 0;
    while (descriptors > 0)
        descriptors -= ::fcntl(next++, F_GETFD) < 0 ? 1 : 0;
    return static_cast<rlim_t>(next);
}

int countMatching(const std::vector<Outcome> &outcomes, OutcomeClass outcomeClass)
{
    return static_cast<int>(
        std::count_if(outcomes.begin(), outcomes.end(), [outcomeClass](const Outcome &outcome) {
            return outcome.outcomeClass == outcomeClass;
        }));
}

/// Every failure of this class reports where it happened and the exhausted resource.
bool allReport(const std::vector<Outcome> &outcomes, OutcomeClass outcomeClass, const QString &what)
{
    return std::all_of(outcomes.begin(), outcomes.end(), [&](const Outcome &outcome) {
        return outcome.outcomeClass != outcomeClass
            || (outcome.diedIn == RequestPhase::Connect && outcome.example.contains(what));
    });
}

} // namespace

/// Shortages of this machine are distinguished from refusals by the server.
class TestTransportLimits : public QObject
{
    Q_OBJECT
private slots:
    void init() { servers->forget(); }
    void noDescriptorLeftIsTheGeneratorsLimit_data() { engines(); }
    void noDescriptorLeftIsTheGeneratorsLimit();
    void descriptorsThatComeAndGo_data() { engines(); }
    void descriptorsThatComeAndGo();
    void noPortLeftIsTheGeneratorsLimit_data() { engines(); }
    void noPortLeftIsTheGeneratorsLimit();
    void nativeLetsTheServerCloseFirstWherePortsAreScarce();
    void nativeClosesFirstWherePortsAreReused();
    void localhostNeedsNoIpv6_data() { engines(); }
    void localhostNeedsNoIpv6();

private:
    static void engines()
    {
        QTest::addColumn<QString>("engine");
        const QStringList all = engineIds();
        for (const QString &engine : all)
            QTest::newRow(qPrintable(engine)) << engine;
    }
    static std::unique_ptr<EngineLoad> makeLoad(const QString &engine, bool reuse = true,
                                                const QString &host = u"127.0.0.1"_s)
    {
        Connection connection;
        connection.engine = engine;
        connection.reuse = reuse;
        connection.sharesChannel = false;
        return std::make_unique<EngineLoad>(connection, servers->urlFor(engine, host));
    }
    static RequestTemplate makeRequest(const QString &engine)
    {
        RequestTemplate request;
        request.path = engineProtocol(engine) == grpcProtocol() ? "/MyApp/index" : "/";
        return request;
    }
};

/// The engine's message.
QString noDescriptor(const QString &engine)
{
    return engine == grpcEngine() ? u"Too many open files"_s : u"No descriptor for another connection"_s;
}

QString noPort(const QString &engine)
{
    return engine == grpcEngine() ? u"Cannot assign requested address"_s
                                  : u"No free port for another connection"_s;
}

void TestTransportLimits::noDescriptorLeftIsTheGeneratorsLimit()
{
    QFETCH(QString, engine);
    const std::unique_ptr<EngineLoad> load = makeLoad(engine);
    load->spec.requests = {makeRequest(engine)};
    load->pause(10ms);
    load->start();
    QTRY_VERIFY_WITH_TIMEOUT(!load->outcomes().empty(), deadlineMs);

    std::vector<Outcome> refused;
    {
        const DescriptorLimit none(3); // all above are taken or forbidden
        QVERIFY(none.isSet());
        load->setUsers(2);
        QTRY_VERIFY_WITH_TIMEOUT(load->outcomesFor(1).size() >= 3, deadlineMs);
        const size_t before = load->outcomesFor(0).size();
        QTRY_VERIFY_WITH_TIMEOUT(load->outcomesFor(0).size() > before, deadlineMs);
        refused = load->outcomesFor(1);
    }
    // With descriptors available again, which sanitizers need to inspect unknown objects.
    load->cutOff();
    QVERIFY(load->waitForEnd());
    QVERIFY2(countMatching(refused, OutcomeClass::FdUnavailable) == static_cast<int>(refused.size()),
             qPrintable(describe(refused)));
    QVERIFY2(allReport(refused, OutcomeClass::FdUnavailable, noDescriptor(engine)),
             qPrintable(describe(refused)));
    // The existing connection continues.
    const std::vector<Outcome> served = load->outcomesFor(0);
    const int ok = countMatching(served, OutcomeClass::Ok);
    QVERIFY2(ok + countMatching(served, OutcomeClass::Cancelled) == static_cast<int>(served.size()),
             qPrintable(describe(served)));
    const int sent = countMatching(load->outcomes(), OutcomeClass::Ok);
    QVERIFY(servers->requests() >= sent && servers->requests() <= sent + 2);
}

void TestTransportLimits::descriptorsThatComeAndGo()
{
    QFETCH(QString, engine);
    constexpr int users = 30;
    constexpr int times = 5;
    const std::unique_ptr<EngineLoad> load = makeLoad(engine, false);
    load->spec.requests = {makeRequest(engine)};
    load->spec.load.requests = 1 + users * times;
    load->pause(1ms);
    load->start();
    QTRY_VERIFY_WITH_TIMEOUT(!load->outcomes().empty(), deadlineMs);

    const DescriptorLimit few(limitWithRoomFor(10));
    QVERIFY(few.isSet());
    load->setUsers(users);
    QVERIFY(load->waitForEnd());
    const std::vector<Outcome> outcomes = load->outcomes();
    // By the time a failure is classified, others may have freed the resource.
    const int ok = countMatching(outcomes, OutcomeClass::Ok);
    const int unavailable = countMatching(outcomes, OutcomeClass::FdUnavailable);
    QVERIFY2(ok + unavailable == 1 + users * times, qPrintable(describe(outcomes)));
    QVERIFY2(ok > 1 && unavailable > 0, qPrintable(describe(outcomes)));
    QVERIFY2(allReport(outcomes, OutcomeClass::FdUnavailable, noDescriptor(engine)),
             qPrintable(describe(outcomes)));
    QCOMPARE(servers->requests(), ok);
}

void TestTransportLimits::nativeLetsTheServerCloseFirstWherePortsAreScarce()
{
    QVERIFY2(isApart,
             "This test needs a network namespace of its own, which this machine does not permit: "
             "run it as root or allow user namespaces");
    const PortReuse none("0\n");
    QVERIFY(none.isSet());
    // The side that closes first keeps the port in TIME_WAIT.
    ScriptedServer server(script::respond("hello", 200, "Connection: close\r\n")
                          + script::delayed(20, script::close()));
    Connection connection;
    connection.engine = nativeEngine();
    connection.reuse = false;
    EngineLoad load(connection, server.url());
    QCOMPARE(load.send(RequestTemplate(), 20).size(), size_t(20));
    QTRY_COMPARE_WITH_TIMEOUT(server.openConnections(), 0, deadlineMs);
    QCOMPARE(connectionsInTimeWait(server.port()), 0);
}

void TestTransportLimits::nativeClosesFirstWherePortsAreReused()
{
    QVERIFY2(isApart,
             "This test needs a network namespace of its own, which this machine does not permit: "
             "run it as root or allow user namespaces");
    const PortReuse ofLoopback("2\n");
    QVERIFY(ofLoopback.isSet());
    // Some servers wait for the client to close before they accept the next connection.
    ScriptedServer server(script::respond("hello", 200, "Connection: close\r\n")
                          + script::delayed(5'000, script::close()));
    Connection connection;
    connection.engine = nativeEngine();
    connection.reuse = false;
    EngineLoad load(connection, server.url());
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(load.send(RequestTemplate(), 20).size(), size_t(20));
    QTRY_COMPARE_WITH_TIMEOUT(server.openConnections(), 0, deadlineMs);
    QVERIFY2(timer.elapsed() < 4'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(connectionsInTimeWait(server.port()) > 0);
}

void TestTransportLimits::noPortLeftIsTheGeneratorsLimit()
{
    QVERIFY2(isApart,
             "This test needs a network namespace of its own, which this machine does not permit: "
             "run it as root or allow user namespaces");
    QFETCH(QString, engine);
    constexpr int users = 8;
    // Not the previous engine's ports, whose connections may still be open.
    const FewPorts ports(61'000 + 10 * static_cast<int>(engineIds().indexOf(engine)));
    QVERIFY(ports.isSet());
    const std::unique_ptr<EngineLoad> load = makeLoad(engine);
    const RequestTemplate request = makeRequest(engine);
    const std::vector<Outcome> outcomes = load->send(request, 2, users);
    const int ok = countMatching(outcomes, OutcomeClass::Ok);
    const int unavailable = countMatching(outcomes, OutcomeClass::PortUnavailable);
    QVERIFY2(ok + unavailable == 2 * users, qPrintable(describe(outcomes)));
    QVERIFY2(ok > 0 && unavailable > 0, qPrintable(describe(outcomes)));
    QVERIFY2(allReport(outcomes, OutcomeClass::PortUnavailable, noPort(engine)),
             qPrintable(describe(outcomes)));
    QCOMPARE(servers->requests(), ok);
}

void TestTransportLimits::localhostNeedsNoIpv6()
{
    QVERIFY2(isApart,
             "This test needs a network namespace of its own, which this machine does not permit: "
             "run it as root or allow user namespaces");
    QFETCH(QString, engine);
    const NoIpv6 lack;
    QVERIFY(lack.isSet());
    const std::unique_ptr<EngineLoad> load = makeLoad(engine, true, u"localhost"_s);
    const RequestTemplate request = makeRequest(engine);
    const std::vector<Outcome> outcomes = load->send(request, 3);
    QVERIFY2(countMatching(outcomes, OutcomeClass::Ok) == 3, qPrintable(describe(outcomes)));
    QCOMPARE(servers->requests(), 3);
}

int main(int argc, char **argv)
{
    isApart = enterOwnNetwork();
    ServersApart apart(argc, argv);
    servers = &apart;
    QCoreApplication application(argc, argv);
    TestTransportLimits test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_transportlimits.moc"
