// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/rankdistribution.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loadstone
{

namespace
{

constexpr qsizetype mostPairsCounted = 10'000;
constexpr qsizetype mostSignsCounted = 200;

/// The ranks as small integers from 0 on: `rank = lowest + step · weight`.
struct RankWeights {
    std::vector<std::size_t> weights; ///< ascending
    qint64 lowest = 0;
    qint64 step = 1;
};

RankWeights makeWeights(std::span<const qint64> ranks, qint64 lowest)
{
    RankWeights result;
    result.lowest = lowest;
    qint64 divisor = 0;
    for (const qint64 rank : ranks)
        divisor = std::gcd(divisor, rank - lowest);
    result.step = std::max<qint64>(divisor, 1);
    for (const qint64 rank : ranks)
        result.weights.push_back(std::size_t((rank - lowest) / result.step));
    std::sort(result.weights.begin(), result.weights.end());
    return result;
}

/// How many subsets of `size` weights have each sum.
/// @param weights ascending
std::vector<double> countSubsets(const std::vector<std::size_t> &weights, std::size_t size)
{
    const std::size_t largest =
        std::accumulate(weights.end() - std::ptrdiff_t(size), weights.end(), std::size_t(0));
    // counts[k][s]: subsets of k weights with sum s, of the weights so far.
    std::vector<std::vector<double>> counts(size + 1, std::vector<double>(largest + 1, 0));
    std::vector<std::size_t> highest(size + 1, 0); // sum of the k largest weights so far
    counts[0][0] = 1;
    for (std::size_t seen = 0; seen < weights.size(); ++seen) {
        const std::size_t weight = weights[seen];
        for (std::size_t k = std::min(seen + 1, size); k >= 1; --k) {
            const std::vector<double> &without = counts[k - 1];
            std::vector<double> &with = counts[k];
            for (std::size_t sum = 0; sum <= highest[k - 1]; ++sum)
                with[sum + weight] += without[sum];
            highest[k] = highest[k - 1] + weight;
        }
    }
    return counts[size];
}

/// Probability of each sum of the weights that a fair coin selects.
std::vector<double> countSigns(const std::vector<std::size_t> &weights)
{
    std::vector<double> chances{1};
    for (const std::size_t weight : weights) {
        std::vector<double> next(chances.size() + weight, 0);
        for (std::size_t sum = 0; sum < chances.size(); ++sum) {
            next[sum] += chances[sum] / 2;
            next[sum + weight] += chances[sum] / 2;
        }
        chances = std::move(next);
    }
    return chances;
}

double normalBelow(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

} // namespace

bool areFinite(std::span<const double> values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

QList<qint64> doubledMidRanks(std::span<const double> values, double tolerance)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    QList<qint64> ranks(qsizetype(values.size()));
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first + 1;
        while (end < order.size() && values[order[end]] - values[order[end - 1]] <= tolerance)
            ++end;
        const std::size_t twiceMean = first + 1 + end; // of first + 1 … end
        for (std::size_t i = first; i < end; ++i)
            ranks[qsizetype(order[i])] = qint64(twiceMean);
        first = end;
    }
    return ranks;
}

RankDistribution RankDistribution::ofRankSum(std::span<const qint64> ranks, qsizetype size)
{
    std::vector<qint64> sorted(ranks.begin(), ranks.end());
    std::sort(sorted.begin(), sorted.end());
    RankDistribution result;
    result.m_lowest = std::accumulate(sorted.begin(), sorted.begin() + size, qint64(0));
    result.m_highest = std::accumulate(sorted.end() - size, sorted.end(), qint64(0));
    const RankWeights weights = makeWeights(sorted, sorted.front());
    result.m_step = weights.step;
    const auto all = double(sorted.size());
    const double mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / all;
    double squares = 0;
    for (const qint64 rank : sorted)
        squares += (double(rank) - mean) * (double(rank) - mean);
    result.m_mean = double(size) * mean;
    // Sampling without replacement from a finite population.
    result.m_deviation = std::sqrt(double(size) * (all - double(size)) / (all * (all - 1)) * squares);
    if (size * (qsizetype(sorted.size()) - size) <= mostPairsCounted) {
        std::vector<double> counts = countSubsets(weights.weights, std::size_t(size));
        // Sums below the one of the smallest ranks do not occur.
        const auto first = std::ptrdiff_t((result.m_lowest - size * sorted.front()) / weights.step);
        counts.erase(counts.begin(), counts.begin() + first);
        result.count(counts);
    }
    return result;
}

RankDistribution RankDistribution::ofSignedRanks(std::span<const qint64> ranks)
{
    RankDistribution result;
    result.m_highest = std::accumulate(ranks.begin(), ranks.end(), qint64(0));
    const RankWeights weights = makeWeights(ranks, 0);
    result.m_step = weights.step;
    double squares = 0;
    for (const qint64 rank : ranks)
        squares += double(rank) * double(rank);
    result.m_mean = double(result.m_highest) / 2;
    result.m_deviation = std::sqrt(squares) / 2;
    if (qsizetype(ranks.size()) <= mostSignsCounted)
        result.count(countSigns(weights.weights));
    return result;
}

void RankDistribution::count(const std::vector<double> &frequencies)
{
    m_atMost.resize(frequencies.size());
    m_atLeast.resize(frequencies.size());
    std::partial_sum(frequencies.begin(), frequencies.end(), m_atMost.begin());
    std::partial_sum(frequencies.rbegin(), frequencies.rend(), m_atLeast.rbegin());
    const double all = m_atMost.back();
    for (double &share : m_atMost)
        share /= all;
    for (double &share : m_atLeast)
        share /= all;
}

double RankDistribution::atMost(qint64 sum) const
{
    if (sum < m_lowest)
        return 0;
    if (sum >= m_highest)
        return 1;
    if (isExact())
        return m_atMost[std::size_t((sum - m_lowest) / m_step)];
    return normalBelow((double(sum) + double(m_step) / 2 - m_mean) / m_deviation);
}

double RankDistribution::atLeast(qint64 sum) const
{
    if (sum <= m_lowest)
        return 1;
    if (sum > m_highest)
        return 0;
    if (isExact())
        return m_atLeast[std::size_t((sum - m_lowest + m_step - 1) / m_step)];
    return normalBelow((m_mean - double(sum) + double(m_step) / 2) / m_deviation);
}

double RankDistribution::twoSidedP(qint64 sum) const
{
    return std::min(1.0, 2 * std::min(atMost(sum), atLeast(sum)));
}

double sortedMedian(std::span<const double> sorted)
{
    const std::size_t half = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[half] : sorted[half - 1] + (sorted[half] - sorted[half - 1]) / 2;
}

Estimate invertRankTest(std::span<const double> sorted, const RankDistribution &untied)
{
    const auto level = [&](std::size_t k) { return 1 - 2 * untied.atMost(untied.lowest() + qint64(k) - 1); };
    std::size_t k = 1;
    while (k < (sorted.size() + 1) / 2 && level(k + 1) >= nominalLevel - probabilityRounding)
        ++k;
    const Interval interval{sorted[k - 1], sorted[sorted.size() - k], std::max(level(k), 0.0)};
    return {sortedMedian(sorted), interval};
}

} // namespace loadstone
