// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/capacityprobe.h"

#include "core/base/format.h"
#include "core/base/saturating.h"
#include "core/profile/threshold.h"

#include <algorithm>
#include <cmath>

namespace loadstone
{

namespace
{

/// The achieved rate of an open load has to come this near to the intended one.
constexpr double leastAchieved = 0.99;

double failedPercentOf(const EndpointMetrics &total)
{
    const qint64 judged = total.ok() + total.failed();
    return judged > 0 ? 100.0 * static_cast<double>(total.failed()) / static_cast<double>(judged) : 0;
}

/// In the unit of Threshold; nothing when there was no successful request.
std::optional<double> valueOf(const QString &metric, const LoadResult &load, const EndpointMetrics &total)
{
    if (metric == QStringLiteral("rps"))
        return load.rps();
    if (metric == QStringLiteral("failures"))
        return failedPercentOf(total);
    const Histogram &times = total.shownTimes();
    if (times.isEmpty())
        return {};
    if (metric == QStringLiteral("mean"))
        return times.mean();
    if (metric == QStringLiteral("max"))
        return static_cast<double>(times.max());
    const double percentile = metric == QStringLiteral("p999") ? 99.9 : metric.mid(1).toDouble();
    return static_cast<double>(times.percentile(percentile));
}

QString valueText(const QString &metric, double value)
{
    if (metric == QStringLiteral("rps"))
        return QStringLiteral("%1/s").arg(formatRate(value));
    if (metric == QStringLiteral("failures"))
        return formatPercent(value);
    return formatMicroseconds(std::llround(value));
}

} // namespace

Breakage whatBreaks(const LoadResult &load, double serverCpuPercent, const Capacity &capacity)
{
    const EndpointMetrics total = load.measured.total();
    if (load.isOpen
        && load.rps() + static_cast<double>(total.failed()) / std::max(load.measuredS, 1e-9)
            < leastAchieved * load.intendedRps)
        return {QStringLiteral("%1 of %2 requests/s were answered")
                    .arg(formatRate(load.rps()), formatRate(load.intendedRps)),
                false};
    if (capacity.until == Capacity::Until::ServerCpu && serverCpuPercent >= capacity.cpuPercent)
        return {QStringLiteral("the server's CPU is at %1").arg(formatPercent(serverCpuPercent)), false};
    for (const Threshold &objective : capacity.objectives) {
        const std::optional<double> value = valueOf(objective.metric, load, total);
        if (!value)
            return {QStringLiteral("no request succeeded"), total.failed() > 0};
        if (!holds(objective, *value))
            return {QStringLiteral("%1: %2 is %3")
                        .arg(objective.text, objective.metric, valueText(objective.metric, *value)),
                    objective.metric == QStringLiteral("failures")};
    }
    return {};
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
    probe.failedPercent = failedPercentOf(total);
    probe.isClientLimited = load.client.isClientLimited;
    probe.isGeneratorsLimit = probe.isClientLimited && !breakage.isOfAnswers;
    return probe;
}

} // namespace loadstone
