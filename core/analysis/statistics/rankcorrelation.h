// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics/interval.h"

#include <optional>
#include <span>

namespace loadstone
{

/// Spearman's correlation of the ranks of two figures of the same items, with its interval.
struct RankCorrelation {
    double value = 0; ///< −1 … 1
    /// Fisher's z with the variance (1 + value² ÷ 2) ÷ (n − 3) of Bonett & Wright, Sample size requirements
    /// for estimating Pearson, Kendall and Spearman correlations, 2000. Its level is approximate, unlike that
    /// of the other intervals. Nothing for fewer than four items, or for ±1, where z is infinite.
    std::optional<Interval> interval;
};

/// Pearson's correlation of the ranks, mid-ranks for ties: for example of published and measured figures
/// over servers. Nothing for fewer than two items, different numbers of values, a value that is not finite,
/// or if all values of a side are equal.
std::optional<RankCorrelation> rankCorrelation(std::span<const double> published,
                                               std::span<const double> measured);

} // namespace loadstone
