// SPDX-License-Identifier: GPL-3.0-or-later
// One start and one stop of a server with its slow upstream and certificate, with real processes.
#include "core/run/serversession.h"
#include "core/server/listeners.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

constexpr int limitMs = 30'000;

SessionSpec makeSpec(const QString &mode)
{
    Stack stack;
    stack.id = mode;
    stack.title = mode;
    stack.folder = QStringLiteral(TEST_SOURCE_DIR);
    stack.command = {{{u"${program:python3}"_s, u"server.py"_s, mode, u"${port}"_s}, {}}};
    stack.readiness.body = "ready";
    stack.readiness.timeout = Milliseconds(10'000);
    SessionSpec spec;
    spec.server.name = mode;
    spec.server.stack = stack;
    spec.program = QStringLiteral(GUARD_PROGRAM);
    return spec;
}

SessionSpec withUpstream(SessionSpec spec)
{
    spec.startsUpstream = true;
    spec.request.upstream.api = Upstream::Api::Gosleep;
    return spec;
}

/// A session with counts of its signals.
struct Observed {
    SystemClock clock;
    ServerSession session;
    QSignalSpy ready{&session, &ServerSession::ready};
    QSignalSpy failed{&session, &ServerSession::failed};
    QSignalSpy serverExited{&session, &ServerSession::serverExited};
    QSignalSpy upstreamExited{&session, &ServerSession::upstreamExited};
    QSignalSpy ended{&session, &ServerSession::ended};

    explicit Observed(SessionSpec spec) : session(std::move(spec), clock) { }
    ErrorCode failure() const { return failed.constFirst().constFirst().value<Error>().code; }
};

} // namespace

class TestServerSession : public QObject
{
    Q_OBJECT
private slots:
    void startsAndEndsAll();
    void stopBeforeStartLaunchesNothing();
    void stopWhileLaunching_data();
    void stopWhileLaunching();
    void failureKeepsTheRestUntilStop();
    void reportsADeadUpstream();
    void leavesARunningServerAlone();
    void reportsAMissingRunningServer();
    void destroyedEndsAll();
};

void TestServerSession::startsAndEndsAll()
{
    Observed observed(withUpstream(makeSpec(u"good"_s)));
    ServerSession &session = observed.session;
    session.start();
    QTRY_COMPARE_WITH_TIMEOUT(observed.ready.size(), 1, limitMs);
    QVERIFY(session.readyAfterS() && *session.readyAfterS() > 0);
    QVERIFY(session.isServerRunning());
    const quint16 port = session.port();
    const quint16 upstreamPort = session.upstream()->port();
    QVERIFY(findPortHolder(port));
    QVERIFY(findPortHolder(upstreamPort));
    QVERIFY(session.launch()
                .environment.value(u"LOADSTONE_UPSTREAM_URL"_s)
                .contains(u":%1/"_s.arg(upstreamPort)));
    session.stop();
    QTRY_COMPARE_WITH_TIMEOUT(observed.ended.size(), 1, limitMs);
    QCOMPARE(observed.serverExited.size(), 1);
    QVERIFY(observed.failed.isEmpty());
    QVERIFY(observed.upstreamExited.isEmpty());
    QVERIFY(!findPortHolder(port));
    QVERIFY(!findPortHolder(upstreamPort));
}

void TestServerSession::stopBeforeStartLaunchesNothing()
{
    Observed observed(withUpstream(makeSpec(u"good"_s)));
    observed.session.stop();
    observed.session.start();
    QTRY_COMPARE_WITH_TIMEOUT(observed.ended.size(), 1, limitMs);
    QCOMPARE(observed.failed.size(), 1);
    QCOMPARE(observed.failure(), ErrorCode::Stopped);
    QVERIFY(!observed.session.upstream());
    QCOMPARE(observed.session.port(), quint16(0));
}

void TestServerSession::stopWhileLaunching_data()
{
    QTest::addColumn<bool>("hasUpstream");
    QTest::addColumn<bool>("isTls");
    QTest::addColumn<bool>("now");
    QTest::newRow("server") << false << false << false;
    QTest::newRow("server, now") << false << false << true;
    QTest::newRow("upstream") << true << false << false;
    QTest::newRow("upstream, now") << true << false << true;
    QTest::newRow("certificate") << false << true << false;
}

void TestServerSession::stopWhileLaunching()
{
    QFETCH(bool, hasUpstream);
    QFETCH(bool, isTls);
    QFETCH(bool, now);
    SessionSpec spec = makeSpec(u"never-listens"_s);
    if (isTls)
        spec.server.parameters.insert(u"tls"_s, true);
    Observed observed(hasUpstream ? withUpstream(spec) : spec);
    observed.session.start();
    observed.session.stop(now);
    QTRY_COMPARE_WITH_TIMEOUT(observed.ended.size(), 1, limitMs);
    QCOMPARE(observed.failed.size(), 1);
    QCOMPARE(observed.failure(), ErrorCode::Stopped);
    QVERIFY(observed.ready.isEmpty());
    QVERIFY(!observed.session.isServerRunning());
}

void TestServerSession::failureKeepsTheRestUntilStop()
{
    Observed observed(withUpstream(makeSpec(u"exit-at-once"_s)));
    observed.session.start();
    QTRY_COMPARE_WITH_TIMEOUT(observed.failed.size(), 1, limitMs);
    QCOMPARE(observed.failure(), ErrorCode::Process);
    QVERIFY(observed.ended.isEmpty());
    const quint16 upstreamPort = observed.session.upstream()->port();
    QVERIFY(findPortHolder(upstreamPort));
    observed.session.stop();
    QTRY_COMPARE_WITH_TIMEOUT(observed.ended.size(), 1, limitMs);
    QVERIFY(!findPortHolder(upstreamPort));
}

void TestServerSession::reportsADeadUpstream()
{
    Observed observed(withUpstream(makeSpec(u"good"_s)));
    observed.session.start();
    QTRY_COMPARE_WITH_TIMEOUT(observed.ready.size(), 1, limitMs);
    const auto holder = findPortHolder(observed.session.upstream()->port());
    QVERIFY(holder);
    QCOMPARE(kill(static_cast<pid_t>(holder->pid), SIGKILL), 0);
    QTRY_COMPARE_WITH_TIMEOUT(observed.upstreamExited.size(), 1, limitMs);
    QVERIFY(observed.session.isServerRunning());
    observed.session.stop();
    QTRY_COMPARE_WITH_TIMEOUT(observed.ended.size(), 1, limitMs);
}

void TestServerSession::leavesARunningServerAlone()
{
    Observed running(makeSpec(u"good"_s));
    running.session.start();
    QTRY_COMPARE_WITH_TIMEOUT(running.ready.size(), 1, limitMs);
    SessionSpec spec = makeSpec(u"good"_s);
    spec.server.stack.url = u"http://127.0.0.1:%1"_s.arg(running.session.port());
    Observed observed(spec);
    observed.session.start();
    QTRY_COMPARE_WITH_TIMEOUT(observed.ready.size(), 1, limitMs);
    QVERIFY(!observed.session.readyAfterS());
    QCOMPARE(observed.session.port(), running.session.port());
    observed.session.stop();
    QTRY_COMPARE_WITH_TIMEOUT(observed.ended.size(), 1, limitMs);
    QVERIFY(running.session.isServerRunning());
}

void TestServerSession::reportsAMissingRunningServer()
{
    SessionSpec spec = makeSpec(u"good"_s);
    spec.server.stack.url = u"http://127.0.0.1:%1"_s.arg(findFreePort());
    spec.server.stack.readiness.timeout = Milliseconds(200);
    Observed observed(spec);
    observed.session.start();
    QTRY_COMPARE_WITH_TIMEOUT(observed.failed.size(), 1, limitMs);
    observed.session.stop();
    QTRY_COMPARE_WITH_TIMEOUT(observed.ended.size(), 1, limitMs);
    QVERIFY(observed.serverExited.isEmpty());
}

void TestServerSession::destroyedEndsAll()
{
    auto observed = std::make_unique<Observed>(withUpstream(makeSpec(u"good"_s)));
    observed->session.start();
    QTRY_COMPARE_WITH_TIMEOUT(observed->ready.size(), 1, limitMs);
    const quint16 port = observed->session.port();
    const quint16 upstreamPort = observed->session.upstream()->port();
    observed.reset();
    QTRY_VERIFY_WITH_TIMEOUT(!findPortHolder(port), limitMs);
    QTRY_VERIFY_WITH_TIMEOUT(!findPortHolder(upstreamPort), limitMs);
}

LOADSTONE_TEST(TestServerSession, QCoreApplication)
#include "tst_serversession.moc"
