// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/signedrank.h"

#include "core/analysis/statistics/logarithms.h"
#include "core/analysis/statistics/rankdistribution.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace loadstone
{

namespace
{

/// Differences of doubles that are mathematically equal still differ in their last bits.
constexpr double tieTolerance = 1e-9;

} // namespace

std::optional<double> signedRankP(std::span<const double> differences)
{
    if (differences.empty() || !areFinite(differences))
        return std::nullopt;
    std::vector<double> sizes;
    for (const double difference : differences)
        sizes.push_back(std::abs(difference));
    const double tolerance = tieTolerance * *std::max_element(sizes.begin(), sizes.end());
    const QList<qint64> ranks = doubledMidRanks(sizes, tolerance);
    std::vector<qint64> signedRanks;
    qint64 positive = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (sizes[i] <= tolerance)
            continue;
        signedRanks.push_back(ranks[qsizetype(i)]);
        positive += differences[i] > 0 ? signedRanks.back() : 0;
    }
    return RankDistribution::ofSignedRanks(signedRanks).twoSidedP(positive);
}

std::optional<Estimate> walshEstimate(std::span<const double> differences)
{
    if (differences.empty() || !areFinite(differences))
        return std::nullopt;
    std::vector<double> averages;
    for (std::size_t i = 0; i < differences.size(); ++i) {
        for (std::size_t j = i; j < differences.size(); ++j)
            averages.push_back(differences[i] / 2 + differences[j] / 2);
    }
    std::sort(averages.begin(), averages.end());
    std::vector<qint64> ranks(differences.size());
    std::iota(ranks.begin(), ranks.end(), qint64(1));
    return invertRankTest(averages, RankDistribution::ofSignedRanks(ranks));
}

std::optional<Estimate> pairedRatio(std::span<const double> baseline, std::span<const double> other)
{
    const std::optional<QList<double>> from = logarithms(baseline);
    const std::optional<QList<double>> to = logarithms(other);
    if (!from || !to || from->size() != to->size())
        return std::nullopt;
    std::vector<double> differences;
    for (qsizetype i = 0; i < from->size(); ++i)
        differences.push_back(to->at(i) - from->at(i));
    const std::optional<Estimate> logRatio = walshEstimate(differences);
    return logRatio ? std::optional(exponential(*logRatio)) : std::nullopt;
}

} // namespace loadstone
