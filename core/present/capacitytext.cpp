// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/capacitytext.h"

#include "core/profile/loadmodel.h"
#include "core/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class CapacityText
{
    Q_DECLARE_TR_FUNCTIONS(CapacityText)
};

/// What came of a level the last time it was tried and had that result; nothing when it never had.
const CapacityProbe *lastProbe(const CapacityResult &result, double level, bool isSustained)
{
    const auto found = std::find_if(result.probes.rbegin(), result.probes.rend(), [&](const auto &probe) {
        return probe.level == level && probe.isSustained == isSustained;
    });
    return found == result.probes.rend() ? nullptr : &*found;
}

QString wantedCpu(const Capacity &capacity)
{
    return CapacityText::tr("%1 CPU").arg(formatPercent(capacity.cpuPercent));
}

/// "did not reach 80 % CPU: 45 % at 200 users".
QString describeMissedCpu(const CapacityResult &result, const Load &load, const Capacity &capacity)
{
    const auto highest =
        std::max_element(result.probes.begin(), result.probes.end(), [](const auto &a, const auto &b) {
            return a.serverCpuPercent < b.serverCpuPercent;
        });
    if (highest == result.probes.end() || !highest->serverCpuPercent)
        return CapacityText::tr("did not reach %1").arg(wantedCpu(capacity));
    return CapacityText::tr("did not reach %1: %2 at %3")
        .arg(wantedCpu(capacity), formatPercent(*highest->serverCpuPercent),
             describeTarget(load, highest->level));
}

/// Where a level failed, and what was below it.
QString describeEdge(const CapacityResult &result, const Load &load, const Capacity &capacity)
{
    const bool isByCpu = capacity.until == Capacity::Until::ServerCpu;
    const double failedAt = result.lowestFailed.value_or(0);
    const QString broken = describeTarget(load, failedAt);
    const CapacityProbe *const probe = lastProbe(result, failedAt, false);
    const bool isCpuReached = isByCpu && probe && probe->serverCpuPercent >= capacity.cpuPercent;
    QString edge = CapacityText::tr("fails at %1").arg(broken);
    if (isCpuReached)
        edge = CapacityText::tr("reaches %1 at %2").arg(wantedCpu(capacity), broken);
    else if (isByCpu)
        edge = CapacityText::tr("fails at %1 before it reaches %2").arg(broken, wantedCpu(capacity));
    if (!result.highestSustained)
        edge = CapacityText::tr("%1, the lowest level").arg(edge);
    else
        edge = CapacityText::tr("sustains %1; %2").arg(describeTarget(load, *result.highestSustained), edge);
    const bool hasReason = probe && !isCpuReached && !probe->why.isEmpty();
    return hasReason ? u"%1 (%2)"_s.arg(edge, probe->why.translated()) : edge;
}

} // namespace

QString describeCapacity(const CapacityResult &result, const Load &load, const Capacity &capacity)
{
    const bool isByCpu = capacity.until == Capacity::Until::ServerCpu;
    const QString held = describeTarget(load, result.highestSustained.value_or(0));
    const bool isAnySustained = result.highestSustained.has_value();
    switch (result.end) {
    case CapacityEnd::Found:
    case CapacityEnd::BelowLowest:
        return describeEdge(result, load, capacity);
    case CapacityEnd::AboveHighest:
        return isByCpu ? CapacityText::tr("%1, the highest level of the profile")
                             .arg(describeMissedCpu(result, load, capacity))
                       : CapacityText::tr("sustains at least %1, the highest level of the profile").arg(held);
    case CapacityEnd::GeneratorLimit:
        if (isByCpu)
            return CapacityText::tr("%1, where the load generator was saturated")
                .arg(describeMissedCpu(result, load, capacity));
        return isAnySustained
            ? CapacityText::tr(
                  "sustains at least %1, where the load generator, not the server, was saturated")
                  .arg(held)
            : CapacityText::tr("was not saturated: the load generator was saturated first");
    case CapacityEnd::TooManyProbes:
        return isAnySustained ? CapacityText::tr("sustains about %1; results alternated between sustained "
                                                 "and failed, as the machine is too noisy")
                                    .arg(held)
                              : CapacityText::tr("sustained no level");
    case CapacityEnd::CpuUnknown:
        return CapacityText::tr("was not searched: the CPU of the server could not be read");
    case CapacityEnd::Stopped:
        break;
    }
    return isAnySustained ? CapacityText::tr("sustained %1 before the search was stopped").arg(held)
                          : CapacityText::tr("sustained no level before the search was stopped");
}

} // namespace loadstone
