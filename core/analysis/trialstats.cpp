// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/trialstats.h"

#include <algorithm>
#include <cmath>

namespace loadstone
{

namespace
{

/// An open load reaches its rate, and a closed one its ceiling, when it comes this near.
constexpr double rateReached = 0.99;
constexpr double ceilingReached = 0.95;

/// Of a server's ProcessUsage or an UpstreamRecord, in the measure phase.
template<typename Measured>
std::optional<double> cpuSeconds(const Measured &measured)
{
    if (!measured.cpuUserS || !measured.cpuSystemS)
        return {};
    return *measured.cpuUserS + *measured.cpuSystemS;
}

std::optional<double> percentOfCore(std::optional<double> cpuS, double lengthS)
{
    return cpuS && lengthS > 0 ? std::optional(100 * *cpuS / lengthS) : std::nullopt;
}

void addServerCost(TrialStats &stats, const TrialRecord &trial)
{
    const std::optional<double> cpuS = cpuSeconds(trial.usage);
    stats.serverCpuPercent = serverCpuPercent(trial);
    if (trial.upstream)
        stats.upstreamCpuPercent = percentOfCore(cpuSeconds(*trial.upstream), trial.load.measuredS);
    const auto succeeded = double(stats.load.total.metrics().ok());
    if (cpuS && succeeded >= 1)
        stats.cpuMsPerRequest = 1'000 * *cpuS / succeeded;
    if (cpuS && *cpuS > 0)
        stats.rpsPerCpuSecond = succeeded / *cpuS;
}

bool isTargetMissed(const LoadResult &load, double rps)
{
    const bool wereInTime = load.due > 0 && double(load.succeededInTime) >= rateReached * double(load.due);
    return load.isOpen && rps < rateReached * load.intendedRps.value_or(0) && !wereInTime;
}

} // namespace

std::optional<double> serverCpuPercent(const TrialRecord &trial)
{
    return percentOfCore(cpuSeconds(trial.usage), trial.load.measuredS);
}

std::optional<double> LoadStats::value(Metric metric) const
{
    if (!isMeasured())
        return {};
    switch (metric) {
    case Metric::DueRps:
        return dueRps;
    case Metric::PacingCeiling:
        return pacingCeilingRps;
    case Metric::Waited:
        return std::optional<double>(waited);
    case Metric::Dropped:
        return std::optional<double>(dropped);
    case Metric::LateP99:
        return lateP99Us;
    case Metric::ClientCpu:
        return clientCpuPercent;
    case Metric::WarmUpRequests:
        return double(warmUpRequests);
    default:
        return total.value(metric);
    }
}

const RequestStats *LoadStats::requestsOf(const QString &endpoint) const
{
    return findRequests(endpoint, endpoints, groups);
}

LoadStats analyseLoad(const LoadResult &load)
{
    LoadStats stats;
    if (load.measuredS <= 0)
        return stats;
    stats.measuredS = load.measuredS;
    stats.warmUpRequests = load.warmUpRequests;
    stats.total = RequestStats(load.measured.total(), load.measuredS);
    for (const EndpointMetrics &endpoint : load.measured.endpoints)
        stats.endpoints << RequestStats(endpoint, load.measuredS);
    for (const EndpointMetrics &group : load.measured.groups())
        stats.groups << RequestStats(group, load.measuredS);
    if (load.measured.login)
        stats.login = RequestStats(load.measured.login->requests);
    stats.pacingCeilingRps = load.pacingCeilingRps;
    stats.isPacingBound =
        stats.pacingCeilingRps > 0 && stats.rps() >= ceilingReached * *stats.pacingCeilingRps;
    stats.isTargetMissed = isTargetMissed(load, stats.rps());
    stats.lateP99Us = std::optional<double>(load.client.sendLateP99Us);
    stats.clientCpuPercent = load.client.cpuPercent;
    if (load.isOpen) {
        stats.dueRps = load.intendedRps;
        stats.waited = load.waited;
        stats.dropped = load.dropped;
    }
    return stats;
}

PeakMemory peakMemory(const TrialRecord &trial)
{
    if (trial.usage.peakPssBytes)
        return {trial.usage.peakPssBytes, false};
    return {trial.usage.peakRssBytes, trial.usage.peakRssBytes.has_value()};
}

std::optional<double> TrialStats::value(Metric metric) const
{
    switch (metric) {
    case Metric::ServerCpu:
        return serverCpuPercent;
    case Metric::CpuMsPerRequest:
        return cpuMsPerRequest;
    case Metric::RpsPerCpuSecond:
        return rpsPerCpuSecond;
    case Metric::UpstreamCpu:
        return upstreamCpuPercent;
    case Metric::PeakMemory:
        return std::optional<double>(peakMemory.bytes);
    case Metric::ReadyAfter:
        return readyAfterS;
    case Metric::Concurrency:
        return std::optional<double>(concurrency);
    default:
        return load.value(metric);
    }
}

TrialStats analyseTrial(const TrialRecord &trial)
{
    TrialStats stats;
    stats.peakMemory = peakMemory(trial);
    stats.readyAfterS = trial.server.readyAfterS;
    if (trial.end == TrialEnd::NotMeasured)
        return stats;
    stats.load = analyseLoad(trial.load);
    if (!stats.isMeasured())
        return stats;
    addServerCost(stats, trial);
    stats.concurrency = concurrency(trial);
    for (const SecondBucket &second : trial.timeline.seconds) {
        if (second.phase == Phase::Measure && second.p99Us)
            stats.worstSecondP99Us = std::max(stats.worstSecondP99Us.value_or(0), *second.p99Us);
    }
    return stats;
}

QList<SecondBucket> measuredSeconds(const TrialRecord &trial)
{
    constexpr double rounding = 1e-6;
    const TrialTimeline &timeline = trial.timeline;
    QList<SecondBucket> seconds;
    for (const SecondBucket &second : timeline.seconds) {
        const bool isInside = second.startS >= timeline.measureFromS.value_or(second.startS) - rounding
            && second.startS < timeline.measureToS.value_or(second.startS + 1);
        if (second.phase == Phase::Measure && isInside)
            seconds << second;
    }
    return seconds;
}

std::optional<qint64> concurrency(const TrialRecord &trial)
{
    std::optional<qint64> most;
    for (const SecondBucket &second : measuredSeconds(trial))
        most = std::max(most.value_or(0), qint64(trial.load.isOpen ? second.inFlight : second.users));
    if (most && trial.load.isOpen)
        most = std::max(*most, qint64(std::ceil(trial.load.meanInFlight)));
    return most;
}

} // namespace loadstone
