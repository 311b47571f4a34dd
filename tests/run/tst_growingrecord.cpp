// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/livestats.h"
#include "core/run/growingrecord.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

const TrialKey first{0, 0, 0};
const TrialKey second{1, 0, 0};

RunRecord begun()
{
    RunRecord run;
    addEvent(run, TrialStarted{{0, first, 10}, 2.5});
    return run;
}

SecondBucket measured(double startS, qint64 ok, qint64 refused = 0)
{
    SecondBucket bucket;
    bucket.startS = startS;
    bucket.started = ok + refused;
    bucket.counts[0] = ok;
    bucket.counts[std::size_t(OutcomeClass::Refused)] = refused;
    return bucket;
}

void addSecond(RunRecord &run, const SecondBucket &bucket, qint64 serviceUs)
{
    addEvent(run, SecondUpdated{first, bucket});
    SecondTimes times{bucket.startS, bucket.lengthS, bucket.phase, {}, {}};
    times.serviceTime.record(serviceUs, bucket.ok());
    addEvent(run, SecondCompleted{first, times});
}

ResourceSample makeSample(double atS, Phase phase, double cpuPercent, qint64 pssBytes)
{
    ResourceSample taken;
    taken.atS = atS;
    taken.phase = phase;
    taken.cpuUserPercent = cpuPercent;
    taken.cpuSystemPercent = 0;
    taken.pssBytes = pssBytes;
    return taken;
}

} // namespace

class TestGrowingRecord : public QObject
{
    Q_OBJECT
private slots:
    void aTrialBeginsWithoutFigures()
    {
        RunRecord run = begun();
        addEvent(run, ServerReady{first, 4'242, 8'000, 0.4});
        QCOMPARE(run.trials.size(), 1);
        const TrialRecord &trial = run.trials.constFirst();
        QCOMPARE(trial.end, TrialEnd::Running);
        QCOMPARE(trial.timeline.startedAtS, 2.5);
        QCOMPARE(trial.server.readyAfterS, 0.4);
        QCOMPARE(trial.server.port, 8'000);
        QVERIFY(!analyseTrial(trial).isMeasured());
    }

    void aSecondReplacesItselfWhileItFills()
    {
        RunRecord run = begun();
        SecondBucket bucket = measured(5, 10);
        bucket.lengthS = 0.1;
        addEvent(run, SecondUpdated{first, bucket});
        addEvent(run, SecondUpdated{first, measured(5, 90)});
        addEvent(run, SecondUpdated{first, measured(6, 7)});
        addEvent(run, SecondUpdated{first, measured(5, 95)}); // of a load thread that was late
        const QList<SecondBucket> &seconds = run.trials.constFirst().timeline.seconds;
        QCOMPARE(seconds.size(), 2);
        QCOMPARE(seconds[0].ok(), 95);
        QCOMPARE(seconds[1].ok(), 7);
    }

    void theMeasurePhaseSoFarHasFigures()
    {
        RunRecord run = begun();
        SecondBucket warmUp = measured(4, 500);
        warmUp.phase = Phase::WarmUp;
        addSecond(run, warmUp, 50);
        addEvent(run, PhaseEntered{first, Phase::Measure, 5});
        addSecond(run, measured(5, 90, 10), 1'000);
        addSecond(run, measured(6, 110), 3'000);
        addEvent(run, SecondUpdated{first, measured(7, 55)}); // incomplete: not in the figures
        const TrialStats stats = analyseTrial(run.trials.constFirst());
        QCOMPARE(stats.value(Metric::Rps), 100.0);
        QCOMPARE(stats.value(Metric::FailureRate), 100.0 * 10 / 210);
        QCOMPARE(stats.value(Metric::Max), 3'000.0);
        QCOMPARE(stats.value(Metric::P50), 3'000.0);
        addEvent(run, PhaseEntered{first, Phase::Drain, 7.5});
        QCOMPARE(run.trials.constFirst().timeline.measureToS, 7.5);
    }

    void anotherLevelBeginsAnew()
    {
        RunRecord run = begun();
        addEvent(run, PhaseEntered{first, Phase::Measure, 5});
        addSecond(run, measured(5, 90), 1'000);
        addEvent(run, PhaseEntered{first, Phase::Drain, 6});
        addEvent(run, PhaseEntered{first, Phase::Measure, 8});
        QVERIFY(!analyseTrial(run.trials.constFirst()).isMeasured());
        addSecond(run, measured(8, 40), 2'000);
        QCOMPARE(analyseTrial(run.trials.constFirst()).value(Metric::Rps), 40.0);
        QCOMPARE(run.trials.constFirst().timeline.measureFromS, 8.0);
        QCOMPARE(run.trials.constFirst().timeline.measureToS, std::nullopt);
    }

    void resourcesAddUp()
    {
        RunRecord run = begun();
        addEvent(run, ResourcesSampled{first, makeSample(4, Phase::WarmUp, 90, 7'000)});
        addEvent(run, PhaseEntered{first, Phase::Measure, 5});
        addSecond(run, measured(5, 50), 1'000);
        addSecond(run, measured(6, 50), 1'000);
        addEvent(run, ResourcesSampled{first, makeSample(5, Phase::Measure, 40, 9'000)});
        addEvent(run, ResourcesSampled{first, makeSample(6, Phase::Measure, 60, 8'000)});
        const TrialRecord &trial = run.trials.constFirst();
        QCOMPARE(trial.usage.peakPssBytes, 9'000);
        QCOMPARE(trial.usage.peakRssBytes, std::nullopt);
        QCOMPARE(analyseTrial(trial).value(Metric::ServerCpu), 50.0);
        // A sample after the last complete second is of no longer measured time.
        addEvent(run, ResourcesSampled{first, makeSample(6.9, Phase::Measure, 50, 8'000)});
        QCOMPARE(analyseTrial(run.trials.constFirst()).value(Metric::ServerCpu), 50.0);
    }

    void theCompleteRecordTakesItsPlace()
    {
        RunRecord run = begun();
        TrialRecord ended;
        ended.planned = {0, first, 10};
        ended.end = TrialEnd::ServerExited;
        addEvent(run, TrialFinished{ended});
        QCOMPARE(run.trials.size(), 1);
        QCOMPARE(run.trials.constFirst().end, TrialEnd::ServerExited);
        // Nothing that comes late changes it, and none of it is charged to the next trial.
        addEvent(run, ResourcesSampled{first, makeSample(9, Phase::Measure, 40, 9'000)});
        addEvent(run, TrialStarted{{1, second, 10}, 12});
        addEvent(run, ResourcesSampled{first, makeSample(13, Phase::Measure, 40, 9'000)});
        QCOMPARE(run.trials.size(), 2);
        for (const TrialRecord &trial : std::as_const(run.trials))
            QVERIFY(trial.timeline.resources.isEmpty());
    }

    void aMarkIsReplacedWhenItsEndIsKnown()
    {
        RunRecord run = begun();
        addEvent(run, MarkChanged{{MarkKind::WarmUp, 3, {}, u"Warm-up"_s}});
        addEvent(run, MarkChanged{{MarkKind::WarmUp, 3, 5, u"Warm-up"_s}});
        addEvent(run, MarkChanged{{MarkKind::Measure, 5, {}, u"Measuring"_s}});
        QCOMPARE(run.marks.size(), 2);
        QCOMPARE(run.marks.constFirst().endS, 5.0);
    }
};

LOADSTONE_TEST(TestGrowingRecord, QCoreApplication)
#include "tst_growingrecord.moc"
