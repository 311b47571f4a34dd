// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/capacityresult.h"

#include "core/base/format.h"
#include "core/profile/loadmodel.h"

namespace loadstone
{

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

} // namespace loadstone
