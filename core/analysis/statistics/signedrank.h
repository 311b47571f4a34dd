// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics/interval.h"

#include <optional>
#include <span>

namespace loadstone
{

// Pairs of values, for example two servers in the same rounds.

/// Two-sided p of the Wilcoxon signed-rank test of differences, counted exactly over all signs. Equal
/// absolute differences (within a billionth of the largest one) share mid-ranks. Differences of zero are
/// ranked with the others and then dropped (Pratt 1959): omitting them before ranking can make a larger
/// effect less significant. 1 if all are zero. RankDistribution has the source and when p is approximated.
/// Nothing without differences, or with one that is not finite.
std::optional<double> signedRankP(std::span<const double> differences);

/// Hodges-Lehmann estimate of the centre of the differences: the median of all Walsh averages (of each two,
/// and of each with itself), with the exact interval that inverts the signed-rank test. Six pairs: lowest to
/// highest, 96.9 %; five reach only 93.8 %. Differences are assumed to be symmetric around their centre.
/// Source: see invertRankTest(). Nothing without differences, or with one that is not finite.
std::optional<Estimate> walshEstimate(std::span<const double> differences);

/// The same of the paired ratios other ÷ baseline, on logarithms. Nothing, too, if a value is zero or
/// negative, or if the samples differ in length.
std::optional<Estimate> pairedRatio(std::span<const double> baseline, std::span<const double> other);

} // namespace loadstone
