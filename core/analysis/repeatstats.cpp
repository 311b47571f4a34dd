// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/repeatstats.h"

#include "core/analysis/statistics/medianinterval.h"

#include <algorithm>

namespace loadstone
{

namespace
{

bool isMemoryMixed(const ServerStats &server)
{
    return std::any_of(server.trials.begin(), server.trials.end(), [&server](const TrialStats &trial) {
        return trial.peakMemory.isRss != server.peakMemory.isRss;
    });
}

} // namespace

bool hasValidFigures(const ServerStats &server)
{
    return server.hasResponses() && !server.isPartial && server.stoodStillS <= 0;
}

std::optional<Interval> RepeatedMetric::interval() const
{
    return median ? std::optional(median->interval) : std::nullopt;
}

RepeatedMetric repeatedMetric(const ServerStats &server, Metric metric)
{
    RepeatedMetric repeated;
    if (!hasValidFigures(server))
        return repeated;
    repeated.value = server.value(metric);
    if (!repeated.value || (metric == Metric::PeakMemory && isMemoryMixed(server)))
        return repeated;
    for (const TrialStats &trial : server.trials) {
        if (const std::optional<double> value = trial.value(metric))
            repeated.repeats << *value;
    }
    if (repeated.repeats.size() > 1)
        repeated.median = medianWithInterval(repeated.repeats);
    return repeated;
}

} // namespace loadstone
