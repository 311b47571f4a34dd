// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/capacityresult.h"

#include "core/base/format.h"
#include "core/profile/loadmodel.h"
#include "core/profile/threshold.h"

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

QString capacityEndId(CapacityEnd end)
{
    switch (end) {
    case CapacityEnd::Found:
        return QStringLiteral("found");
    case CapacityEnd::AboveHighest:
        return QStringLiteral("above-highest");
    case CapacityEnd::BelowLowest:
        return QStringLiteral("below-lowest");
    case CapacityEnd::GeneratorLimit:
        return QStringLiteral("generator-limit");
    case CapacityEnd::TooManyProbes:
        return QStringLiteral("too-many-probes");
    case CapacityEnd::Stopped:
        break;
    }
    return QStringLiteral("stopped");
}

QString describeCapacity(const CapacityResult &result, const Load &load)
{
    const QString held = describeTarget(load, result.highestHeld);
    const QString broken = describeTarget(load, result.lowestBroken);
    switch (result.end) {
    case CapacityEnd::Found:
        return QStringLiteral("holds %1, and no longer %2").arg(held, broken);
    case CapacityEnd::AboveHighest:
        return QStringLiteral("holds %1 at least, the highest level that the profile allows").arg(held);
    case CapacityEnd::BelowLowest:
        return QStringLiteral("does not even hold %1").arg(broken);
    case CapacityEnd::GeneratorLimit:
        return result.highestHeld < 0
            ? QStringLiteral("was not brought to its limit: the load generator is at its own")
            : QStringLiteral("holds %1 at least; the load generator, not the server, was at its limit there")
                  .arg(held);
    case CapacityEnd::TooManyProbes:
        return result.highestHeld < 0
            ? QStringLiteral("held no level")
            : QStringLiteral(
                  "holds about %1; levels held and broke in turn, so the machine is not quiet enough")
                  .arg(held);
    case CapacityEnd::Stopped:
        break;
    }
    return result.highestHeld < 0 ? QStringLiteral("was stopped before a level held")
                                  : QStringLiteral("held %1 before the search was stopped").arg(held);
}

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

} // namespace loadstone
