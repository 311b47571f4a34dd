// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/runoutcome.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

Q_DECLARE_METATYPE(loadstone::RunRecord)
Q_DECLARE_METATYPE(loadstone::RunVerdict)

class TestRunOutcome : public QObject
{
    Q_OBJECT

private slots:
    void judgesRuns_data();
    void judgesRuns();
};

void TestRunOutcome::judgesRuns_data()
{
    QTest::addColumn<RunRecord>("run");
    QTest::addColumn<RunVerdict>("verdict");
    const RunRecord good = [] {
        RunRecord run = test::syntheticRun(2, 1, 10);
        run.profile.thresholds.clear();
        return run;
    }();
    QTest::newRow("good") << good << RunVerdict::Good;

    RunRecord run = good;
    run.trials[0].load.client.isClientLimited = true;
    QTest::newRow("saturated client") << run << RunVerdict::WithCaveats;
    run = good;
    run.trials[1].load.targetChanges = {{3, 40}};
    QTest::newRow("changed by hand") << run << RunVerdict::WithCaveats;
    run = good;
    EndpointMetrics &metrics = run.trials[0].load.measured.endpoints[0];
    metrics.counts[std::size_t(OutcomeClass::HttpStatus)] = metrics.counts[0];
    QTest::newRow("half of the requests failed") << run << RunVerdict::WithCaveats;
    run.trials[1].end = TrialEnd::NotMeasured;
    QTest::newRow("one server not measured") << run << RunVerdict::WithCaveats;

    run = good;
    run.profile.thresholds = {{Metric::P99, Threshold::Comparison::Less, 1, u"p99<1us"_s}};
    QTest::newRow("threshold violated") << run << RunVerdict::Bad;
    run = good;
    for (TrialRecord &trial : run.trials)
        trial.end = TrialEnd::NotMeasured;
    QTest::newRow("nothing measured") << run << RunVerdict::Bad;
    run = good;
    run.state = RunState::Failed;
    QTest::newRow("failed") << run << RunVerdict::Bad;

    run = good;
    run.state = RunState::Stopped;
    QTest::newRow("stopped") << run << RunVerdict::Stopped;
    run.trials.clear();
    QTest::newRow("stopped immediately") << run << RunVerdict::Stopped;
}

void TestRunOutcome::judgesRuns()
{
    QFETCH(RunRecord, run);
    QFETCH(RunVerdict, verdict);
    QCOMPARE(evaluateRun(run), verdict);
}

LOADSTONE_TEST(TestRunOutcome, QCoreApplication)
#include "tst_runoutcome.moc"
