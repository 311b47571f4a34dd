// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/trialstats.h"

#include <algorithm>

namespace loadstone
{

namespace
{

/// An open load reaches its rate, and a closed one its ceiling, when it comes this near.
constexpr double rateReached = 0.99;
constexpr double ceilingReached = 0.95;

/// Records have −1 for what is unknown.
template<typename Number>
std::optional<Number> known(Number value)
{
    return value < 0 ? std::nullopt : std::optional(value);
}

template<typename Number>
std::optional<double> asDouble(std::optional<Number> value)
{
    return value ? std::optional(double(*value)) : std::nullopt;
}

/// Of a TrialRecord or UpstreamRecord, in the measure phase.
template<typename Measured>
std::optional<double> cpuSeconds(const Measured &measured)
{
    if (measured.cpuUserS < 0 || measured.cpuSystemS < 0)
        return {};
    return measured.cpuUserS + measured.cpuSystemS;
}

std::optional<double> percentOfCore(std::optional<double> cpuS, double lengthS)
{
    return cpuS && lengthS > 0 ? std::optional(100 * *cpuS / lengthS) : std::nullopt;
}

void addServerCost(TrialStats &stats, const TrialRecord &trial)
{
    const std::optional<double> cpuS = cpuSeconds(trial);
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
    const bool wereInTime = load.due > 0 && double(load.answeredInTime) >= rateReached * double(load.due);
    return load.isOpen && rps < rateReached * load.intendedRps && !wereInTime;
}

} // namespace

std::optional<double> serverCpuPercent(const TrialRecord &trial)
{
    return percentOfCore(cpuSeconds(trial), trial.load.measuredS);
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
        return asDouble(waited);
    case Metric::Dropped:
        return asDouble(dropped);
    case Metric::LateP99:
        return lateP99Us;
    case Metric::ClientCpu:
        return clientCpuPercent;
    default:
        return total.value(metric);
    }
}

LoadStats analyseLoad(const LoadResult &load)
{
    LoadStats stats;
    if (load.measuredS <= 0)
        return stats;
    stats.measuredS = load.measuredS;
    stats.total = RequestStats(load.measured.total(), load.measuredS);
    for (const EndpointMetrics &endpoint : load.measured.endpoints)
        stats.endpoints << RequestStats(endpoint, load.measuredS);
    for (const EndpointMetrics &group : load.measured.groups())
        stats.groups << RequestStats(group, load.measuredS);
    if (load.measured.login)
        stats.login = RequestStats(load.measured.login->requests);
    stats.pacingCeilingRps = known(load.pacingCeilingRps);
    stats.isPacingBound =
        stats.pacingCeilingRps > 0 && stats.rps() >= ceilingReached * *stats.pacingCeilingRps;
    stats.isTargetMissed = isTargetMissed(load, stats.rps());
    stats.lateP99Us = asDouble(known(load.client.sendLateP99Us));
    stats.clientCpuPercent = known(load.client.cpuPercent);
    if (load.isOpen) {
        stats.dueRps = known(load.intendedRps);
        stats.waited = load.waited;
        stats.dropped = load.dropped;
    }
    return stats;
}

PeakMemory peakMemory(const TrialRecord &trial)
{
    if (const std::optional<qint64> pss = known(trial.peakPssBytes))
        return {pss, false};
    const std::optional<qint64> rss = known(trial.peakRssBytes);
    return {rss, rss.has_value()};
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
        return asDouble(peakMemory.bytes);
    case Metric::ReadyAfter:
        return readyAfterS;
    default:
        return load.value(metric);
    }
}

TrialStats analyseTrial(const TrialRecord &trial)
{
    TrialStats stats;
    stats.peakMemory = peakMemory(trial);
    stats.readyAfterS = known(trial.readyAfterS);
    if (trial.end == TrialEnd::NotMeasured)
        return stats;
    stats.load = analyseLoad(trial.load);
    if (!stats.isMeasured())
        return stats;
    addServerCost(stats, trial);
    for (const SecondBucket &second : trial.seconds) {
        if (second.phase == Phase::Measure && second.p99Us >= 0)
            stats.worstSecondP99Us = std::max(stats.worstSecondP99Us.value_or(0), second.p99Us);
    }
    return stats;
}

std::optional<double> halfToHalfChange(const TrialRecord &trial)
{
    double ok[2] = {0, 0};
    double length[2] = {0, 0};
    const double middle = (trial.measureFromS + trial.measureToS) / 2;
    int whole = 0;
    for (const SecondBucket &second : trial.seconds) {
        if (second.phase != Phase::Measure)
            continue;
        const int half = second.startS + second.lengthS / 2 < middle ? 0 : 1;
        ok[half] += double(second.ok());
        length[half] += second.lengthS;
        whole += second.lengthS > 0.99 ? 1 : 0;
    }
    if (whole < 4 || length[0] <= 0 || length[1] <= 0 || ok[0] <= 0)
        return {};
    return (ok[1] / length[1]) / (ok[0] / length[0]) - 1;
}

} // namespace loadstone
