// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/capacityresult.h"

#include "core/profile/loadmodel.h"
#include "core/text/format.h"

#include <algorithm>

namespace loadstone
{

namespace
{

/// What came of a level the last time it was tried and had that result; nothing when it never had.
const CapacityProbe *lastProbe(const CapacityResult &result, double level, bool isHeld)
{
    const auto found = std::find_if(result.probes.rbegin(), result.probes.rend(), [&](const auto &probe) {
        return probe.level == level && probe.isHeld == isHeld;
    });
    return found == result.probes.rend() ? nullptr : &*found;
}

QString wantedCpu(const Capacity &capacity)
{
    return QStringLiteral("%1 CPU").arg(formatPercent(capacity.cpuPercent));
}

/// "did not reach 80 % CPU: 45 % at 200 users".
QString describeMissedCpu(const CapacityResult &result, const Load &load, const Capacity &capacity)
{
    QString missed = QStringLiteral("did not reach %1").arg(wantedCpu(capacity));
    const auto highest =
        std::max_element(result.probes.begin(), result.probes.end(), [](const auto &a, const auto &b) {
            return a.serverCpuPercent < b.serverCpuPercent;
        });
    if (highest == result.probes.end() || highest->serverCpuPercent < 0)
        return missed;
    return QStringLiteral("%1: %2 at %3")
        .arg(missed, formatPercent(highest->serverCpuPercent), describeTarget(load, highest->level));
}

/// Where a level failed, and what was below it.
QString describeEdge(const CapacityResult &result, const Load &load, const Capacity &capacity)
{
    const bool isByCpu = capacity.until == Capacity::Until::ServerCpu;
    const QString broken = describeTarget(load, result.lowestBroken);
    const CapacityProbe *const probe = lastProbe(result, result.lowestBroken, false);
    const bool isCpuReached = probe && probe->serverCpuPercent >= capacity.cpuPercent;
    QString edge = isByCpu && isCpuReached
        ? QStringLiteral("reaches %1 at %2").arg(wantedCpu(capacity), broken)
        : QStringLiteral("fails at %1").arg(broken);
    if (isByCpu && !isCpuReached)
        edge += QStringLiteral(" before it reaches %1").arg(wantedCpu(capacity));
    const QString why = probe && !(isByCpu && isCpuReached) && !probe->why.isEmpty()
        ? QStringLiteral(" (%1)").arg(probe->why)
        : QString();
    if (result.highestHeld < 0)
        return edge + QStringLiteral(", the lowest level") + why;
    return QStringLiteral("sustains %1; ").arg(describeTarget(load, result.highestHeld)) + edge + why;
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
    case CapacityEnd::CpuUnknown:
        return QStringLiteral("cpu-unknown");
    case CapacityEnd::Stopped:
        break;
    }
    return QStringLiteral("stopped");
}

QString describeCapacity(const CapacityResult &result, const Load &load, const Capacity &capacity)
{
    const bool isByCpu = capacity.until == Capacity::Until::ServerCpu;
    const QString held = describeTarget(load, result.highestHeld);
    const bool isAnyHeld = result.highestHeld >= 0;
    switch (result.end) {
    case CapacityEnd::Found:
    case CapacityEnd::BelowLowest:
        return describeEdge(result, load, capacity);
    case CapacityEnd::AboveHighest:
        return isByCpu
            ? describeMissedCpu(result, load, capacity) + QStringLiteral(", the highest level of the profile")
            : QStringLiteral("sustains at least %1, the highest level of the profile").arg(held);
    case CapacityEnd::GeneratorLimit:
        if (isByCpu)
            return describeMissedCpu(result, load, capacity)
                + QStringLiteral(", where the load generator was saturated");
        return isAnyHeld
            ? QStringLiteral("sustains at least %1, where the load generator, not the server, was saturated")
                  .arg(held)
            : QStringLiteral("was not brought to its limit: the load generator reached its own first");
    case CapacityEnd::TooManyProbes:
        return isAnyHeld
            ? QStringLiteral(
                  "sustains about %1; levels held and failed in turn, so the machine is not quiet enough")
                  .arg(held)
            : QStringLiteral("sustained no level");
    case CapacityEnd::CpuUnknown:
        return QStringLiteral("was not searched: the CPU of the server could not be read");
    case CapacityEnd::Stopped:
        break;
    }
    return isAnyHeld ? QStringLiteral("sustained %1 before the search was stopped").arg(held)
                     : QStringLiteral("sustained no level before the search was stopped");
}

} // namespace loadstone
