// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/findings.h"
#include "core/results/recordcodec.h"
#include "core/results/store/resultsstore.h"
#include "core/server/listeners.h"
#include "tests/run/campaignfixture.h"
#include "tests/support/eventspy.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>

#include <algorithm>
#include <csignal>

using namespace Qt::StringLiterals;

using namespace loadstone;

class TestCampaign : public CampaignFixture
{
    Q_OBJECT

private slots:
    void aRunIsKeptWhileItIsMade()
    {
        RunEnvironment kept = services();
        kept.storeFile = m_folder.filePath(u"kept.sqlite"_s);
        Campaign controller(kept);
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(makeProfile({u"good"_s, u"exit-at-once"_s})));
        const Result<std::unique_ptr<ResultsStore>> store =
            ResultsStore::open(kept.storeFile, kept.runsFolder);
        QVERIFY(store);
        const QString id = controller.result()->id;
        const auto state = [&] { return (*store)->find(id) ? (*store)->find(id)->state : RunState::Idle; };
        QTRY_COMPARE(state(), RunState::Running);
        // Its lock says that it is not an interrupted one.
        QVERIFY(ResultsStore::open(kept.storeFile, kept.runsFolder));
        QCOMPARE(state(), RunState::Running);
        const auto seconds = [&]() -> qsizetype {
            const Result<RunRecord> soFar = (*store)->read(id);
            return soFar && !soFar->trials.isEmpty() ? soFar->trials.first().timeline.seconds.size() : 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(seconds() > 0, 10'000);
        QVERIFY(finished.wait(runLimitMs));
        const Result<RunRecord> read = (*store)->read(id);
        QVERIFY(read);
        QCOMPARE(read->state, RunState::Finished);
        QCOMPARE(encodeRun(*read), encodeRun(*controller.result()));
        QCOMPARE(read->trials.size(), 2);
        for (int i = 0; i < 2; ++i)
            QCOMPARE(encodeTrial(read->trials[i]), encodeTrial(controller.result()->trials[i]));
    }

    void aStoppedRunIsResumed()
    {
        RunEnvironment kept = services();
        kept.storeFile = m_folder.filePath(u"resumed.sqlite"_s);
        Profile profile = makeProfile({u"good"_s, u"serves-six"_s});
        profile.measurement.repeats = 2;
        QString id;
        {
            Campaign controller(kept);
            QSignalSpy finished(&controller, &RunController::finished);
            connect(&controller, &RunController::happened, &controller, [&controller](const RunEvent &event) {
                if (std::holds_alternative<TrialFinished>(event) && controller.result()->trials.size() == 2)
                    controller.stop(true);
            });
            QVERIFY(controller.start(profile));
            QVERIFY(finished.wait(runLimitMs));
            QCOMPARE(controller.result()->state, RunState::Stopped);
            id = controller.result()->id;
        }
        const Result<std::unique_ptr<ResultsStore>> store =
            ResultsStore::open(kept.storeFile, kept.runsFolder);
        const Result<RunRecord> stopped = (*store)->read(id);
        QVERIFY(stopped);
        QCOMPARE(stopped->trials.size(), 2);
        Campaign controller(kept);
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.resume(*stopped));
        QVERIFY(finished.wait(runLimitMs));
        const Result<RunRecord> whole = (*store)->read(id);
        QVERIFY(whole);
        QCOMPARE(whole->state, RunState::Finished);
        QCOMPARE(whole->resumedAt.size(), 1);
        QCOMPARE(whole->trials.size(), 4);
        for (int i = 0; i < 2; ++i)
            QCOMPARE(encodeTrial(whole->trials[i]), encodeTrial(stopped->trials[i]));
        for (int i = 1; i < 4; ++i) {
            QCOMPARE(whole->trials[i].end, TrialEnd::Finished);
            QVERIFY(whole->trials[i].timeline.startedAtS > whole->trials[i - 1].timeline.startedAtS);
        }
        const Status again = Campaign(kept).resume(*whole);
        QVERIFY(!again);
        QCOMPARE(again.error().text(), u"Run %1 is complete: all of its trials have ended."_s.arg(id));
    }

    void aRunThatCannotBeKeptGoesOn()
    {
        RunEnvironment kept = services();
        kept.storeFile = u"/proc/no-folder/kept.sqlite"_s;
        Campaign controller(kept);
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(makeProfile({u"good"_s})));
        QVERIFY(finished.wait(runLimitMs));
        const auto result = controller.result();
        QCOMPARE(result->state, RunState::Finished);
        QCOMPARE(result->trials.size(), 1);
        QVERIFY(std::any_of(result->warnings.cbegin(), result->warnings.cend(), [](const Sentence &warning) {
            return warning.english().startsWith(u"The run is not kept: "_s);
        }));
    }

    void aGoodServerIsMeasured()
    {
        const TrialRecord trial = runOne(u"good"_s);
        QCOMPARE(trial.end, TrialEnd::Finished);
        QVERIFY2(trial.problem.isEmpty(), qPrintable(trial.problem.english()));
        const EndpointMetrics total = trial.load.measured.total();
        QVERIFY(total.ok() > 50);
        QCOMPARE(total.failed(), 0);
        QCOMPARE(total.started, total.ended());
        QVERIFY(qAbs(trial.load.measuredS - 0.8) < 0.2);
        QVERIFY(trial.server.readyAfterS > 0 && trial.server.readyAfterS < 2);
        QCOMPARE(trial.server.backlog, 128);
        QVERIFY(!trial.timeline.resources.isEmpty());
        QVERIFY(trial.usage.peakPssBytes > 1'000'000);
        QVERIFY(trial.usage.cpuUserS >= 0);
        QVERIFY(trial.server.lastLog.contains(u"a line of the log"_s));
        QVERIFY(!findPortHolder(quint16(trial.server.port)));
    }

    void aServerThatRunsAlreadyIsLoadedAndLeftAlone()
    {
        const quint16 port = findFreePort();
        Stack stack = makeStack(u"good"_s);
        stack.command.clear();
        stack.environment.clear();
        stack.url = u"http://127.0.0.1:%1"_s.arg(port);
        const Catalogue catalogue = Catalogue::of({stack});
        QProcess server;
        server.start(u"python3"_s,
                     {QStringLiteral(TEST_SOURCE_DIR "/server.py"), u"good"_s, QString::number(port)});
        QVERIFY(server.waitForStarted());

        const TrialRecord trial = runOne(u"good"_s, &catalogue);
        QVERIFY2(trial.end == TrialEnd::Finished, qPrintable(trial.problem.english()));
        QVERIFY(trial.load.measured.total().ok() > 50);
        QCOMPARE(trial.load.measured.total().failed(), 0);
        QCOMPARE(trial.server.port, int(port));
        QCOMPARE(trial.server.pid, 0);
        QVERIFY(!trial.usage.cpuUserS);
        QVERIFY(trial.timeline.resources.isEmpty());
        QCOMPARE(server.state(), QProcess::Running);
        QVERIFY(findPortHolder(port));

        server.kill();
        QVERIFY(server.waitForFinished());
        const TrialRecord gone = runOne(u"good"_s, &catalogue);
        QCOMPARE(gone.end, TrialEnd::NotMeasured);
        QVERIFY2(gone.problem.english().contains(u"does not respond at http://127.0.0.1"_s),
                 qPrintable(gone.problem.english()));
    }

    void aServerThatRunsAlreadyIsCalledAsItsUrlSays()
    {
        const quint16 port = findFreePort();
        Stack stack = makeStack(u"localhost-only"_s);
        stack.command.clear();
        stack.environment.clear();
        stack.url = u"http://localhost:%1"_s.arg(port);
        const Catalogue catalogue = Catalogue::of({stack});
        QProcess server;
        server.start(u"python3"_s,
                     {QStringLiteral(TEST_SOURCE_DIR "/server.py"), stack.id, QString::number(port)});
        QVERIFY(server.waitForStarted());

        const TrialRecord trial = runOne(stack.id, &catalogue);
        QVERIFY2(trial.end == TrialEnd::Finished, qPrintable(trial.problem.english()));
        QVERIFY(trial.load.measured.total().ok() > 50);
        QCOMPARE(trial.load.measured.total().failed(), 0);
        server.kill();
        QVERIFY(server.waitForFinished());
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
                               << "did not respond within 2 s"
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
        const TrialRecord trial = runOne(mode);
        QCOMPARE(trial.end, TrialEnd::NotMeasured);
        QVERIFY2(trial.problem.english().contains(words), qPrintable(trial.problem.english()));
        QVERIFY2(trial.problemDetail.contains(detail), qPrintable(trial.problemDetail));
        QVERIFY(!findPortHolder(quint16(trial.server.port)));
    }

    void failuresUnderLoadHaveTheirClass_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<OutcomeClass>("outcome");
        QTest::newRow("garbage") << "garbage" << OutcomeClass::Protocol;
        QTest::newRow("closes") << "closes-in-body" << OutcomeClass::ClosedEarly;
        QTest::newRow("resets") << "resets" << OutcomeClass::Reset;
        QTest::newRow("hangs") << "hangs" << OutcomeClass::Timeout;
        QTest::newRow("500") << "error-500" << OutcomeClass::HttpStatus;
    }
    void failuresUnderLoadHaveTheirClass()
    {
        QFETCH(QString, mode);
        QFETCH(OutcomeClass, outcome);
        const TrialRecord trial = runOne(mode);
        QCOMPARE(trial.end, TrialEnd::Finished);
        const EndpointMetrics total = trial.load.measured.total();
        QVERIFY(total.failed() > 0);
        const FailureRecord &first = trial.load.measured.failures.constFirst();
        QVERIFY2(count(trial, outcome) == total.failed(),
                 qPrintable(outcomeClassId(first.outcomeClass) + u": "_s + first.example));
        QCOMPARE(total.started, total.ended());
        QCOMPARE(total.ok(), 0);
        QVERIFY(!detectFindings(trial, Profile{}).isEmpty());
    }

    void serverCrashPreservesPartialResult()
    {
        const TrialRecord trial = runOne(u"dies-in-load"_s);
        QVERIFY(trial.end == TrialEnd::ServerExited);
        QVERIFY2(trial.problem.english().contains(u"code 3"_s), qPrintable(trial.problem.english()));
    }

    void runContinuesWithTheNextServer()
    {
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(makeProfile({u"exit-at-once"_s, u"dies-in-load"_s, u"good"_s})).isOk());
        QVERIFY(finished.wait(runLimitMs));
        QCOMPARE(controller.state(), RunState::Finished);
        const QList<TrialRecord> trials = controller.result()->trials;
        QCOMPARE(trials.size(), 3);
        QCOMPARE(trials.at(0).end, TrialEnd::NotMeasured);
        QCOMPARE(trials.at(1).end, TrialEnd::ServerExited);
        QCOMPARE(trials.at(2).end, TrialEnd::Finished);
        QVERIFY(trials.at(2).load.measured.total().ok() > 0);
    }

    void reportsFailedExecAndMeasuresTheNextServer_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("words");
        const QString notExecutable = m_folder.filePath(u"not-executable"_s);
        QVERIFY(QFile(notExecutable).open(QIODevice::WriteOnly));
        QTest::newRow("not there") << u"/nowhere/server"_s << u"/nowhere/server: No such file or directory"_s;
        QTest::newRow("package not installed")
            << u"${bin}/no-such-server"_s << u"/no-such-server: No such file"_s;
        QTest::newRow("not executable") << notExecutable << u"Permission denied"_s;
        QTest::newRow("a folder") << m_folder.path() << u"Permission denied"_s;
    }
    void reportsFailedExecAndMeasuresTheNextServer()
    {
        QFETCH(QString, program);
        QFETCH(QString, words);
        Stack broken = makeStack(u"broken"_s);
        broken.command = {CommandPart{{program}, {}}};
        const Catalogue catalogue = Catalogue::of({broken, makeStack(u"good"_s)});
        RunEnvironment used = services();
        used.catalogue = &catalogue;
        Campaign controller(used);
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(makeProfile({u"broken"_s, u"good"_s})).isOk());
        QVERIFY(finished.wait(runLimitMs));
        const QList<TrialRecord> trials = controller.result()->trials;
        QCOMPARE(trials.size(), 2);
        QCOMPARE(trials.at(0).end, TrialEnd::NotMeasured);
        QVERIFY2(trials.at(0).problem.english().contains(words), qPrintable(trials.at(0).problem.english()));
        QCOMPARE(trials.at(1).end, TrialEnd::Finished);
    }

    void reportsUnwritableTemporaryFolder()
    {
        const QByteArray before = qgetenv("TMPDIR");
        qputenv("TMPDIR", "/proc");
        const TrialRecord trial = runOne(u"good"_s);
        before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
        QCOMPARE(trial.end, TrialEnd::NotMeasured);
        QVERIFY2(trial.problem.english().contains(u"set TMPDIR"_s), qPrintable(trial.problem.english()));
    }

    void aSecondStopEndsEveryWait_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<bool>("isLoaded");
        QTest::newRow("deaf") << "deaf" << true;
        QTest::newRow("deaf, floods its log") << "deaf-floods" << true;
        QTest::newRow("deaf, with children elsewhere") << "deaf-forks" << true;
        QTest::newRow("deaf, never ready") << "deaf-never-listens" << false;
        QTest::newRow("hangs") << "hangs" << true;
    }
    // The first stop would wait ten minutes for each of them.
    void aSecondStopEndsEveryWait()
    {
        QFETCH(QString, mode);
        QFETCH(bool, isLoaded);
        Stack stack = makeStack(mode);
        stack.stop.grace = std::chrono::minutes(10);
        stack.readiness.timeout = std::chrono::minutes(10);
        const Catalogue catalogue = Catalogue::of({stack});
        RunEnvironment used = services();
        used.catalogue = &catalogue;
        Profile profile = makeProfile({mode});
        profile.load.duration = std::chrono::minutes(10);
        profile.measurement.drain = std::chrono::minutes(10);
        profile.connection.timeout = std::chrono::minutes(10);
        Campaign controller(used);
        QSignalSpy finished(&controller, &RunController::finished);
        const test::EventSpy<SecondUpdated> seconds(controller);
        const test::EventSpy<ServerOutput> output(controller);
        QVERIFY(controller.start(profile).isOk());
        QTRY_VERIFY_WITH_TIMEOUT(isLoaded ? seconds.size() > 2 : !output.isEmpty(), runLimitMs);
        controller.stop();
        QVERIFY(finished.isEmpty());
        controller.stop();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
        QCOMPARE(controller.state(), RunState::Stopped);
        QVERIFY(!findPortHolder(quint16(controller.result()->trials.constFirst().server.port)));
    }

    void aSecondStopEndsAServerThatIsBeingStopped()
    {
        Stack stack = makeStack(u"deaf"_s);
        stack.stop.grace = std::chrono::minutes(10);
        const Catalogue catalogue = Catalogue::of({stack});
        RunEnvironment used = services();
        used.catalogue = &catalogue;
        Campaign controller(used);
        QSignalSpy finished(&controller, &RunController::finished);
        const test::EventSpy<PhaseEntered> phases(controller);
        QVERIFY(controller.start(makeProfile({u"deaf"_s})).isOk());
        QTRY_VERIFY_WITH_TIMEOUT(!phases.isEmpty() && phases.last().phase == Phase::Stop, runLimitMs);
        controller.stop();
        controller.stop();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
    }

    // The abandoned build ends a moment later; the next run must wait for its own.
    void runAfterInterruptedPreparationHasItsEnvironment()
    {
        EnvironmentStore store(m_folder.filePath(u"definitions"_s),
                               m_folder.filePath(u"environments-interrupted"_s),
                               QStringLiteral(GUARD_PROGRAM));
        QFile python(m_folder.filePath(u"endless-python"_s));
        QVERIFY(python.open(QIODevice::WriteOnly));
        python.write(
            "#!/bin/sh\nif [ \"$1\" = -I ]; then printf 'CPython 3.11.2\\n%s\\n\\n' \"$0\"; exit 0; fi\n"
            "trap '' TERM\nwhile :; do sleep 600; done\n");
        python.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        python.close();
        RunEnvironment used = services();
        used.environments = &store;
        Campaign controller(used);
        QSignalSpy finished(&controller, &RunController::finished);
        QSignalSpy progressed(&store, &EnvironmentStore::progressed);
        qputenv("LOADSTONE_PYTHON", python.fileName().toLocal8Bit());
        QVERIFY(controller.start(makeProfile({u"good"_s})).isOk());
        QTRY_VERIFY_WITH_TIMEOUT(!progressed.isEmpty(), runLimitMs);
        qunsetenv("LOADSTONE_PYTHON");
        controller.stop();
        controller.stop();
        QCOMPARE(finished.size(), 1);
        QCOMPARE(controller.state(), RunState::Stopped);

        QVERIFY(controller.start(makeProfile({u"good"_s})).isOk());
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 2, runLimitMs);
        QCOMPARE(controller.result()->trials.size(), 1);
        QCOMPARE(controller.result()->trials.constFirst().end, TrialEnd::Finished);
    }

    void stoppingKeepsATruthfulPartialResult()
    {
        Profile profile = makeProfile({u"good"_s, u"good"_s});
        profile.load.duration = Milliseconds(30'000);
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        const test::EventSpy<SecondUpdated> seconds(controller);
        QVERIFY(controller.start(profile).isOk());
        QTRY_VERIFY_WITH_TIMEOUT(seconds.size() > 5, runLimitMs);
        controller.stop();
        QVERIFY(finished.wait(runLimitMs));
        QCOMPARE(controller.state(), RunState::Stopped);
        QCOMPARE(controller.result()->trials.size(), 1);
        const TrialRecord &trial = controller.result()->trials.constFirst();
        QCOMPARE(trial.end, TrialEnd::Stopped);
        QVERIFY(trial.load.measuredS < 20);
        QCOMPARE(trial.load.measured.total().started, trial.load.measured.total().ended());
        QVERIFY(!findPortHolder(quint16(trial.server.port)));
    }

    void stoppingWhileAServerStartsEndsIt()
    {
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        const test::EventSpy<TrialStarted> started(controller);
        QVERIFY(controller.start(makeProfile({u"never-listens"_s})).isOk());
        QTRY_VERIFY_WITH_TIMEOUT(!started.isEmpty(), runLimitMs);
        controller.stop();
        QVERIFY(finished.wait(runLimitMs));
        QCOMPARE(controller.state(), RunState::Stopped);
        QCOMPARE(controller.result()->trials.size(), 1);
        QCOMPARE(controller.result()->trials.constFirst().end, TrialEnd::Stopped);
    }

    void destroyingItWhileItRunsLeavesNothing()
    {
        ServerReady server;
        {
            Profile profile = makeProfile({u"good"_s});
            profile.load.duration = Milliseconds(30'000);
            Campaign controller(services());
            const test::EventSpy<ServerReady> ready(controller);
            const test::EventSpy<SecondUpdated> seconds(controller);
            QVERIFY(controller.start(profile).isOk());
            QTRY_VERIFY_WITH_TIMEOUT(seconds.size() > 2, runLimitMs);
            server = ready.first();
        }
        QVERIFY(server.pid > 0);
        QTRY_VERIFY_WITH_TIMEOUT(kill(pid_t(server.pid), 0) != 0, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(!findPortHolder(quint16(server.port)), 10'000);
    }

    void runsOfTheSameSecondHaveSeparateFolders()
    {
        const ManualClock clock; // stands still
        RunEnvironment used = services();
        used.clock = &clock;
        used.runsFolder = m_folder.filePath(u"same-second"_s);
        QStringList ids;
        for (int i = 0; i < 3; ++i) {
            Campaign controller(used);
            QVERIFY(controller.start(makeProfile({u"good"_s})));
            ids << controller.result()->id;
            const QFileInfo folder(QDir(used.runsFolder).filePath(ids.constLast()));
            QVERIFY(folder.isDir());
            QCOMPARE(folder.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
            // With its UTC offset, so that it has the same meaning everywhere.
            QCOMPARE(controller.result()->startedAt.toString(Qt::ISODate), u"1970-01-01T00:00:00Z"_s);
        }
        const QString first = u"19700101-000000-test"_s;
        QCOMPARE(ids, (QStringList{first, first + u"-2"_s, first + u"-3"_s}));
    }

    void startTimesHaveTheirOffset()
    {
        const SystemClock clock;
        RunEnvironment used = services();
        used.clock = &clock;
        Campaign controller(used);
        QVERIFY(controller.start(makeProfile({u"good"_s})));
        static const QRegularExpression offset(u"(Z|[+-][0-9]{2}:[0-9]{2})$"_s);
        const QString text = controller.result()->startedAt.toString(Qt::ISODate);
        QVERIFY2(offset.match(text).hasMatch(), qPrintable(text));
    }

    void reportsUnwritableDataFolderBeforeTheRun()
    {
        RunEnvironment used = services();
        used.runsFolder = u"/proc/self"_s; // not even root makes anything there
        Campaign controller(used);
        const Status started = controller.start(makeProfile({u"good"_s}));
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::Unavailable);
        QVERIFY2(started.error().text().startsWith(u"The folder /proc/self/"_s),
                 qPrintable(started.error().text()));
        QVERIFY(!controller.isRunning());
    }

    void canRunAgain()
    {
        Campaign controller(services());
        for (int i = 0; i < 2; ++i) {
            QSignalSpy finished(&controller, &RunController::finished);
            QVERIFY(controller.start(makeProfile({u"good"_s})).isOk());
            QVERIFY(!controller.start(makeProfile({u"good"_s})).isOk());
            QVERIFY(finished.wait(runLimitMs));
            QCOMPARE(controller.result()->trials.size(), 1);
        }
    }

    void unknownStackIsRefusedBeforeTheStart()
    {
        Campaign controller(services());
        const Status started = controller.start(makeProfile({u"god"_s}));
        QVERIFY(!started.isOk());
        QVERIFY2(started.error().text().contains(u"good"_s), qPrintable(started.error().text()));
        QCOMPARE(controller.state(), RunState::Idle);
    }

    void withoutAnEnvironmentTheRunFailsWithItsReason()
    {
        const QString definitions = m_folder.filePath(u"broken"_s);
        QVERIFY(QDir().mkpath(definitions + u"/plain"_s));
        QFile lock(definitions + u"/plain/requirements.lock"_s);
        QVERIFY(lock.open(QIODevice::WriteOnly));
        lock.write("this is no requirement ===\n");
        lock.close();
        EnvironmentStore broken(definitions, m_folder.filePath(u"environments-of-broken"_s),
                                QStringLiteral(GUARD_PROGRAM));
        RunEnvironment brokenServices = services();
        brokenServices.environments = &broken;
        Campaign controller(brokenServices);
        QSignalSpy finished(&controller, &RunController::finished);
        const test::EventSpy<TrialStarted> trials(controller);
        QVERIFY(controller.start(makeProfile({u"good"_s})).isOk());
        QVERIFY(finished.wait(runLimitMs));
        QCOMPARE(controller.state(), RunState::Failed);
        QVERIFY(!controller.result()->problem.isEmpty());
        QVERIFY(trials.isEmpty());
    }

    void marksHaveEndsAndGoForward()
    {
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(makeProfile({u"good"_s})).isOk());
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

LOADSTONE_TEST(TestCampaign, QCoreApplication)
#include "tst_campaign.moc"
