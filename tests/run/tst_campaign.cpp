// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/affinity.h"
#include "core/metrics/hdrlog.h"
#include "core/run/campaign.h"
#include "core/server/listeners.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace loadstone;

namespace
{

constexpr int runLimitMs = 60'000;

Stack makeStack(const QString &mode)
{
    Stack stack;
    stack.id = mode;
    stack.title = mode;
    stack.environment = QStringLiteral("plain");
    stack.folder = QStringLiteral(TEST_SOURCE_DIR);
    stack.command << CommandPart{
        {QStringLiteral("${python}"), QStringLiteral("server.py"), mode, QStringLiteral("${port}")}, {}};
    stack.presets << Preset{QStringLiteral("tuned"), {}, {}, {}};
    stack.readiness.body = "ready";
    stack.readiness.timeout = Milliseconds(2'000);
    return stack;
}

const QStringList &modes()
{
    static const QStringList all{
        QStringLiteral("good"),         QStringLiteral("exit-at-once"), QStringLiteral("never-listens"),
        QStringLiteral("wrong-body"),   QStringLiteral("garbage"),      QStringLiteral("closes-in-body"),
        QStringLiteral("resets"),       QStringLiteral("hangs"),        QStringLiteral("error-500"),
        QStringLiteral("dies-in-load"), QStringLiteral("serves-six"),   QStringLiteral("members-only")};
    return all;
}

Profile makeProfile(const QStringList &stacks)
{
    Profile profile;
    profile.id = QStringLiteral("test");
    profile.name = QStringLiteral("Test");
    for (const QString &id : stacks) {
        StackVariant variant;
        variant.stackId = id;
        profile.stacks << variant;
    }
    RequestTemplate request;
    request.name = QStringLiteral("data");
    request.path = "/data";
    profile.requests << request;
    profile.load.users = 3;
    profile.load.thinkTime.kind = ThinkTime::Kind::Constant;
    profile.load.thinkTime.mean = Milliseconds(5);
    profile.load.duration = Milliseconds(800);
    profile.connection.timeout = Milliseconds(400);
    profile.measurement.warmUp = Milliseconds(100);
    profile.measurement.drain = Milliseconds(500);
    profile.measurement.pause = Milliseconds(0);
    return profile;
}

qint64 count(const TrialResult &trial, OutcomeClass outcome)
{
    return trial.load.measured.total().counts[size_t(outcome)];
}

} // namespace

class TestCampaign : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    SystemClock m_clock;
    Catalogue m_catalogue;
    std::unique_ptr<EnvironmentStore> m_environments;

    RunServices services()
    {
        RunServices made;
        made.catalogue = &m_catalogue;
        made.environments = m_environments.get();
        made.clock = &m_clock;
        made.guardProgram = QStringLiteral(GUARD_PROGRAM);
        made.runsFolder = m_folder.filePath(QStringLiteral("runs"));
        made.filesFolder = m_folder.filePath(QStringLiteral("files"));
        return made;
    }

    TrialResult runOne(const QString &mode, const Catalogue *catalogue = nullptr)
    {
        RunServices used = services();
        if (catalogue)
            used.catalogue = catalogue;
        Campaign controller(used);
        QSignalSpy finished(&controller, &RunController::finished);
        if (!controller.start(makeProfile({mode})) || !finished.wait(runLimitMs)
            || controller.result()->trials.size() != 1) {
            return {};
        }
        return controller.result()->trials.constFirst();
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QList<Stack> stacks;
        for (const QString &mode : modes())
            stacks << makeStack(mode);
        m_catalogue = Catalogue::of(stacks);
        // An environment without packages: a Python of its own, made without a network.
        const QString definitions = m_folder.filePath(QStringLiteral("definitions"));
        QVERIFY(QDir().mkpath(definitions + QStringLiteral("/plain")));
        QFile lock(definitions + QStringLiteral("/plain/requirements.lock"));
        QVERIFY(lock.open(QIODevice::WriteOnly));
        lock.close();
        m_environments = std::make_unique<EnvironmentStore>(
            definitions, m_folder.filePath(QStringLiteral("environments")));
        QSignalSpy built(m_environments.get(), &EnvironmentStore::built);
        m_environments->build(QStringLiteral("plain"));
        QVERIFY(built.wait(runLimitMs));
        QVERIFY2(built.constFirst().at(1).value<Status>().isOk(),
                 qPrintable(m_environments->state(QStringLiteral("plain")).reason));
    }

    void findsWhereFailuresBegin()
    {
        Profile profile = makeProfile({QStringLiteral("serves-six")});
        profile.capacity.emplace();
        profile.capacity->lowest = 1;
        profile.capacity->hold = Milliseconds(300);
        profile.capacity->settle = Milliseconds(100);
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(profile));
        QVERIFY(finished.wait(runLimitMs));
        const auto result = controller.result();
        QCOMPARE(result->trials.size(), 1);
        const TrialResult &trial = result->trials.constFirst();
        QCOMPARE(trial.end, TrialEnd::Finished);
        QVERIFY(trial.capacity);
        QCOMPARE(trial.capacity->end, CapacityEnd::Found);
        QCOMPARE(trial.capacity->highestHeld, 6.0);
        QCOMPARE(trial.capacity->lowestBroken, 7.0);
        QList<double> levels;
        for (const CapacityProbe &probe : trial.capacity->probes)
            levels << probe.level;
        QCOMPARE(levels, (QList<double>{1, 2, 4, 8, 6, 7, 6}));
        QVERIFY(trial.capacity->probes.constLast().isConfirmation);
        QVERIFY2(trial.capacity->probes.at(3).why.startsWith(QStringLiteral("failures<=0%: failures is")),
                 qPrintable(trial.capacity->probes.at(3).why));
        // The trial's figures are those of the answer.
        QCOMPARE(trial.load.measured.total().failed(), 0);
        QVERIFY(trial.load.meanUsersBusyOrThinking > 5.5);
        QCOMPARE(trial.measureFromS, trial.capacity->probes.constLast().atS);
    }

    void aGoodServerIsMeasured()
    {
        const TrialResult trial = runOne(QStringLiteral("good"));
        QCOMPARE(trial.end, TrialEnd::Finished);
        QVERIFY2(trial.problem.isEmpty(), qPrintable(trial.problem));
        const EndpointMetrics total = trial.load.measured.total();
        QVERIFY(total.ok() > 50);
        QCOMPARE(total.failed(), 0);
        QCOMPARE(total.started, total.ended());
        QVERIFY(qAbs(trial.load.measuredS - 0.8) < 0.2);
        QVERIFY(trial.readyAfterS > 0 && trial.readyAfterS < 2);
        QCOMPARE(trial.backlog, 128);
        QVERIFY(!trial.resources.isEmpty());
        QVERIFY(trial.peakPssBytes > 1'000'000);
        QVERIFY(trial.cpuUserS >= 0);
        QVERIFY(trial.lastLog.contains(QStringLiteral("a line of the log")));
        QVERIFY(!findPortHolder(quint16(trial.port)));
    }

    void secondsAreLoggedAsHistograms()
    {
        const TrialResult trial = runOne(QStringLiteral("good"));
        QCOMPARE(trial.warnings.filter(QStringLiteral("log of histograms")), QStringList());
        QVERIFY2(trial.intervalLog.endsWith(QStringLiteral("/001-good-1.hlog")),
                 qPrintable(trial.intervalLog));
        QFile file(trial.intervalLog);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Result<QList<HdrTagTotal>> totals = sumHdrLog(file);
        QVERIFY2(totals, totals ? "" : qPrintable(totals.error().message));
        qint64 measured = 0;
        qint64 warmUp = 0;
        for (const HdrTagTotal &total : *totals) {
            if (total.tag == QLatin1String("service")) {
                measured = total.histogram.count();
                QVERIFY(qAbs(total.fromS - trial.measureFromS) < 0.2);
                QVERIFY(qAbs(total.toS - total.fromS - trial.load.measuredS) < 0.1);
            } else if (total.tag == QLatin1String("warm-up/service")) {
                warmUp = total.histogram.count();
            } else {
                QCOMPARE(total.tag, QStringLiteral("drain/service"));
            }
        }
        QCOMPARE(measured, trial.load.measured.total().okInWindow);
        QVERIFY(warmUp > 0);
    }

    void aServerIsHeldOnItsCores()
    {
        const int core = allowedCores().last();
        Profile profile = makeProfile({QStringLiteral("good")});
        profile.affinity = {{core}, {core}};
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QByteArray status;
        connect(&controller, &RunController::serverReady, &controller, [&status](int, qint64 pid, int) {
            QFile file(QStringLiteral("/proc/%1/status").arg(pid));
            if (file.open(QIODevice::ReadOnly))
                status = file.readAll();
        });
        QVERIFY(controller.start(profile));
        QVERIFY(finished.wait(runLimitMs));
        QCOMPARE(controller.result()->trials.constFirst().end, TrialEnd::Finished);
        QVERIFY2(status.contains("Cpus_allowed_list:\t" + QByteArray::number(core) + '\n'),
                 status.constData());
        QVERIFY(allowedCores().contains(core));
    }

    void aCoreThatIsNotThereIsRefusedBeforeTheRun()
    {
        Profile profile = makeProfile({QStringLiteral("good")});
        profile.affinity.generator = {allowedCores().last() + 1};
        Campaign controller(services());
        const Status started = controller.start(profile);
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::Usage);
        QVERIFY2(started.error().message.contains(QStringLiteral("affinity")),
                 qPrintable(started.error().message));
        QVERIFY(!controller.isRunning());
    }

    void scenariosTakeTheirUsersFromAFile()
    {
        Profile profile = makeProfile({QStringLiteral("members-only")});
        profile.folder = m_folder.path();
        QFile file(m_folder.filePath(QStringLiteral("members.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("name\nann\nbob\n") > 0);
        file.close();
        Variable name{QStringLiteral("name")};
        name.kind = Variable::Kind::Csv;
        name.file = QStringLiteral("members.csv");
        name.column = QStringLiteral("name");
        profile.variables = {name};
        RequestTemplate login;
        login.name = QStringLiteral("login");
        login.path = "/login?name={name}";
        login.captures = {{QStringLiteral("token"), Capture::From::Json, QStringLiteral("/token")}};
        profile.scenario.login = login;
        profile.requests.first().headers = {{"X-Token", "{token}"}};
        profile.requests.first().expect.headers = {{"Content-Type", "text/plain"}};
        profile.requests.first().expect.json = {{QStringLiteral("/items/0"), 1}};
        profile.requests.first().group = QStringLiteral("browse");

        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(profile));
        QVERIFY(finished.wait(runLimitMs));
        const TrialResult trial = controller.result()->trials.constFirst();
        QVERIFY2(trial.problem.isEmpty(), qPrintable(trial.problem));
        const LoadMetrics &measured = trial.load.measured;
        QVERIFY(measured.total().ok() > 50);
        QCOMPARE(measured.total().failed(), 0);
        QCOMPARE(measured.login->requests.ok(), 3);
        QCOMPARE(measured.groups().first().name, QStringLiteral("browse"));

        QVERIFY(file.remove());
        Campaign without(services());
        const Status refused = without.start(profile);
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.startsWith(QStringLiteral("There is no file \"members.csv\"")),
                 qPrintable(refused.error().message));
    }

    void aServerThatRunsAlreadyIsLoadedAndLeftAlone()
    {
        const quint16 port = findFreePort();
        Stack stack = makeStack(QStringLiteral("good"));
        stack.command.clear();
        stack.environment.clear();
        stack.url = QStringLiteral("http://127.0.0.1:%1").arg(port);
        const Catalogue catalogue = Catalogue::of({stack});
        QProcess server;
        server.start(
            QStringLiteral("python3"),
            {QStringLiteral(TEST_SOURCE_DIR "/server.py"), QStringLiteral("good"), QString::number(port)});
        QVERIFY(server.waitForStarted());

        const TrialResult trial = runOne(QStringLiteral("good"), &catalogue);
        QVERIFY2(trial.end == TrialEnd::Finished, qPrintable(trial.problem));
        QVERIFY(trial.load.measured.total().ok() > 50);
        QCOMPARE(trial.load.measured.total().failed(), 0);
        QCOMPARE(trial.port, int(port));
        QCOMPARE(trial.pid, 0);
        QVERIFY(trial.cpuUserS < 0);
        QVERIFY(trial.resources.isEmpty());
        QCOMPARE(server.state(), QProcess::Running);
        QVERIFY(findPortHolder(port));

        server.kill();
        QVERIFY(server.waitForFinished());
        const TrialResult gone = runOne(QStringLiteral("good"), &catalogue);
        QCOMPARE(gone.end, TrialEnd::NotMeasured);
        QVERIFY2(gone.problem.contains(QStringLiteral("does not answer at http://127.0.0.1")),
                 qPrintable(gone.problem));
    }

    void aServerThatIsNotReadyIsNotMeasured_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("detail");
        QTest::newRow("exits") << "exit-at-once"
                               << "code 7"
                               << "cannot find my configuration";
        QTest::newRow("never") << "never-listens"
                               << "did not answer within 2 s"
                               << "";
        QTest::newRow("wrong") << "wrong-body"
                               << "not with the expected text"
                               << "";
    }
    void aServerThatIsNotReadyIsNotMeasured()
    {
        QFETCH(QString, mode);
        QFETCH(QString, words);
        QFETCH(QString, detail);
        const TrialResult trial = runOne(mode);
        QCOMPARE(trial.end, TrialEnd::NotMeasured);
        QVERIFY2(trial.problem.contains(words), qPrintable(trial.problem));
        QVERIFY2(trial.problemDetail.contains(detail), qPrintable(trial.problemDetail));
        QVERIFY(!findPortHolder(quint16(trial.port)));
    }

    void failuresUnderLoadHaveTheirClass_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<OutcomeClass>("outcome");
        // Qt tells neither of these two from a connection that was closed before the answer.
        QTest::newRow("garbage") << "garbage" << OutcomeClass::ClosedEarly;
        QTest::newRow("closes") << "closes-in-body" << OutcomeClass::ClosedEarly;
        QTest::newRow("resets") << "resets" << OutcomeClass::ClosedEarly;
        QTest::newRow("hangs") << "hangs" << OutcomeClass::Timeout;
        QTest::newRow("500") << "error-500" << OutcomeClass::HttpStatus;
    }
    void failuresUnderLoadHaveTheirClass()
    {
        QFETCH(QString, mode);
        QFETCH(OutcomeClass, outcome);
        const TrialResult trial = runOne(mode);
        QCOMPARE(trial.end, TrialEnd::Finished);
        const EndpointMetrics total = trial.load.measured.total();
        QVERIFY(total.failed() > 0);
        const FailureRecord &first = trial.load.measured.failures.constFirst();
        QVERIFY2(count(trial, outcome) == total.failed(),
                 qPrintable(outcomeClassId(first.outcomeClass) + QStringLiteral(": ") + first.example));
        QCOMPARE(total.started, total.ended());
        QCOMPARE(total.ok(), 0);
        QVERIFY(!trial.warnings.isEmpty());
    }

    void aServerThatDiesInTheLoadKeepsWhatThereIs()
    {
        const TrialResult trial = runOne(QStringLiteral("dies-in-load"));
        QVERIFY(trial.end == TrialEnd::ServerDied);
        QVERIFY2(trial.problem.contains(QStringLiteral("code 3")), qPrintable(trial.problem));
    }

    void theRunGoesOnWithTheNextServer()
    {
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller
                    .start(makeProfile({QStringLiteral("exit-at-once"), QStringLiteral("dies-in-load"),
                                        QStringLiteral("good")}))
                    .isOk());
        QVERIFY(finished.wait(runLimitMs));
        QCOMPARE(controller.state(), RunState::Finished);
        const QList<TrialResult> trials = controller.result()->trials;
        QCOMPARE(trials.size(), 3);
        QCOMPARE(trials.at(0).end, TrialEnd::NotMeasured);
        QCOMPARE(trials.at(1).end, TrialEnd::ServerDied);
        QCOMPARE(trials.at(2).end, TrialEnd::Finished);
        QVERIFY(trials.at(2).load.measured.total().ok() > 0);
    }

    void stoppingKeepsATruthfulPartialResult()
    {
        Profile profile = makeProfile({QStringLiteral("good"), QStringLiteral("good")});
        profile.load.duration = Milliseconds(30'000);
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QSignalSpy seconds(&controller, &RunController::secondUpdated);
        QVERIFY(controller.start(profile).isOk());
        QTRY_VERIFY_WITH_TIMEOUT(seconds.size() > 5, runLimitMs);
        controller.stop();
        QVERIFY(finished.wait(runLimitMs));
        QCOMPARE(controller.state(), RunState::Stopped);
        QCOMPARE(controller.result()->trials.size(), 1);
        const TrialResult &trial = controller.result()->trials.constFirst();
        QCOMPARE(trial.end, TrialEnd::Stopped);
        QVERIFY(trial.load.measuredS < 20);
        QCOMPARE(trial.load.measured.total().started, trial.load.measured.total().ended());
        QVERIFY(!findPortHolder(quint16(trial.port)));
    }

    void stoppingWhileAServerStartsEndsIt()
    {
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QSignalSpy started(&controller, &RunController::trialStarted);
        QVERIFY(controller.start(makeProfile({QStringLiteral("never-listens")})).isOk());
        QTRY_VERIFY_WITH_TIMEOUT(!started.isEmpty(), runLimitMs);
        controller.stop();
        QVERIFY(finished.wait(runLimitMs));
        QCOMPARE(controller.state(), RunState::Stopped);
        QCOMPARE(controller.result()->trials.size(), 1);
        QCOMPARE(controller.result()->trials.constFirst().end, TrialEnd::Stopped);
    }

    void destroyingItWhileItRunsLeavesNothing()
    {
        int port = 0;
        qint64 pid = 0;
        {
            Profile profile = makeProfile({QStringLiteral("good")});
            profile.load.duration = Milliseconds(30'000);
            Campaign controller(services());
            connect(&controller, &RunController::serverReady, this, [&](int, qint64 server, int on) {
                pid = server;
                port = on;
            });
            QSignalSpy seconds(&controller, &RunController::secondUpdated);
            QVERIFY(controller.start(profile).isOk());
            QTRY_VERIFY_WITH_TIMEOUT(seconds.size() > 2, runLimitMs);
        }
        QVERIFY(pid > 0);
        QTRY_VERIFY_WITH_TIMEOUT(kill(pid_t(pid), 0) != 0, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(!findPortHolder(quint16(port)), 10'000);
    }

    void canRunAgain()
    {
        Campaign controller(services());
        for (int i = 0; i < 2; ++i) {
            QSignalSpy finished(&controller, &RunController::finished);
            QVERIFY(controller.start(makeProfile({QStringLiteral("good")})).isOk());
            QVERIFY(!controller.start(makeProfile({QStringLiteral("good")})).isOk());
            QVERIFY(finished.wait(runLimitMs));
            QCOMPARE(controller.result()->trials.size(), 1);
        }
    }

    void anUnknownStackIsRefusedBeforeAnythingStarts()
    {
        Campaign controller(services());
        const Status started = controller.start(makeProfile({QStringLiteral("god")}));
        QVERIFY(!started.isOk());
        QVERIFY2(started.error().message.contains(QStringLiteral("good")),
                 qPrintable(started.error().message));
        QCOMPARE(controller.state(), RunState::Idle);
    }

    void withoutAnEnvironmentTheRunFailsWithItsReason()
    {
        const QString definitions = m_folder.filePath(QStringLiteral("broken"));
        QVERIFY(QDir().mkpath(definitions + QStringLiteral("/plain")));
        QFile lock(definitions + QStringLiteral("/plain/requirements.lock"));
        QVERIFY(lock.open(QIODevice::WriteOnly));
        lock.write("this is no requirement ===\n");
        lock.close();
        EnvironmentStore broken(definitions, m_folder.filePath(QStringLiteral("environments-of-broken")));
        RunServices brokenServices = services();
        brokenServices.environments = &broken;
        Campaign controller(brokenServices);
        QSignalSpy finished(&controller, &RunController::finished);
        QSignalSpy trials(&controller, &RunController::trialStarted);
        QVERIFY(controller.start(makeProfile({QStringLiteral("good")})).isOk());
        QVERIFY(finished.wait(runLimitMs));
        QCOMPARE(controller.state(), RunState::Failed);
        QVERIFY(!controller.result()->problem.isEmpty());
        QVERIFY(trials.isEmpty());
    }

    void marksHaveEndsAndGoForward()
    {
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(makeProfile({QStringLiteral("good")})).isOk());
        QVERIFY(finished.wait(runLimitMs));
        QList<MarkKind> kinds;
        double before = 0;
        for (const TimelineMark &mark : controller.result()->marks) {
            kinds << mark.kind;
            QVERIFY(mark.atS >= before);
            before = mark.atS;
            if (mark.kind == MarkKind::WarmUp || mark.kind == MarkKind::Measure)
                QVERIFY(mark.endS > mark.atS);
        }
        for (const MarkKind kind : {MarkKind::TrialChange, MarkKind::ServerStarted, MarkKind::ServerReady,
                                    MarkKind::WarmUp, MarkKind::Measure})
            QVERIFY(kinds.contains(kind));
    }
};

QTEST_GUILESS_MAIN(TestCampaign)
#include "tst_campaign.moc"
