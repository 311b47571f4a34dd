// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/intervaltimes.h"

#include "core/metrics/hdrcodec.h"

namespace loadstone
{

PackedTimes packTimes(const Histogram &times) { return {encodeHdr(times), times.max()}; }

Result<Histogram> unpackTimes(const PackedTimes &packed)
{
    if (packed.hdr.isEmpty())
        return Histogram();
    Result<Histogram> times = decodeHdr(packed.hdr);
    if (times)
        times.value().sharpenMax(packed.maxUs);
    return times;
}

IntervalTimes packTimes(const SecondTimes &second)
{
    IntervalTimes packed{second.startS, second.lengthS, second.phase, {}, packTimes(second.serviceTime), {}};
    if (!second.responseTime.isEmpty())
        packed.response = packTimes(second.responseTime);
    return packed;
}

} // namespace loadstone
