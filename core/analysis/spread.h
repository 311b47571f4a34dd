// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/histogram.h"

#include <QList>

#include <optional>

namespace loadstone
{

/// How values are spread, as ab, httperf and wrk summarise them. In the unit of the values.
struct Spread {
    qint64 count = 0; ///< at least 1
    double min = 0;
    double mean = 0;
    double stddev =
        0; ///< of a sample, √(Σ(x − mean)² ÷ (n − 1)), as all three compute it; 0 of a single value
    double median = 0; ///< the value at rank ⌈n ÷ 2⌉
    double max = 0;
    double withinStddevPercent = 0; ///< values from mean − stddev to mean + stddev, both included
    bool operator==(const Spread &) const = default;
};

/// In µs, as exact as the histogram: minimum, mean and maximum exactly, the others by its buckets.
/// Nothing without a value.
/// @param zeros further values of 0 that the histogram does not have, for example the connect times of
///              requests on a connection that was open
std::optional<Spread> spreadOf(const Histogram &times, qint64 zeros = 0);
/// Nothing without a value.
std::optional<Spread> spreadOf(const QList<double> &values);

} // namespace loadstone
