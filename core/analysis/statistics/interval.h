// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

namespace loadstone
{

/// What every interval aims at. Exact intervals have steps: their own level is the first one at or above it.
inline constexpr double nominalLevel = 0.95;

/// Probabilities that differ by less are equal: counted ones are sums of rounded doubles.
inline constexpr double probabilityRounding = 1e-12;

/// Two ends around an unknown figure, in its unit, with the probability that such ends enclose it.
struct Interval {
    double low = 0;
    double high = 0;
    double level = 0; ///< 0 … 1, the true one; with few values below what was asked for

    /// Otherwise it is no confidence interval, and is called a range.
    bool reachesNominal() const { return level >= nominalLevel - probabilityRounding; }
    bool operator==(const Interval &) const = default;
};

/// An estimated figure in its unit, with its interval.
struct Estimate {
    double value = 0;
    Interval interval;
    bool operator==(const Estimate &) const = default;
};

enum class IntervalOutcome {
    Met,       ///< by the whole interval
    Violated,  ///< by the whole interval
    Undecided, ///< the threshold lies inside the interval, or the interval does not reach 95 %
};

/// Evaluates a threshold of an estimated figure, for example of a quotient to a baseline.
/// @param threshold in the unit of the interval
IntervalOutcome evaluateInterval(const Interval &interval, Threshold::Comparison comparison,
                                 double threshold);

} // namespace loadstone
