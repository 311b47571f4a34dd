// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/reportmodel.h"
#include "core/report/warninggroups.h"
#include "core/run/trialwarnings.h"
#include "tests/support/syntheticrun.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

class TestSummary : public QObject
{
    Q_OBJECT

private slots:
    void answerComparesFastestAndSlowest();
    void answerNamesItsReservations();
    void answerAdmitsThatNothingWasMeasured();
    void answerSeesNoDifferenceWhereRepeatsOverlap();
    void answerSaysWhenTheScheduleSetTheRate();
    void theRateOfASearchIsItsAnswer();
    void percentilesArePooledNotAveraged();
    void stoppedRepeatsDoNotCountBesideFinishedOnes();
    void thresholdsAreJudged();
    void everyThresholdIsOfItsOwnFigure_data();
    void everyThresholdIsOfItsOwnFigure();
    void warningsComeOnceForEachKind();
    void warningsSayWhatWentWrongFirst();
};

void TestSummary::answerComparesFastestAndSlowest()
{
    QCOMPARE(
        answerOf(summarize(test::syntheticRun(2, 2, 20))),
        u"Server 1 served 1.40× the requests of Server 2: 4,020 against 2,871 a second (medians of 2 repeats)."_s);
}

void TestSummary::answerNamesItsReservations()
{
    QVERIFY(answerOf(summarize(test::syntheticRun(2, 1, 20))).contains(u"one run, no error estimate"));
    QCOMPARE(reservationsOf(summarize(test::syntheticRun(2, 2, 20))), QString());
    QCOMPARE(
        reservationsOf(summarize(test::syntheticRun())),
        u"With reservations: the load generator was at its limit with aiohttp, so that more may be possible than is shown; 1.29 % of the requests to Flask on Gunicorn failed; there is no measurement of Broken <server>."_s);
    const QString answer = answerOf(summarize(test::syntheticRun()));
    QVERIFY2(answer.startsWith(u"Sanic served 3.11× ") && answer.contains(u"). With reservations: "),
             qPrintable(answer));
}

void TestSummary::answerAdmitsThatNothingWasMeasured()
{
    QVERIFY(answerOf({}).startsWith(u"No server could be measured"));
    RunResult run = test::syntheticRun(2, 1, 20);
    for (TrialResult &trial : run.trials) {
        for (EndpointMetrics &endpoint : trial.load.measured.endpoints) {
            endpoint = {};
            endpoint.counts[std::size_t(OutcomeClass::Reset)] = 10;
        }
    }
    const QString answer = answerOf(summarize(run));
    QVERIFY2(answer.startsWith(u"No server could be measured")
                 && answer.contains(u"no right answer came from all servers"),
             qPrintable(answer));
}

void TestSummary::answerSeesNoDifferenceWhereRepeatsOverlap()
{
    RunResult run = test::syntheticRun(2, 2, 20);
    const auto setRate = [&](qsizetype trial, qint64 perSecond) {
        for (EndpointMetrics &endpoint : run.trials[trial].load.measured.endpoints)
            endpoint.okInWindow = perSecond * 10;
    };
    setRate(0, 400); // repeat 1: the first server, then the second
    setRate(1, 390);
    setRate(2, 420);
    setRate(3, 405);
    const QString overlapping = answerOf(summarize(run));
    QVERIFY2(overlapping.startsWith(u"No clear difference"), qPrintable(overlapping));
    setRate(3, 395);
    QVERIFY(answerOf(summarize(run)).contains(u"×"));
    for (const int trial : {1, 3})
        setRate(trial, 399);
    for (const int trial : {0, 2})
        setRate(trial, 400);
    const QString equal = answerOf(summarize(run));
    QVERIFY2(equal.startsWith(u"Server 1 and Server 2 served as many requests: "), qPrintable(equal));
}

void TestSummary::answerSaysWhenTheScheduleSetTheRate()
{
    RunResult run = test::syntheticRun(2, 1, 20);
    for (TrialResult &trial : run.trials)
        trial.load.isPacingBound = true;
    const QString answer = answerOf(summarize(run));
    QVERIFY2(answer.startsWith(u"The schedule set the rate"), qPrintable(answer));
    QVERIFY(!answer.contains(u'×'));
    const ReportModel report = reportOf(run);
    QCOMPARE(report.bars.id, u"times"_s);
    QVERIFY2(report.bars.bars[0].label.endsWith(u"(1.00×)"), qPrintable(report.bars.bars[0].label));
    QVERIFY2(report.bars.bars[1].label.endsWith(u"(1.40×)"), qPrintable(report.bars.bars[1].label));
    QCOMPARE(reportOf(test::syntheticRun(2, 1, 20)).bars.id, u"rates"_s);
}

void TestSummary::theRateOfASearchIsItsAnswer()
{
    RunResult run = test::syntheticRun(2, 1, 20);
    run.profile.load.model = LoadModel::Open;
    for (TrialResult &trial : run.trials) {
        trial.load.isOpen = true;
        trial.load.intendedRps = trial.load.rps();
    }
    QCOMPARE(reportOf(run).bars.id, u"times"_s);
    run.profile.capacity = Capacity();
    const ReportModel report = reportOf(run);
    QCOMPARE(report.bars.id, u"rates"_s);
    QVERIFY(report.comparison.headers.contains(u"RPS ×"_s));
    for (const VariantSummary &variant : report.variants)
        QVERIFY2(!variant.flags.contains(u"Rate set by the schedule"_s), qPrintable(variant.name));
}

void TestSummary::percentilesArePooledNotAveraged()
{
    RunResult run = test::syntheticRun(1, 2, 20);
    for (TrialResult &trial : run.trials) {
        EndpointMetrics only;
        only.counts[0] = 100;
        only.serviceTime.record(trial.planned.repeat == 0 ? 1'000 : 100'000,
                                trial.planned.repeat == 0 ? 98 : 2);
        trial.load.measured.endpoints = {only};
    }
    QCOMPARE(summarize(run).first().percentileUs(90),
             run.trials[0].load.measured.total().serviceTime.percentile(90));
    QCOMPARE(summarize(run).first().percentileUs(99),
             run.trials[1].load.measured.total().serviceTime.percentile(50));
}

void TestSummary::stoppedRepeatsDoNotCountBesideFinishedOnes()
{
    const VariantSummary stopped = summarize(test::syntheticRun())[3];
    QCOMPARE(stopped.trials, 1);
    QCOMPARE(stopped.rps, test::syntheticRun().trials[3].rps());
    QVERIFY(stopped.flags.contains(u"Client-limited"_s));
    QVERIFY(stopped.flags.contains(u"A repeat broke off"_s));
}

void TestSummary::thresholdsAreJudged()
{
    const RunResult run = test::syntheticRun();
    const QList<ThresholdVerdict> verdicts = judge(run, summarize(run));
    QCOMPARE(verdicts.size(), 8);
    QVERIFY(verdicts[0].isKept);
    QVERIFY(verdicts[2].isKnown && !verdicts[2].isKept);
    QVERIFY(!verdicts[4].isKnown && !verdicts[4].isKept);
}

void TestSummary::everyThresholdIsOfItsOwnFigure_data()
{
    QTest::addColumn<double>("value");
    const auto row = [](const char *metric, double value) { QTest::newRow(metric) << value; };
    row("p50", 500'000);
    row("p90", 900'000);
    row("p99", 990'000);
    row("p999", 999'000);
    row("max", 1'000'000);
    row("mean", 500'500);
    row("rps", 50);
    row("failures", 20);
}

// 1,000 answers of 1 to 1,000 ms in 20 s, and 250 failures.
void TestSummary::everyThresholdIsOfItsOwnFigure()
{
    QFETCH(double, value);
    RunResult run = test::syntheticRun(1, 1, 20);
    EndpointMetrics only;
    for (int ms = 1; ms <= 1'000; ++ms)
        only.serviceTime.record(ms * 1'000);
    only.counts[0] = only.okInWindow = 1'000;
    only.counts[std::size_t(OutcomeClass::Reset)] = 250;
    run.trials[0].load.measured.endpoints = {only};
    const QString metric = QString::fromLatin1(QTest::currentDataTag());
    run.profile.thresholds = {{metric, Threshold::Comparison::Less, value * 1.002, metric},
                              {metric, Threshold::Comparison::Less, value * 0.998, metric}};
    const QList<ThresholdVerdict> verdicts = judge(run, summarize(run));
    QVERIFY2(verdicts[0].isKnown && qAbs(verdicts[0].value / value - 1) < 0.001,
             qPrintable(QString::number(verdicts[0].value)));
    QVERIFY(verdicts[0].isKept);
    QVERIFY(verdicts[1].isKnown && !verdicts[1].isKept);
}

void TestSummary::warningsComeOnceForEachKind()
{
    RunResult run = test::syntheticRun(4, 6, 20);
    for (TrialResult &trial : run.trials) {
        trial.load.isPacingBound = true;
        trial.load.pacingCeilingRps = 400 + trial.planned.variant;
        const bool isConcerned =
            trial.planned.variant == 2 || (trial.planned.variant == 1 && trial.planned.repeat < 3);
        trial.load.littlesLawRatio = isConcerned ? 1.2 : 1;
        trial.warnings = trialWarnings(trial, run.profile);
        if (trial.planned.index == 0)
            trial.warnings.append(u"Port 43121 was still taken after the server had been stopped."_s);
    }
    const QStringList warnings = groupedWarnings(run);
    QVERIFY2(warnings.size() == 3, qPrintable(warnings.join(u'\n')));
    QVERIFY2(warnings[0].startsWith(u"Server 2 (in 3 of 6 repeats), Server 3: Users in the system"),
             qPrintable(warnings[0]));
    QVERIFY2(warnings[1].startsWith(u"All servers: The rate is")
                 && warnings[1].contains(u"at most 400 to 403 requests/s"),
             qPrintable(warnings[1]));
    QVERIFY2(warnings[2].startsWith(u"Server 1 (in 1 of 6 repeats): Port 43121"), qPrintable(warnings[2]));
}

void TestSummary::warningsSayWhatWentWrongFirst()
{
    const QStringList warnings = groupedWarnings(test::syntheticRun());
    QVERIFY2(warnings.size() == 6, qPrintable(warnings.join(u'\n')));
    QCOMPARE(warnings[0], u"The run was stopped before its end."_s);
    QVERIFY2(warnings[1].startsWith(u"Broken <server>: The server exited with code 1"),
             qPrintable(warnings[1]));
    QVERIFY2(warnings[3].startsWith(u"aiohttp (in 1 of 2 repeats): Client-limited: "),
             qPrintable(warnings[3]));
    QVERIFY2(warnings[5].endsWith(u"run the profile again with the option --engine native."),
             qPrintable(warnings[5]));
}

QTEST_GUILESS_MAIN(TestSummary)
#include "tst_summary.moc"
