// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/taskgroup.h"
#include "core/load/transport.h"
#include "tests/support/rpcserver.h"
#include "tests/support/scriptedserver.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace loadstone;

namespace
{

constexpr int deadlineMs = 20'000;
bool hasFewPorts = false;

/// A network of our own with five ports for outgoing connections; needs the right to make one,
/// and has to come before the first thread.
bool enterNetworkWithFewPorts()
{
    if (::unshare(CLONE_NEWNET) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        return false;
    const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
    ifreq loopback{};
    std::strncpy(loopback.ifr_name, "lo", sizeof loopback.ifr_name - 1);
    loopback.ifr_flags = IFF_UP | IFF_RUNNING;
    const bool isUp = ::ioctl(socket, SIOCSIFFLAGS, &loopback) == 0;
    ::close(socket);
    QFile range(QStringLiteral("/proc/sys/net/ipv4/ip_local_port_range"));
    return isUp && range.open(QIODevice::WriteOnly) && range.write("60000 60004\n") > 0 && range.flush();
}

QCoro::Task<> sendOnce(Transport *transport, int user, const RequestTemplate *request,
                       std::vector<Outcome> *outcomes)
{
    const PreparedRequest prepared{request, request->path, request->body};
    const Outcome outcome = co_await transport->perform(user, prepared);
    outcomes->push_back(outcome);
}

/// A server of the protocol that an engine speaks.
class Answering
{
public:
    explicit Answering(const QString &engine)
    {
        if (protocolOf(engine) == grpcProtocol())
            m_rpc = std::make_unique<RpcServer>(RpcAnswer{QStringLiteral("hello")});
        else
            m_http = std::make_unique<ScriptedServer>(script::answer("hello"));
        request.path = m_rpc ? "/MyApp/index" : "/";
    }
    QUrl url() const { return m_rpc ? m_rpc->url() : m_http->url(); }
    int requests() const { return m_rpc ? m_rpc->requests() : m_http->requests(); }
    int connections() const { return m_rpc ? m_rpc->connections() : m_http->connections(); }

    RequestTemplate request; ///< that it answers

private:
    std::unique_ptr<RpcServer> m_rpc;
    std::unique_ptr<ScriptedServer> m_http;
};

} // namespace

/// What the machine refuses to the generator is told apart from what the server refuses.
class TestTransportLimits : public QObject
{
    Q_OBJECT
private slots:
    void noDescriptorLeftIsTheGeneratorsLimit_data() { engines(); }
    void noDescriptorLeftIsTheGeneratorsLimit();
    void noPortLeftIsTheGeneratorsLimit_data() { engines(); }
    void noPortLeftIsTheGeneratorsLimit();

private:
    static void engines()
    {
        QTest::addColumn<QString>("engine");
        const QStringList all = transportEngines();
        for (const QString &engine : all)
            QTest::newRow(qPrintable(engine)) << engine;
    }
    static std::unique_ptr<Transport> transportTo(const QUrl &url, const QString &engine)
    {
        static const SystemClock clock;
        Connection connection;
        connection.engine = engine;
        connection.sharesChannel = false;
        return std::move(makeTransport(connection, url, clock)).value();
    }
};

void TestTransportLimits::noDescriptorLeftIsTheGeneratorsLimit()
{
    QFETCH(QString, engine);
    const Answering server(engine);
    const std::unique_ptr<Transport> transport = transportTo(server.url(), engine);
    const RequestTemplate &request = server.request;
    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    tasks.launch(sendOnce(transport.get(), 0, &request, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), deadlineMs);
    QCOMPARE(outcomes.back().outcomeClass, OutcomeClass::Ok);

    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit none = before;
    none.rlim_cur = 3; // all above are taken or forbidden
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
    tasks.launch(sendOnce(transport.get(), 1, &request, &outcomes));
    const bool hasEnded = QTest::qWaitFor([&tasks] { return tasks.isEmpty(); }, deadlineMs);
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QVERIFY(hasEnded);
    QVERIFY2(outcomes.back().outcomeClass == OutcomeClass::FdUnavailable,
             qPrintable(outcomeClassId(outcomes.back().outcomeClass) + outcomes.back().example));
    QCOMPARE(server.requests(), 1);
}

void TestTransportLimits::noPortLeftIsTheGeneratorsLimit()
{
    QVERIFY2(hasFewPorts,
             "This test needs a network namespace of its own, which this machine does not permit: "
             "run it as root or allow user namespaces");
    QFETCH(QString, engine);
    const Answering server(engine);
    const std::unique_ptr<Transport> transport = transportTo(server.url(), engine);
    const RequestTemplate &request = server.request;
    std::vector<Outcome> outcomes;
    TaskGroup tasks;
    for (int user = 0; user < 8; ++user)
        tasks.launch(sendOnce(transport.get(), user, &request, &outcomes));
    QTRY_VERIFY_WITH_TIMEOUT(tasks.isEmpty(), deadlineMs);
    int ok = 0;
    int unavailable = 0;
    for (const Outcome &outcome : outcomes) {
        ok += outcome.outcomeClass == OutcomeClass::Ok ? 1 : 0;
        unavailable += outcome.outcomeClass == OutcomeClass::PortUnavailable ? 1 : 0;
    }
    QCOMPARE(ok, server.connections());
    QVERIFY(unavailable > 0);
    QCOMPARE(ok + unavailable, 8);
}

int main(int argc, char **argv)
{
    hasFewPorts = enterNetworkWithFewPorts();
    QCoreApplication application(argc, argv);
    TestTransportLimits test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_transportlimits.moc"
