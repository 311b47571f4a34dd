// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics/interval.h"

#include <optional>
#include <span>

namespace loadstone
{

// Two samples of independent values, for example the repeats of two servers.

/// Two-sided p of the Mann-Whitney (Wilcoxon rank-sum) test, counted exactly, with mid-ranks for ties: twice
/// the smaller tail of the permutation distribution of the rank sum, at most 1. RankDistribution has its
/// source and when it is approximated. Nothing if a sample is empty or a value is not finite.
std::optional<double> rankSumP(std::span<const double> baseline, std::span<const double> other);

/// Hodges-Lehmann estimate of the difference other − baseline, in the unit of the values: the median of all
/// differences of a value of each, with the exact interval that inverts the Mann-Whitney test. 6 against 6:
/// from the 6th to the 31st of the 36 differences, 95.9 %. Source: see invertRankTest(). Nothing if a sample
/// is empty or a value is not finite.
std::optional<Estimate> hodgesLehmannDifference(std::span<const double> baseline,
                                                std::span<const double> other);

/// The same on logarithms: the ratio other ÷ baseline. Nothing, too, if a value is zero or negative, which
/// has no logarithm; such metrics (a failure rate) have a difference.
std::optional<Estimate> hodgesLehmannRatio(std::span<const double> baseline, std::span<const double> other);

} // namespace loadstone
