// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/capacityprobe.h"

#include "core/base/format.h"
#include "core/base/saturating.h"
#include "core/profile/threshold.h"
#include "core/profile/thresholdoutcome.h"

#include <algorithm>

namespace loadstone
{

namespace
{

/// The achieved rate of an open load has to come this near to the intended one.
constexpr double leastAchieved = 0.99;

} // namespace

Breakage whatBreaks(const LoadResult &load, double serverCpuPercent, const Capacity &capacity)
{
    if (load.isInvalid())
        return {QStringLiteral("Loadstone itself stood still for %1 s").arg(load.stoodStillS, 0, 'f', 1),
                false};
    const EndpointMetrics total = load.measured.total();
    if (total.judged() == 0)
        return {whyNothingJudged(total), total.cutOff() > 0};
    if (load.isOpen
        && load.rps() + static_cast<double>(total.failed()) / std::max(load.measuredS, 1e-9)
            < leastAchieved * load.intendedRps)
        return {QStringLiteral("%1 of %2 requests/s were answered")
                    .arg(formatRate(load.rps()), formatRate(load.intendedRps)),
                false};
    if (capacity.until == Capacity::Until::ServerCpu && serverCpuPercent >= capacity.cpuPercent)
        return {QStringLiteral("the server's CPU is at %1").arg(formatPercent(serverCpuPercent)), false};
    for (const Threshold &objective : capacity.objectives) {
        const ThresholdOutcome outcome = judgeThreshold(objective, total, load.rps());
        if (!outcome.isMet)
            return {QStringLiteral("%1: %2").arg(objective.text, outcome.words),
                    !outcome.value || objective.metric == QStringLiteral("failures")};
    }
    // Whatever the objectives are, a level without a single success does not hold.
    return total.ok() > 0 ? Breakage() : Breakage{QStringLiteral("no request succeeded"), true};
}

LoadSpec probeOf(LoadSpec trial, const Capacity &capacity, double level)
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
    return capacity.until == Capacity::Until::ServerCpu && probe.serverCpuPercent < 0;
}

CapacityProbe judgeProbe(double level, const TrialResult &trial, Capacity capacity)
{
    if (capacity.objectives.isEmpty())
        capacity.objectives << parseThreshold(QStringLiteral("failures<=0%")).value();
    const LoadResult &load = trial.load;
    const EndpointMetrics total = load.measured.total();
    CapacityProbe probe;
    probe.level = level;
    probe.atS = trial.measureFromS;
    if (trial.cpuUserS >= 0 && load.measuredS > 0)
        probe.serverCpuPercent = 100 * (trial.cpuUserS + trial.cpuSystemS) / load.measuredS;
    const Breakage breakage = whatBreaks(load, probe.serverCpuPercent, capacity);
    probe.why = breakage.words;
    probe.isHeld = probe.why.isEmpty();
    probe.rps = load.rps();
    probe.intendedRps = load.intendedRps;
    if (total.ok() > 0) {
        probe.p50Us = static_cast<double>(total.shownTimes().percentile(50));
        probe.p99Us = static_cast<double>(total.shownTimes().percentile(99));
    }
    probe.failedPercent = total.failedPercent().value_or(-1);
    probe.isClientLimited = load.client.isClientLimited;
    probe.isGeneratorsLimit = (probe.isClientLimited || load.isInvalid()) && !breakage.isOfAnswers;
    return probe;
}

} // namespace loadstone
