// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/capacityprobe.h"

#include "core/analysis/thresholdoutcome.h"
#include "core/analysis/trialstats.h"
#include "core/base/saturating.h"
#include "core/profile/threshold.h"
#include "core/text/format.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// The achieved rate of an open load has to come this near to the intended one.
constexpr double leastAchieved = 0.99;

} // namespace

Violation firstViolation(const LoadResult &load, std::optional<double> serverCpuPercent,
                         const Capacity &capacity)
{
    if (load.isInvalid())
        return {Sentence(QT_TRANSLATE_NOOP("Sentence", "Loadstone itself stood still for %1 s"),
                         QString::number(load.stoodStillS, 'f', 1)),
                false};
    const LoadStats stats = analyseLoad(load);
    const EndpointMetrics &total = stats.total.metrics();
    if (total.judged() == 0)
        return {unknownReason(total), total.cutOff() > 0};
    if (load.isOpen
        && stats.rps() + static_cast<double>(total.failed()) / std::max(load.measuredS, 1e-9)
            < leastAchieved * load.intendedRps.value_or(0))
        return {Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 of %2 requests/s succeeded"),
                         formatRate(stats.rps()), formatRate(load.intendedRps)),
                false};
    if (capacity.until == Capacity::Until::ServerCpu && serverCpuPercent >= capacity.cpuPercent)
        return {Sentence(QT_TRANSLATE_NOOP("Sentence", "the server's CPU is at %1"),
                         formatPercent(*serverCpuPercent)),
                false};
    for (const Threshold &objective : capacity.objectives) {
        const ThresholdOutcome outcome = evaluateThreshold(objective, stats);
        if (!outcome.isMet)
            return {Sentence(QT_TRANSLATE_NOOP("Sentence", "%1: %2"), objective.text, outcome.words),
                    !outcome.value || objective.metric == Metric::FailureRate};
    }
    // Whatever the objectives are, a level without a single success does not hold.
    return total.ok() > 0 ? Violation()
                          : Violation{Sentence(QT_TRANSLATE_NOOP("Sentence", "no request succeeded")), true};
}

LoadSpec makeProbeSpec(LoadSpec trial, const Capacity &capacity, double level)
{
    trial.load.stages.clear();
    trial.load.requests.reset();
    trial.load.duration = capacity.hold;
    trial.warmUp = capacity.settle;
    if (trial.load.isOpen())
        trial.load.rate = level;
    else
        trial.load.users = toInt(std::floor(level));
    return trial;
}

bool isCpuMissing(const CapacityProbe &probe, const Capacity &capacity)
{
    return capacity.until == Capacity::Until::ServerCpu && !probe.serverCpuPercent;
}

CapacityProbe evaluateProbe(double level, const TrialRecord &trial, Capacity capacity)
{
    if (capacity.objectives.isEmpty())
        capacity.objectives << parseThreshold(u"failures<=0%"_s).value();
    const LoadResult &load = trial.load;
    const LoadStats stats = analyseLoad(load);
    const std::optional<double> serverCpu = serverCpuPercent(trial);
    CapacityProbe probe;
    probe.level = level;
    probe.atS = trial.timeline.measureFromS.value_or(trial.timeline.startedAtS);
    probe.serverCpuPercent = serverCpu;
    const Violation violation = firstViolation(load, serverCpu, capacity);
    probe.why = violation.reason;
    probe.isSustained = probe.why.isEmpty();
    probe.rps = stats.value(Metric::Rps).value_or(0);
    probe.intendedRps = load.intendedRps;
    probe.p50Us = stats.value(Metric::P50);
    probe.p99Us = stats.value(Metric::P99);
    probe.failedPercent = stats.value(Metric::FailureRate);
    probe.isClientLimited = load.client.isClientLimited;
    probe.isGeneratorsLimit = (probe.isClientLimited || load.isInvalid()) && !violation.isServerFailure;
    return probe;
}

} // namespace loadstone
