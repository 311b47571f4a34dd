// SPDX-License-Identifier: GPL-3.0-or-later
// Runs with a slow upstream alongside the server: the real one, as a child process.
#include "core/profile/problemtext.h"
#include "core/run/campaign.h"
#include "core/run/profilecheck.h"
#include "core/server/listeners.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"
#include "tests/support/eventspy.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

constexpr int upstreamRunLimitMs = 60'000;

Stack callingStack()
{
    Stack stack;
    stack.id = u"caller"_s;
    stack.title = u"Caller"_s;
    stack.environment = u"plain"_s;
    stack.folder = QStringLiteral(TEST_SOURCE_DIR);
    stack.command << CommandPart{{u"${python}"_s, u"server.py"_s, u"calls-upstream"_s, u"${port}"_s}, {}};
    stack.presets << Preset{u"tuned"_s, {}, {}, {}};
    stack.endpoints = QStringList{u"GET /io_bound"_s, u"GET /data"_s};
    stack.readiness.body = "ready";
    return stack;
}

Profile callingProfile(Milliseconds duration = Milliseconds(800))
{
    Profile profile;
    profile.id = u"calling"_s;
    profile.name = u"Calling"_s;
    ServerEntry entry;
    entry.stackId = u"caller"_s;
    profile.servers << entry;
    RequestTemplate request;
    request.name = u"data"_s;
    request.path = "/data";
    request.expect.body = QByteArrayLiteral("Sleep 0.050000 seconds");
    profile.requests << request;
    profile.upstream.api = Upstream::Api::Gosleep;
    profile.load.users = 3;
    profile.load.duration = duration;
    profile.measurement.warmUp = Milliseconds(100);
    profile.measurement.drain = Milliseconds(500);
    return profile;
}

bool isAlive(qint64 pid) { return kill(static_cast<pid_t>(pid), 0) == 0; }

/// Pid of the listener on a port; 0 if there is none.
qint64 findListener(quint16 port)
{
    const auto holder = findPortHolder(port);
    return holder ? holder->pid : 0;
}

} // namespace

class TestUpstreamRun : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    SystemClock m_clock;
    Catalogue m_catalogue = Catalogue::of({callingStack()});
    std::unique_ptr<EnvironmentStore> m_environments;

    RunEnvironment services()
    {
        RunEnvironment made;
        made.catalogue = &m_catalogue;
        made.environments = m_environments.get();
        made.clock = &m_clock;
        made.guardProgram = QStringLiteral(GUARD_PROGRAM);
        made.runsFolder = m_folder.filePath(u"runs"_s);
        made.filesFolder = m_folder.filePath(u"files"_s);
        return made;
    }

    TrialRecord runOne(const Profile &profile)
    {
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        if (!controller.start(profile) || !finished.wait(upstreamRunLimitMs)
            || controller.result()->trials.size() != 1) {
            return {};
        }
        return controller.result()->trials.constFirst();
    }

private slots:
    void initTestCase();
    void runsAlongsideItsServerAndIsCountedSeparately();
    void isKilledWithTheRun();
    void endsTheTrialWhenItDies();
    void reportsTakenPort();
    void stoppingEndsIt();
    void isMissedWhereItIsNeeded_data();
    void isMissedWhereItIsNeeded();
};

void TestUpstreamRun::initTestCase()
{
    const QString definitions = m_folder.filePath(u"definitions"_s);
    QVERIFY(QDir().mkpath(definitions + u"/plain"_s));
    QFile lock(definitions + u"/plain/requirements.lock"_s);
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.close();
    m_environments = std::make_unique<EnvironmentStore>(definitions, m_folder.filePath(u"environments"_s),
                                                        QStringLiteral(GUARD_PROGRAM));
    QSignalSpy built(m_environments.get(), &EnvironmentStore::built);
    m_environments->build(u"plain"_s);
    QVERIFY(built.wait(upstreamRunLimitMs));
    QVERIFY(built.constFirst().at(1).value<Status>().isOk());
}

void TestUpstreamRun::runsAlongsideItsServerAndIsCountedSeparately()
{
    const TrialRecord trial = runOne(callingProfile());
    QVERIFY2(trial.end == TrialEnd::Finished, qPrintable(trial.problem.english() + trial.problemDetail));
    const EndpointMetrics total = trial.load.measured.total();
    QCOMPARE(total.failed(), 0);
    QVERIFY(total.ok() > 10);
    QVERIFY(total.serviceTime.min() >= 50'000);

    QVERIFY(trial.upstream);
    const UpstreamRecord &upstream = *trial.upstream;
    QCOMPARE(upstream.commandLine.value(1), u"upstream"_s);
    QVERIFY(upstream.pid > 0 && upstream.pid != trial.server.pid);
    QVERIFY(upstream.port > 0 && upstream.port != trial.server.port);
    QVERIFY(upstream.cpuUserS >= 0 && upstream.cpuSystemS >= 0);
    QVERIFY2(upstream.finalMessage.startsWith(u"Served "_s), qPrintable(upstream.finalMessage));
    const qint64 answered = upstream.finalMessage.split(u' ').at(1).toLongLong();
    QVERIFY(answered >= total.ok());
    QVERIFY(std::any_of(trial.timeline.resources.begin(), trial.timeline.resources.end(),
                        [](const ResourceSample &sample) { return sample.upstreamCpuPercent >= 0; }));
    // One server process, and the slow upstream is none of them.
    QCOMPARE(trial.timeline.resources.last().processes, 1);
    QVERIFY(!isAlive(upstream.pid));
    QVERIFY(!findPortHolder(quint16(upstream.port)));
}

void TestUpstreamRun::isKilledWithTheRun()
{
    Profile profile = callingProfile(Milliseconds(30'000));
    profile.upstream.port = findFreePort();
    {
        Campaign controller(services());
        const test::EventSpy<SecondUpdated> seconds(controller);
        QVERIFY(controller.start(profile).isOk());
        QTRY_VERIFY_WITH_TIMEOUT(seconds.size() > 2, upstreamRunLimitMs);
        QVERIFY(findListener(quint16(profile.upstream.port)) > 0);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!findPortHolder(quint16(profile.upstream.port)), 10'000);
}

void TestUpstreamRun::endsTheTrialWhenItDies()
{
    Profile profile = callingProfile(Milliseconds(30'000));
    profile.upstream.port = findFreePort();
    Campaign controller(services());
    QSignalSpy finished(&controller, &RunController::finished);
    const test::EventSpy<SecondUpdated> seconds(controller);
    QVERIFY(controller.start(profile).isOk());
    QTRY_VERIFY_WITH_TIMEOUT(seconds.size() > 2, upstreamRunLimitMs);
    const qint64 pid = findListener(quint16(profile.upstream.port));
    QVERIFY(pid > 0);
    QCOMPARE(kill(static_cast<pid_t>(pid), SIGKILL), 0);
    QVERIFY(finished.wait(upstreamRunLimitMs));
    const TrialRecord &trial = controller.result()->trials.constFirst();
    QCOMPARE(trial.end, TrialEnd::NotMeasured);
    QVERIFY2(trial.problem.english().contains(u"the slow upstream was ended by signal 9"_s),
             qPrintable(trial.problem.english()));
    QVERIFY(!findPortHolder(quint16(trial.server.port)));
}

void TestUpstreamRun::reportsTakenPort()
{
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress::LocalHost));
    Profile profile = callingProfile();
    profile.upstream.port = holder.serverPort();
    const TrialRecord trial = runOne(profile);
    QCOMPARE(trial.end, TrialEnd::NotMeasured);
    QVERIFY2(trial.problem.english().startsWith(u"The slow upstream was not started."_s)
                 && trial.problem.english().contains(QString::number(holder.serverPort())),
             qPrintable(trial.problem.english()));
}

void TestUpstreamRun::stoppingEndsIt()
{
    Campaign controller(services());
    QSignalSpy finished(&controller, &RunController::finished);
    const test::EventSpy<SecondUpdated> seconds(controller);
    QVERIFY(controller.start(callingProfile(Milliseconds(30'000))).isOk());
    QTRY_VERIFY_WITH_TIMEOUT(seconds.size() > 2, upstreamRunLimitMs);
    controller.stop();
    QVERIFY(finished.wait(upstreamRunLimitMs));
    const TrialRecord &trial = controller.result()->trials.constFirst();
    QCOMPARE(trial.end, TrialEnd::Stopped);
    QVERIFY(trial.upstream && !isAlive(trial.upstream->pid));
}

void TestUpstreamRun::isMissedWhereItIsNeeded_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("upstream");
    QTest::addColumn<QString>("problems");
    const QString sentence =
        u"t:1:108: error: /requests/0/path: /io_bound makes the server call the slow upstream, and this "
        "profile has none. Add \"upstream\": {\"api\": \"slow-api\", \"delay_s\": 1}."_s;
    QTest::newRow("none") << QByteArray("/io_bound?delay=1") << QByteArray() << sentence;
    QTest::newRow("there") << QByteArray("/io_bound?delay=1")
                           << QByteArray(R"("upstream": {"api": "slow-api"}, )") << QString();
    QTest::newRow("another endpoint") << QByteArray("/data") << QByteArray() << QString();
    // The server does not have this endpoint, whether it would call the upstream or not.
    QTest::newRow("not declared")
        << QByteArray("/single") << QByteArray()
        << u"t:1:61: error: /servers/0/stack: Caller has no GET /single, so every request \"a\" "
           "would fail. It has GET /io_bound, GET /data. Remove this server, or the request."_s;
}

void TestUpstreamRun::isMissedWhereItIsNeeded()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, upstream);
    QFETCH(QString, problems);
    ProfileReading reading = readProfile(
        R"({"loadstone_profile": 1, "name": "T", "servers": [{"stack": "caller"}], "requests": [{"name": "a", "path": ")"
            + path + R"("}], )" + upstream + R"("load": {"users": 1, "duration_s": 1}})",
        u"t"_s);
    QVERIFY(reading.profile);
    checkWithCatalogue(reading, m_catalogue);
    QStringList lines;
    for (const ProfileProblem &problem : reading.problems)
        lines << problemLine(u"t"_s, problem);
    QCOMPARE(lines.join(u'\n'), problems);
    QCOMPARE(reading.profile.has_value(), problems.isEmpty());
}

LOADSTONE_TEST(TestUpstreamRun, QCoreApplication)
#include "tst_upstreamrun.moc"
