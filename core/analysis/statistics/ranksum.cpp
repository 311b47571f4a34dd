// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/ranksum.h"

#include "core/analysis/statistics/logarithms.h"
#include "core/analysis/statistics/rankdistribution.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace loadstone
{

namespace
{

bool canCompare(std::span<const double> baseline, std::span<const double> other)
{
    return !baseline.empty() && !other.empty() && areFinite(baseline) && areFinite(other);
}

/// Of the Mann-Whitney statistic without ties, plus a constant.
RankDistribution untiedRankSum(std::size_t baseline, std::size_t other)
{
    std::vector<qint64> ranks(baseline + other);
    std::iota(ranks.begin(), ranks.end(), qint64(1));
    return RankDistribution::ofRankSum(ranks, qsizetype(std::min(baseline, other)));
}

} // namespace

std::optional<double> rankSumP(std::span<const double> baseline, std::span<const double> other)
{
    if (!canCompare(baseline, other))
        return std::nullopt;
    // The smaller sample first: the count takes the fewer steps the smaller it is.
    const std::span<const double> smaller = baseline.size() < other.size() ? baseline : other;
    const std::span<const double> larger = baseline.size() < other.size() ? other : baseline;
    std::vector<double> all(smaller.begin(), smaller.end());
    all.insert(all.end(), larger.begin(), larger.end());
    const QList<qint64> ranks = doubledMidRanks(all);
    const auto size = qsizetype(smaller.size());
    const qint64 sum = std::accumulate(ranks.begin(), ranks.begin() + size, qint64(0));
    return RankDistribution::ofRankSum(ranks, size).twoSidedP(sum);
}

std::optional<Estimate> hodgesLehmannDifference(std::span<const double> baseline,
                                                std::span<const double> other)
{
    if (!canCompare(baseline, other))
        return std::nullopt;
    std::vector<double> differences;
    differences.reserve(baseline.size() * other.size());
    for (const double to : other) {
        for (const double from : baseline)
            differences.push_back(to - from);
    }
    std::sort(differences.begin(), differences.end());
    return invertRankTest(differences, untiedRankSum(baseline.size(), other.size()));
}

std::optional<Estimate> hodgesLehmannRatio(std::span<const double> baseline, std::span<const double> other)
{
    const std::optional<QList<double>> from = logarithms(baseline);
    const std::optional<QList<double>> to = logarithms(other);
    if (!from || !to)
        return std::nullopt;
    const std::optional<Estimate> logRatio = hodgesLehmannDifference(*from, *to);
    return logRatio ? std::optional(exponential(*logRatio)) : std::nullopt;
}

} // namespace loadstone
