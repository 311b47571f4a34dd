// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/alignedseconds.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace loadstone;

namespace
{

SecondBucket second(double startS, qint64 ok, std::optional<qint64> p99Us, double lengthS = 1,
                    Phase phase = Phase::Measure)
{
    SecondBucket bucket;
    bucket.startS = startS;
    bucket.lengthS = lengthS;
    bucket.phase = phase;
    bucket.counts[0] = ok;
    bucket.p99Us = p99Us;
    return bucket;
}

TrialRecord trial(int server, TrialEnd end, double measureFromS, const QList<SecondBucket> &seconds)
{
    TrialRecord record;
    record.planned.key.server = server;
    record.end = end;
    record.timeline.measureFromS = measureFromS;
    record.timeline.seconds = seconds;
    return record;
}

} // namespace

class TestAlignedSeconds : public QObject
{
    Q_OBJECT

private slots:
    void repeatsMeetAtTheStartOfTheirMeasurePhases()
    {
        RunRecord run;
        run.trials = {
            trial(0, TrialEnd::Finished, 2,
                  {second(1, 900, 1, 1, Phase::WarmUp), second(2, 100, 10), second(3, 110, 20)}),
            trial(1, TrialEnd::Finished, 7, {second(7, 7, 7)}),
            trial(0, TrialEnd::Finished, 12.5, {second(12.5, 300, 30), second(13.5, 120, {})}),
            trial(0, TrialEnd::Finished, 22.01,
                  {second(22.01, 200, 90), second(23.01, 130, 60), second(24.01, 5, 5)}),
        };
        const QList<AlignedSecond> seconds = alignedSeconds(run, 0);
        QCOMPARE(seconds.size(), 3);
        QCOMPARE(seconds[0].atS, 0.5);
        QCOMPARE(seconds[0].rps, 200.0); // of 100, 300 and 200
        QCOMPARE(seconds[0].p99Us, std::optional(30.0));
        QCOMPARE(seconds[1].rps, 120.0);
        QCOMPARE(seconds[1].p99Us, std::optional(40.0)); // of 20 and 60
        QCOMPARE(seconds[2].rps, 5.0);
        QCOMPARE(alignedSeconds(run, 1).size(), 1);
        QVERIFY(alignedSeconds(run, 2).isEmpty());
    }

    void piecesHaveNoRate()
    {
        RunRecord run;
        run.trials = {trial(0, TrialEnd::Finished, 0,
                            {second(0, 50, 1, 0.9), second(1, 50, 1), second(2, 3, 1, 0.3),
                             second(3, 9, 1, 1, Phase::Drain)})};
        const QList<AlignedSecond> seconds = alignedSeconds(run, 0);
        QCOMPARE(seconds.size(), 2);
        QVERIFY(std::abs(seconds[0].rps - 50 / 0.9) < 1e-9);
    }

    void partialRepeatsCountOnlyWhereNoneFinished()
    {
        RunRecord run;
        run.trials = {trial(0, TrialEnd::Stopped, 0, {second(0, 10, 1)}),
                      trial(0, TrialEnd::Finished, 5, {second(5, 90, 1)}),
                      trial(1, TrialEnd::ServerExited, 9, {second(9, 40, 1)})};
        QCOMPARE(alignedSeconds(run, 0).first().rps, 90.0);
        QCOMPARE(alignedSeconds(run, 1).first().rps, 40.0);
        TrialRecord unmeasured = trial(2, TrialEnd::NotMeasured, 0, {second(0, 1, 1)});
        unmeasured.timeline.measureFromS.reset();
        run.trials = {unmeasured};
        QVERIFY(alignedSeconds(run, 2).isEmpty());
    }
};

LOADSTONE_TEST(TestAlignedSeconds, QCoreApplication)
#include "tst_alignedseconds.moc"
