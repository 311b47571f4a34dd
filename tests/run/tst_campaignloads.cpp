// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/affinity.h"
#include "core/metrics/hdrlog.h"
#include "tests/run/campaignfixture.h"

#include "core/server/listeners.h"

#include <QProcess>

using namespace loadstone;

namespace
{

Result<QList<HdrTagTotal>> readTotals(const QString &log)
{
    QFile file(log);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Io, file.errorString(), {}};
    const Result<HdrLogSum> sum = sumHdrLog(file);
    if (!sum)
        return sum.error();
    return sum->tags;
}

/// Responses in the seconds of the measure phase.
qint64 measuredCount(const QString &log)
{
    const Result<QList<HdrTagTotal>> totals = readTotals(log);
    for (const HdrTagTotal &total : totals ? *totals : QList<HdrTagTotal>()) {
        if (total.tag == QLatin1String("service"))
            return total.histogram.count();
    }
    return -1;
}

} // namespace

/// Runs with what a profile may ask for beyond a plain load.
class TestCampaignLoads : public CampaignFixture
{
    Q_OBJECT
private slots:
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
        const TrialRecord &trial = result->trials.constFirst();
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
        // Every probe has its log, and the answer's is the one that a trial has anyway.
        QStringList logs;
        for (const CapacityProbe &probe : trial.capacity->probes)
            logs << probe.log;
        QStringList expected;
        for (int probe = 1; probe <= 6; ++probe)
            expected << QStringLiteral("001-serves-six-1-probe-0%1.hlog").arg(probe);
        QCOMPARE(logs, expected << QStringLiteral("001-serves-six-1.hlog"));
        QCOMPARE(QFileInfo(trial.intervalLog).fileName(), logs.constLast());
        const QDir folder = QFileInfo(trial.intervalLog).dir();
        for (const CapacityProbe &probe : trial.capacity->probes) {
            const Result<QList<HdrTagTotal>> totals = readTotals(folder.filePath(probe.log));
            QVERIFY2(totals && !totals->isEmpty(), qPrintable(probe.log));
        }
        QCOMPARE(measuredCount(trial.intervalLog), trial.load.measured.total().okInWindow);
        QVERIFY(measuredCount(folder.filePath(logs.constFirst())) < measuredCount(trial.intervalLog));
    }

    void whereNothingIsAnsweredNoUserIsHeld()
    {
        Profile profile = makeProfile({QStringLiteral("hangs")});
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
        QCOMPARE(trial.capacity->highestHeld, -1.0);
        QCOMPARE(trial.capacity->probes.constLast().why, QStringLiteral("the only request was cut off"));
        QCOMPARE(trial.load.measured.total().cutOff(), 1);
    }

    // Loadstone did not start it, so that its CPU cannot be read.
    void aSearchByCpuNeedsACpu()
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
        Profile profile = makeProfile({QStringLiteral("good")});
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
        QVERIFY2(trial.capacity, qPrintable(trial.problem));
        QCOMPARE(trial.capacity->end, CapacityEnd::CpuUnknown);
        QCOMPARE(trial.capacity->probes.size(), 1);
        server.kill();
        QVERIFY(server.waitForFinished());
    }

    void secondsAreLoggedAsHistograms()
    {
        const TrialRecord trial = runOne(QStringLiteral("good"));
        QCOMPARE(trial.incidents, QList<Finding>{});
        QVERIFY2(trial.intervalLog.endsWith(QStringLiteral("/001-good-1.hlog")),
                 qPrintable(trial.intervalLog));
        QFile file(trial.intervalLog);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Result<HdrLogSum> sum = sumHdrLog(file);
        QVERIFY2(sum, sum ? "" : qPrintable(sum.error().message));
        qint64 measured = 0;
        qint64 warmUp = 0;
        for (const HdrTagTotal &total : sum->tags) {
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
        connect(&controller, &RunController::happened, &controller, [&status](const RunEvent &event) {
            const auto *ready = std::get_if<ServerReady>(&event);
            QFile file(QStringLiteral("/proc/%1/status").arg(ready ? ready->pid : 0));
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
        const TrialRecord trial = controller.result()->trials.constFirst();
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
};

QTEST_GUILESS_MAIN(TestCampaignLoads)
#include "tst_campaignloads.moc"
