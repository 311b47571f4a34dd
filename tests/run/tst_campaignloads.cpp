// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/affinity.h"
#include "tests/run/campaignfixture.h"

#include "core/server/listeners.h"
#include "tests/support/testmain.h"

#include <QProcess>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

/// Responses in the seconds of a phase, of one probe where there are several.
qint64 countResponses(const TrialRecord &trial, Phase phase, std::optional<int> probe = {})
{
    qint64 count = 0;
    for (const IntervalTimes &second : trial.timeline.intervals) {
        if (second.phase != phase || (probe && second.probe != probe))
            continue;
        const Result<Histogram> times = unpackTimes(second.service);
        count += times ? times->count() : 0;
    }
    return count;
}

qint64 countSeconds(const TrialRecord &trial, int probe)
{
    const QList<IntervalTimes> &all = trial.timeline.intervals;
    return std::count_if(all.begin(), all.end(),
                         [probe](const IntervalTimes &second) { return second.probe == probe; });
}

} // namespace

/// Runs with profile features beyond a plain load.
class TestCampaignLoads : public CampaignFixture
{
    Q_OBJECT
private slots:
    void measuresEachCellOfASweepWithItsOwnLoad()
    {
        Profile profile = makeProfile({u"good"_s});
        profile.measurement.repeats = 2;
        profile.sweep.dimensions = {{u"load/users"_s, {1, 4}},
                                    {u"connection/engine"_s, {u"qnam"_s, u"native"_s}}};
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(profile));
        QVERIFY(finished.wait(runLimitMs));
        const auto result = controller.result();
        QCOMPARE(result->state, RunState::Finished);
        QCOMPARE(result->servers.size(), 4);
        QCOMPARE(result->trials.size(), 8);
        for (const TrialRecord &trial : result->trials) {
            QCOMPARE(trial.end, TrialEnd::Finished);
            const int server = trial.planned.key.server;
            const int users = server < 2 ? 1 : 4;
            QCOMPARE(result->servers.at(server).name,
                     u"good, users %1, engine %2"_s.arg(users).arg(server % 2 ? u"native"_s : u"qnam"_s));
            QVERIFY(qAbs(trial.load.meanUsersBusyOrThinking - users) < 0.2);
            QCOMPARE(trial.timeline.seconds.last().target, double(users));
        }
    }

    void addsRoundsUntilThePrecisionOrTheTimeIsReached()
    {
        constexpr double mostS = 5;
        Profile profile = makeProfile({u"good"_s});
        profile.load.duration = Milliseconds(200);
        profile.measurement.precisionPercent = 0.1; // needs thousands of rounds
        profile.measurement.atMost = Milliseconds(int(1'000 * mostS));
        Campaign controller(services());
        QSignalSpy replanned(&controller, &RunController::replanned);
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(profile));
        QVERIFY(finished.wait(runLimitMs));
        const auto result = controller.result();
        QCOMPARE(result->state, RunState::Finished);
        QVERIFY(replanned.count() > 0); // launches take less than is expected, so that more rounds fit
        QVERIFY2(result->trials.size() > 1, qPrintable(QString::number(result->trials.size())));
        QCOMPARE(result->plan.size(), result->trials.size());
        QCOMPARE(roundCount(*result), int(result->trials.size()));
        const double averageS = result->lengthS / double(result->trials.size());
        QVERIFY2(result->lengthS < mostS + 2 * averageS, qPrintable(QString::number(result->lengthS)));
    }

    void findsWhereFailuresBegin()
    {
        Profile profile = makeProfile({u"serves-six"_s});
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
        const TrialRecord &trial = result->trials.constFirst();
        QCOMPARE(trial.end, TrialEnd::Finished);
        QVERIFY(trial.capacity);
        QCOMPARE(trial.capacity->end, CapacityEnd::Found);
        QCOMPARE(trial.capacity->highestSustained, 6.0);
        QCOMPARE(trial.capacity->lowestFailed, 7.0);
        QList<double> levels;
        for (const CapacityProbe &probe : trial.capacity->probes)
            levels << probe.level;
        QCOMPARE(levels, (QList<double>{1, 2, 4, 8, 6, 7, 6}));
        QVERIFY(trial.capacity->probes.constLast().isConfirmation);
        QVERIFY2(trial.capacity->probes.at(3).why.english().startsWith(u"failures<=0%: failures is"_s),
                 qPrintable(trial.capacity->probes.at(3).why.english()));
        // The trial has the figures of the level found.
        QCOMPARE(trial.load.measured.total().failed(), 0);
        QVERIFY(trial.load.meanUsersBusyOrThinking > 5.5);
        QCOMPARE(trial.timeline.measureFromS, trial.capacity->probes.constLast().atS);
        // The times of every level are kept, and those of the answer are the trial's.
        const int last = int(trial.capacity->probes.size()) - 1;
        for (int probe = 0; probe <= last; ++probe)
            QVERIFY2(countSeconds(trial, probe) > 0, qPrintable(QString::number(probe)));
        QCOMPARE(countResponses(trial, Phase::Measure, last), trial.load.measured.total().okInWindow);
        QVERIFY(countResponses(trial, Phase::Measure, 0) < countResponses(trial, Phase::Measure, last));
    }

    void unresponsiveServerSustainsNoUser()
    {
        Profile profile = makeProfile({u"hangs"_s});
        profile.connection.timeout = Milliseconds(60'000);
        profile.measurement.drain = Milliseconds(100);
        profile.capacity.emplace();
        profile.capacity->lowest = 2;
        profile.capacity->highest = 2;
        profile.capacity->hold = Milliseconds(200);
        profile.capacity->settle = Milliseconds(0);
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(profile));
        QVERIFY(finished.wait(runLimitMs));
        const TrialRecord trial = controller.result()->trials.value(0);
        QVERIFY(trial.capacity);
        QCOMPARE(trial.capacity->end, CapacityEnd::BelowLowest);
        QCOMPARE(trial.capacity->highestSustained, std::nullopt);
        QCOMPARE(trial.capacity->probes.constLast().why.english(), u"the only request was cut off"_s);
        QCOMPARE(trial.load.measured.total().cutOff(), 1);
    }

    // Loadstone did not launch it, so its CPU time is unavailable.
    void aSearchByCpuNeedsACpu()
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
        Profile profile = makeProfile({u"good"_s});
        profile.capacity.emplace();
        profile.capacity->until = Capacity::Until::ServerCpu;
        profile.capacity->hold = Milliseconds(200);
        profile.capacity->settle = Milliseconds(0);
        RunEnvironment used = services();
        used.catalogue = &catalogue;
        Campaign controller(used);
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(profile));
        QVERIFY(finished.wait(runLimitMs));
        const TrialRecord trial = controller.result()->trials.value(0);
        QVERIFY2(trial.capacity, qPrintable(trial.problem.english()));
        QCOMPARE(trial.capacity->end, CapacityEnd::CpuUnknown);
        QCOMPARE(trial.capacity->probes.size(), 1);
        server.kill();
        QVERIFY(server.waitForFinished());
    }

    void secondsAreKeptAsHistograms()
    {
        const TrialRecord trial = runOne(u"good"_s);
        QCOMPARE(trial.incidents, QList<Finding>{});
        double fromS = -1;
        double toS = 0;
        for (const IntervalTimes &second : trial.timeline.intervals) {
            QVERIFY(second.response.hdr.isEmpty());
            if (second.phase != Phase::Measure)
                continue;
            fromS = fromS < 0 ? second.startS : fromS;
            toS = second.startS + second.lengthS;
        }
        QVERIFY(qAbs(fromS - trial.timeline.measureFromS.value()) < 0.2);
        QVERIFY(qAbs(toS - fromS - trial.load.measuredS) < 0.1);
        QCOMPARE(countResponses(trial, Phase::Measure), trial.load.measured.total().okInWindow);
        QVERIFY(countResponses(trial, Phase::WarmUp) > 0);
    }

    void serverIsPinnedToItsCores()
    {
        const int core = allowedCores().last();
        Profile profile = makeProfile({u"good"_s});
        profile.affinity = {{core}, {core}};
        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QByteArray status;
        connect(&controller, &RunController::happened, &controller, [&status](const RunEvent &event) {
            const auto *ready = std::get_if<ServerReady>(&event);
            QFile file(u"/proc/%1/status"_s.arg(ready ? ready->pid : 0));
            if (ready && file.open(QIODevice::ReadOnly))
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
        Profile profile = makeProfile({u"good"_s});
        profile.affinity.generator = {allowedCores().last() + 1};
        Campaign controller(services());
        const Status started = controller.start(profile);
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::Usage);
        QVERIFY2(started.error().text().contains(u"affinity"_s), qPrintable(started.error().text()));
        QVERIFY(!controller.isRunning());
    }

    void scenariosTakeTheirUsersFromAFile()
    {
        Profile profile = makeProfile({u"members-only"_s});
        profile.folder = m_folder.path();
        QFile file(m_folder.filePath(u"members.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("name\nann\nbob\n") > 0);
        file.close();
        Variable name{u"name"_s};
        name.kind = Variable::Kind::Csv;
        name.file = u"members.csv"_s;
        name.column = u"name"_s;
        profile.variables = {name};
        RequestTemplate login;
        login.name = u"login"_s;
        login.path = "/login?name={name}";
        login.captures = {{u"token"_s, Capture::From::Json, u"/token"_s}};
        profile.scenario.login = login;
        profile.requests.first().headers = {{"X-Token", "{token}"}};
        profile.requests.first().expect.headers = {{"Content-Type", "text/plain"}};
        profile.requests.first().expect.json = {{u"/items/0"_s, 1}};
        profile.requests.first().group = u"browse"_s;

        Campaign controller(services());
        QSignalSpy finished(&controller, &RunController::finished);
        QVERIFY(controller.start(profile));
        QVERIFY(finished.wait(runLimitMs));
        const TrialRecord trial = controller.result()->trials.constFirst();
        QVERIFY2(trial.problem.isEmpty(), qPrintable(trial.problem.english()));
        const LoadMetrics &measured = trial.load.measured;
        QVERIFY(measured.total().ok() > 50);
        QCOMPARE(measured.total().failed(), 0);
        QCOMPARE(measured.login->requests.ok(), 3);
        QCOMPARE(measured.groups().first().name, u"browse"_s);

        QVERIFY(file.remove());
        Campaign without(services());
        const Status refused = without.start(profile);
        QVERIFY(!refused);
        QVERIFY2(refused.error().text().startsWith(u"There is no file \"members.csv\""_s),
                 qPrintable(refused.error().text()));
    }
};

LOADSTONE_TEST(TestCampaignLoads, QCoreApplication)
#include "tst_campaignloads.moc"
