// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/capacityresult.h"

#include "core/profile/loadmodel.h"
#include "core/text/format.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// What came of a level the last time it was tried and had that result; nothing when it never had.
const CapacityProbe *lastProbe(const CapacityResult &result, double level, bool isSustained)
{
    const auto found = std::find_if(result.probes.rbegin(), result.probes.rend(), [&](const auto &probe) {
        return probe.level == level && probe.isSustained == isSustained;
    });
    return found == result.probes.rend() ? nullptr : &*found;
}

QString wantedCpu(const Capacity &capacity) { return u"%1 CPU"_s.arg(formatPercent(capacity.cpuPercent)); }

/// "did not reach 80 % CPU: 45 % at 200 users".
QString describeMissedCpu(const CapacityResult &result, const Load &load, const Capacity &capacity)
{
    QString missed = u"did not reach %1"_s.arg(wantedCpu(capacity));
    const auto highest =
        std::max_element(result.probes.begin(), result.probes.end(), [](const auto &a, const auto &b) {
            return a.serverCpuPercent < b.serverCpuPercent;
        });
    if (highest == result.probes.end() || !highest->serverCpuPercent)
        return missed;
    return u"%1: %2 at %3"_s.arg(missed, formatPercent(*highest->serverCpuPercent),
                                 describeTarget(load, highest->level));
}

/// Where a level failed, and what was below it.
QString describeEdge(const CapacityResult &result, const Load &load, const Capacity &capacity)
{
    const bool isByCpu = capacity.until == Capacity::Until::ServerCpu;
    const double failedAt = result.lowestFailed.value_or(0);
    const QString broken = describeTarget(load, failedAt);
    const CapacityProbe *const probe = lastProbe(result, failedAt, false);
    const bool isCpuReached = probe && probe->serverCpuPercent >= capacity.cpuPercent;
    QString edge = isByCpu && isCpuReached ? u"reaches %1 at %2"_s.arg(wantedCpu(capacity), broken)
                                           : u"fails at %1"_s.arg(broken);
    if (isByCpu && !isCpuReached)
        edge += u" before it reaches %1"_s.arg(wantedCpu(capacity));
    const QString why =
        probe && !(isByCpu && isCpuReached) && !probe->why.isEmpty() ? u" (%1)"_s.arg(probe->why) : QString();
    if (!result.highestSustained)
        return edge + u", the lowest level"_s + why;
    return u"sustains %1; "_s.arg(describeTarget(load, *result.highestSustained)) + edge + why;
}

} // namespace

QString capacityEndId(CapacityEnd end)
{
    switch (end) {
    case CapacityEnd::Found:
        return u"found"_s;
    case CapacityEnd::AboveHighest:
        return u"above-highest"_s;
    case CapacityEnd::BelowLowest:
        return u"below-lowest"_s;
    case CapacityEnd::GeneratorLimit:
        return u"generator-limit"_s;
    case CapacityEnd::TooManyProbes:
        return u"too-many-probes"_s;
    case CapacityEnd::CpuUnknown:
        return u"cpu-unknown"_s;
    case CapacityEnd::Stopped:
        break;
    }
    return u"stopped"_s;
}

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
        return isByCpu ? describeMissedCpu(result, load, capacity) + u", the highest level of the profile"_s
                       : u"sustains at least %1, the highest level of the profile"_s.arg(held);
    case CapacityEnd::GeneratorLimit:
        if (isByCpu)
            return describeMissedCpu(result, load, capacity) + u", where the load generator was saturated"_s;
        return isAnySustained
            ? u"sustains at least %1, where the load generator, not the server, was saturated"_s.arg(held)
            : u"was not brought to its limit: the load generator reached its own first"_s;
    case CapacityEnd::TooManyProbes:
        return isAnySustained
            ? u"sustains about %1; levels were sustained and failed in turn, so the machine is not quiet enough"_s
                  .arg(held)
            : u"sustained no level"_s;
    case CapacityEnd::CpuUnknown:
        return u"was not searched: the CPU of the server could not be read"_s;
    case CapacityEnd::Stopped:
        break;
    }
    return isAnySustained ? u"sustained %1 before the search was stopped"_s.arg(held)
                          : u"sustained no level before the search was stopped"_s;
}

} // namespace loadstone
