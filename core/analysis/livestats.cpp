// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/livestats.h"

#include <algorithm>

namespace loadstone
{

namespace
{

/// A second that is still filling would make the figures flicker.
constexpr double wholeSecond = 0.95;

} // namespace

double perSecond(qint64 count, const SecondBucket &second)
{
    return second.lengthS > 0 ? double(count) / second.lengthS : 0;
}

LiveStats analyseLive(const TrialRecord &trial)
{
    LiveStats stats;
    stats.trial = analyseTrial(trial);
    if (trial.end != TrialEnd::Running) {
        stats.isResult = stats.trial.isMeasured();
        return stats;
    }
    const auto second = std::find_if(
        trial.timeline.seconds.crbegin(), trial.timeline.seconds.crend(),
        [](const SecondBucket &each) { return each.lengthS >= wholeSecond && each.phase != Phase::Drain; });
    if (second != trial.timeline.seconds.crend())
        stats.second = *second;
    // A server that drains and ends would be shown as idle.
    const auto sample = std::find_if(trial.timeline.resources.crbegin(), trial.timeline.resources.crend(),
                                     [](const ResourceSample &each) { return each.phase <= Phase::Measure; });
    if (sample != trial.timeline.resources.crend()) {
        stats.serverCpuPercent = sample->cpuPercent();
        stats.serverMemoryBytes = sample->pssBytes ? sample->pssBytes : sample->rssBytes;
    }
    return stats;
}

std::optional<double> LiveStats::shown(Metric metric) const
{
    if (isResult)
        return trial.value(metric);
    if (metric == Metric::ServerCpu)
        return serverCpuPercent;
    if (metric == Metric::PeakMemory)
        return std::optional<double>(serverMemoryBytes);
    if (!second)
        return {};
    switch (metric) {
    case Metric::Rps:
        return perSecond(second->ok(), *second);
    case Metric::DueRps:
        return second->target;
    case Metric::P50:
        return std::optional<double>(second->p50Us);
    case Metric::P99:
        return std::optional<double>(second->p99Us);
    case Metric::ServiceP99:
        return std::optional<double>(second->serviceP99Us);
    case Metric::LateP99:
        return std::optional<double>(second->lateP99Us);
    case Metric::ClientCpu:
        return second->clientCpuPercent;
    default:
        return {};
    }
}

} // namespace loadstone
