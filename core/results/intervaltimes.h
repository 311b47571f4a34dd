// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/secondtimes.h"

#include <QByteArray>

#include <optional>

namespace loadstone
{

/// A histogram as encodeHdr() packs it, with its exact maximum, which that form does not keep.
struct PackedTimes {
    QByteArray hdr; ///< empty: there is no histogram
    qint64 maxUs = 0;
    bool operator==(const PackedTimes &) const = default;
};
PackedTimes packTimes(const Histogram &times);
/// A histogram without values where there is none. The error is that of decodeHdr().
Result<Histogram> unpackTimes(const PackedTimes &packed);

/// The times of one second of a trial: some hundred bytes, so that a record can have those of hours.
struct IntervalTimes {
    double startS = 0; ///< since the run began
    double lengthS = 1;
    Phase phase = Phase::Measure;
    std::optional<int> probe; ///< of a capacity search: index into CapacityResult::probes
    PackedTimes service;
    PackedTimes response; ///< empty where nothing says when a request is due
    bool operator==(const IntervalTimes &) const = default;
};
IntervalTimes packTimes(const SecondTimes &second);

} // namespace loadstone
