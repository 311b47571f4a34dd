// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/capacityresult.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

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

} // namespace loadstone
