// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/histogram.h"

#include <QByteArray>

#include <vector>

namespace loadstone
{

/// A point of a percentile distribution.
struct PercentilePoint {
    double percentile = 0; ///< 0 … 100
    qint64 valueUs = 0;    ///< of the bucket in which it is reached: its highest, never above the maximum
    qint64 count = 0;      ///< values up to the end of that bucket
    bool operator==(const PercentilePoint &) const = default;
};

/// The distribution at HdrHistogram's steps: each time the distance to 100 % has halved, steps become
/// half as wide; the last point is 100. Empty for an empty histogram.
/// @param ticksPerHalfDistance steps within each halving
std::vector<PercentilePoint> percentileSeries(const Histogram &histogram, int ticksPerHalfDistance = 5);

/// The same as HdrHistogram's text (".hgrm"), values in ms: Value, Percentile (0 … 1), TotalCount and
/// 1/(1-Percentile), with mean, deviation, maximum and count below.
QByteArray percentileText(const Histogram &histogram, int ticksPerHalfDistance = 5);

} // namespace loadstone
