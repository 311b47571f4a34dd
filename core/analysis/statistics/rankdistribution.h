// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics/interval.h"

#include <QList>

#include <span>
#include <vector>

namespace loadstone
{

/// Whether the values can be ranked: none is infinite or NaN.
bool areFinite(std::span<const double> values);

/// Twice the rank of each value, in the order of the values: ranks count from 1, equal values share the
/// mean of their ranks (mid-ranks), and twice a mid-rank is an integer.
/// @param values finite
/// @param tolerance values that differ from the next smaller one by no more are equal
QList<qint64> doubledMidRanks(std::span<const double> values, double tolerance = 0);

/// Distribution of a sum of ranks if nothing but chance decides which ranks are in it. Counted exactly by
/// dynamic programming, ties included: the permutation distribution given the ranks (Lehmann,
/// Nonparametrics, 1975). Beyond 10,000 pairs (100 against 100) or 200 signed ranks the
/// count would take seconds: there the normal approximation with the exact variance and a continuity
/// correction.
class RankDistribution
{
public:
    /// Sum of `size` ranks drawn from `ranks` without replacement: of the Mann-Whitney test.
    /// @param ranks as of doubledMidRanks(), or any other integers
    /// @param size 1 … number of ranks − 1
    static RankDistribution ofRankSum(std::span<const qint64> ranks, qsizetype size);
    /// Sum of the ranks whose sign is positive, if each sign is a fair coin: of the signed-rank test.
    static RankDistribution ofSignedRanks(std::span<const qint64> ranks);

    /// The smallest possible sum.
    qint64 lowest() const { return m_lowest; }
    /// Probability of this sum or a smaller one.
    double atMost(qint64 sum) const;
    double atLeast(qint64 sum) const;
    /// Twice the smaller of both tails, at most 1.
    double twoSidedP(qint64 sum) const;
    bool isExact() const { return !m_atMost.empty(); }

private:
    void count(const std::vector<double> &frequencies);

    qint64 m_lowest = 0;
    qint64 m_highest = 0;
    qint64 m_step = 1;            ///< between possible sums
    std::vector<double> m_atMost; ///< by (sum − lowest) / step; empty: approximated
    std::vector<double> m_atLeast;
    double m_mean = 0;
    double m_deviation = 0;
};

/// @param sorted ascending, at least one value
double sortedMedian(std::span<const double> sorted);

/// Median of all differences (or averages) of two values with the interval that inverts the rank test: from
/// the kth smallest to the kth largest, k as large as the level allows, at least 1. Source: Hodges & Lehmann
/// 1963; Hollander & Wolfe, Nonparametric Statistical Methods, ch. 3.2, 3.3, 4.2 and 4.3. With ties the
/// closed interval covers at least as often as the level (Noether 1967).
/// @param sorted ascending, at least one
/// @param untied distribution of the test's statistic without ties, in steps of 1
Estimate invertRankTest(std::span<const double> sorted, const RankDistribution &untied);

} // namespace loadstone
