// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/price.h"
#include "core/analysis/runcomparison.h"
#include "core/present/comparisonview.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// Two servers with an open load of 100/s: 1,000 responses in 10 s each, with 2 and 4 s of CPU time and 36 MiB.
RunRecord openRun()
{
    RunRecord run = test::syntheticRun(2, 6, 10);
    run.profile.load = {};
    run.profile.load.model = LoadModel::Open;
    run.profile.load.rate = 100;
    for (TrialRecord &trial : run.trials) {
        trial.end = TrialEnd::Finished;
        for (EndpointMetrics &endpoint : trial.load.measured.endpoints)
            endpoint = {};
        EndpointMetrics &first = trial.load.measured.endpoints[0];
        first.started = 1'000;
        first.okInWindow = 1'000;
        first.counts[std::size_t(OutcomeClass::Ok)] = 1'000;
        first.responseTime.record(1'000, 1'000);
        first.serviceTime.record(1'000, 1'000);
        trial.load.measured.failures.clear();
        trial.load.isOpen = true;
        trial.load.hasDueTimes = true;
        trial.load.due = 1'000;
        trial.load.succeededInTime = 1'000;
        trial.load.intendedRps = 100;
        trial.load.measuredS = 10;
        trial.load.client = {};
        trial.usage.cpuUserS = trial.planned.key.server == 0 ? 2 : 4;
        trial.usage.cpuSystemS = 0;
        trial.usage.peakPssBytes = 36 << 20;
    }
    return run;
}

QList<ComparedServer> serversOf(const RunRecord &run)
{
    const auto shared = std::make_shared<const RunRecord>(run);
    return {{shared, 0, {}, {}}, {shared, 1, {}, {}}};
}

} // namespace

class TestPrice : public QObject
{
    Q_OBJECT
private slots:
    void isArithmetic()
    {
        const QList<ServerStats> servers = analyseServers(openRun());
        const std::optional<Price> price = analysePrice(servers[0], 0.36);
        QVERIFY(price);
        QCOMPARE(price->cpuS, 2'000.0);                // 2 ms each
        QCOMPARE(*price->mibH, 100.0);                 // 36 MiB for 10,000 s
        QVERIFY(std::abs(*price->money - 0.2) < 1e-9); // 2,000 s of 0.36 an hour
        QVERIFY(!analysePrice(servers[0])->money);
    }

    void isUnknownWithoutCpuTime()
    {
        RunRecord run = openRun();
        for (TrialRecord &trial : run.trials)
            trial.usage.cpuUserS.reset();
        QVERIFY(!analysePrice(analyseServers(run)[0]));
    }

    void comparesCostsAtAnEqualRate()
    {
        const RunComparison comparison = compareServers(serversOf(openRun()), false, {});
        QCOMPARE(comparison.equalRate, 100.0);
        QList<Metric> metrics;
        for (const ComparedMetric &each : comparison.metrics)
            metrics << each.metric;
        QVERIFY(!metrics.contains(Metric::Rps));
        QVERIFY(metrics.contains(Metric::RpsPerCpuSecond) && metrics.contains(Metric::CpuMsPerRequest));
        const ComparisonView view = makeComparisonView(comparison, 0.36);
        QCOMPARE(view.tables.last().id, u"price"_s);
        QCOMPARE(view.tables.last().rows[1][1].text, u"4,000"_s);
        QCOMPARE(view.tables.last().rows[0].last().text, u"0.2"_s);
    }

    void findsNoEqualRateWhereItWasMissedOrDiffers()
    {
        RunRecord missed = openRun();
        for (TrialRecord &trial : missed.trials) {
            if (trial.planned.key.server == 1) {
                trial.load.intendedRps = 200;
                trial.load.due = 2'000;
            }
        }
        const RunComparison comparison = compareServers(serversOf(missed), false, {});
        QVERIFY(!comparison.equalRate);
        QCOMPARE(comparison.metrics.first().metric, Metric::Rps);
        RunRecord closed = openRun();
        closed.profile.load.model = LoadModel::Closed;
        QVERIFY(!compareServers(serversOf(closed), false, {}).equalRate);
        QCOMPARE(makeComparisonView(compareServers(serversOf(closed), false, {Metric::P50})).tables.size(),
                 1);
    }
};

LOADSTONE_TEST(TestPrice, QCoreApplication)
#include "tst_price.moc"
