// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/serverstats.h"
#include "core/analysis/trialstats.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// 200 requests of 1 to 200 ms in 10 s: 190 responses in the window, 40 failures, 10 cut off.
TrialRecord measuredTrial()
{
    TrialRecord trial;
    trial.end = TrialEnd::Finished;
    trial.load.measuredS = 10;
    EndpointMetrics endpoint;
    endpoint.name = u"one"_s;
    endpoint.counts[std::size_t(OutcomeClass::Ok)] = 200;
    endpoint.counts[std::size_t(OutcomeClass::Reset)] = 37;
    endpoint.counts[std::size_t(OutcomeClass::FdUnavailable)] = 3;
    endpoint.counts[std::size_t(OutcomeClass::Cancelled)] = 10;
    endpoint.okInWindow = 190;
    endpoint.stale = 3;
    endpoint.connectionsOpened = 12;
    trial.load.warmUpRequests = 30;
    for (int ms = 1; ms <= 200; ++ms)
        endpoint.serviceTime.record(ms * 1'000);
    trial.load.measured.endpoints = {endpoint};
    trial.usage.cpuUserS = 6;
    trial.usage.cpuSystemS = 2;
    trial.usage.peakPssBytes = 50 << 20;
    trial.usage.peakRssBytes = 70 << 20;
    trial.server.readyAfterS = 0.5;
    trial.load.client.cpuPercent = 12;
    return trial;
}

/// Within the precision of the histogram.
bool isNear(std::optional<double> value, double expected)
{
    return value && std::abs(*value / expected - 1) < 0.001;
}

} // namespace

class TestTrialStats : public QObject
{
    Q_OBJECT
private slots:
    void aRateNearTheCeilingIsTheSchedules()
    {
        TrialRecord trial = measuredTrial(); // 19/s
        QVERIFY(!analyseLoad(trial.load).isPacingBound);
        for (const auto &[ceiling, isBound] :
             {std::pair(20.0, true), std::pair(18.0, true), std::pair(20.1, false)}) {
            trial.load.pacingCeilingRps = ceiling;
            QCOMPARE(analyseLoad(trial.load).isPacingBound, isBound);
        }
    }

    void eachMetricHasItsValue()
    {
        const TrialStats stats = analyseTrial(measuredTrial());
        QCOMPARE(stats.value(Metric::Requests), std::optional(250.0));
        QCOMPARE(stats.value(Metric::Rps), std::optional(19.0));
        QCOMPARE(stats.value(Metric::Failed), std::optional(40.0));
        QVERIFY(isNear(stats.value(Metric::MsPerRequest), 1'000.0 / 19));
        QVERIFY(isNear(stats.value(Metric::Mean), 100'500));
        QCOMPARE(stats.value(Metric::Min), std::optional(1'000.0));
        QVERIFY(isNear(stats.value(Metric::P50), 100'000));
        QVERIFY(isNear(stats.value(Metric::P60), 120'000));
        QVERIFY(isNear(stats.value(Metric::P70), 140'000));
        QVERIFY(isNear(stats.value(Metric::P75), 150'000));
        QVERIFY(isNear(stats.value(Metric::P80), 160'000));
        QVERIFY(isNear(stats.value(Metric::P90), 180'000));
        QVERIFY(isNear(stats.value(Metric::P95), 190'000));
        QVERIFY(isNear(stats.value(Metric::P99), 198'000));
        QVERIFY(isNear(stats.value(Metric::Max), 200'000));
        QVERIFY(isNear(stats.value(Metric::ServiceP50), 100'000));
        QVERIFY(isNear(stats.value(Metric::FailureRate), 100.0 * 40 / 240));
        QCOMPARE(stats.value(Metric::CutOff), std::optional(10.0));
        QCOMPARE(stats.value(Metric::FdUnavailable), std::optional(3.0));
        QCOMPARE(stats.value(Metric::Stale), std::optional(3.0));
        QCOMPARE(stats.value(Metric::Connections), std::optional(12.0));
        QCOMPARE(stats.value(Metric::WarmUpRequests), std::optional(30.0));
        QCOMPARE(stats.value(Metric::ServerCpu), std::optional(80.0));
        QCOMPARE(stats.value(Metric::CpuMsPerRequest), std::optional(40.0));
        QCOMPARE(stats.value(Metric::RpsPerCpuSecond), std::optional(25.0));
        QCOMPARE(stats.value(Metric::PeakMemory), std::optional(double(50 << 20)));
        QCOMPARE(stats.value(Metric::ReadyAfter), std::optional(0.5));
        QCOMPARE(stats.value(Metric::ClientCpu), std::optional(12.0));
    }

    void aClosedLoadHasNoSchedule()
    {
        TrialRecord trial = measuredTrial();
        trial.load.intendedRps = 30;
        trial.load.waited = 4;
        for (const Metric metric : {Metric::DueRps, Metric::Waited, Metric::Dropped})
            QCOMPARE(analyseTrial(trial).value(metric), std::nullopt);
        trial.load.isOpen = true;
        QCOMPARE(analyseTrial(trial).value(Metric::DueRps), std::optional(30.0));
        QCOMPARE(analyseTrial(trial).value(Metric::Waited), std::optional(4.0));
        QCOMPARE(analyseTrial(trial).value(Metric::Dropped), std::optional(0.0));
    }

    void unknownMetricsHaveNoValue()
    {
        TrialRecord trial = measuredTrial();
        trial.usage.cpuSystemS.reset();
        trial.usage.peakPssBytes.reset();
        TrialStats stats = analyseTrial(trial);
        for (const Metric metric : {Metric::ServerCpu, Metric::CpuMsPerRequest, Metric::RpsPerCpuSecond,
                                    Metric::PacingCeiling, Metric::LateP99, Metric::UpstreamCpu})
            QCOMPARE(stats.value(metric), std::nullopt);
        QVERIFY(stats.peakMemory.isRss);
        QCOMPARE(stats.value(Metric::PeakMemory), std::optional(double(70 << 20)));

        trial.load.measured.endpoints[0] = {};
        trial.load.measured.endpoints[0].counts[std::size_t(OutcomeClass::Cancelled)] = 5;
        stats = analyseTrial(trial);
        for (const Metric metric : {Metric::MsPerRequest, Metric::Mean, Metric::Min, Metric::P50, Metric::Max,
                                    Metric::FailureRate, Metric::Concurrency})
            QCOMPARE(stats.value(metric), std::nullopt);
        QCOMPARE(stats.value(Metric::Rps), std::optional(0.0));

        trial = measuredTrial();
        trial.end = TrialEnd::NotMeasured; // although its load may have begun
        stats = analyseTrial(trial);
        QVERIFY(!stats.isMeasured() && stats.load.endpoints.isEmpty());
        for (const Metric metric : {Metric::Requests, Metric::Rps, Metric::P50, Metric::ServerCpu})
            QCOMPARE(stats.value(metric), std::nullopt);
    }

    void theWorstSecondIsOfTheMeasurePhase()
    {
        TrialRecord trial = measuredTrial();
        for (const auto &[phase, p99] : {std::pair{Phase::WarmUp, 900},
                                         {Phase::Measure, 100},
                                         {Phase::Measure, 200},
                                         {Phase::Measure, -1},
                                         {Phase::Drain, 800}}) {
            SecondBucket second;
            second.phase = phase;
            second.p99Us = p99;
            trial.timeline.seconds << second;
        }
        QCOMPARE(analyseTrial(trial).worstSecondP99Us, std::optional<qint64>(200));
    }

    void aServerIsTheMedianOfItsRepeats()
    {
        RunRecord run;
        run.servers.resize(2);
        for (const qint64 responses : {100, 400, 300}) {
            TrialRecord trial = measuredTrial();
            trial.load.measured.endpoints[0].okInWindow = responses;
            run.trials << trial;
        }
        run.trials[1].end = TrialEnd::Stopped; // finished repeats take precedence over a partial one
        const QList<ServerStats> servers = analyseServers(run);
        QCOMPARE(servers.size(), 2);
        QCOMPARE(servers[0].value(Metric::Rps), std::optional(20.0));
        QCOMPARE(servers[0].interval(Metric::Rps)->low, 10.0);
        QCOMPARE(servers[0].interval(Metric::Rps)->high, 30.0);
        QVERIFY(servers[0].hasBrokenRepeat && !servers[0].isPartial);
        QCOMPARE(servers[0].value(Metric::Requests), std::optional(500.0)); // of both together
        QCOMPARE(servers[0].repeatMedian(Metric::Requests), std::optional(250.0));
        QVERIFY(isNear(servers[0].value(Metric::MsPerRequest), (100 + 1'000.0 / 30) / 2));
        QCOMPARE(servers[0].value(Metric::WarmUpRequests), std::optional(30.0));
        QVERIFY(!servers[1].isMeasured());
        QCOMPARE(servers[1].value(Metric::Rps), std::nullopt);
        QVERIFY(!servers[1].interval(Metric::Rps));
    }
};

LOADSTONE_TEST(TestTrialStats, QCoreApplication)
#include "tst_trialstats.moc"
