// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/changepoints.h"

#include "core/analysis/statistics/rankdistribution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace loadstone
{

namespace
{

/// The median absolute value of a standard normal variable.
constexpr double normalMedian = 0.6744897501960817;

/// Squared deviations from the mean of any part of a series.
class SquaredDeviations
{
public:
    explicit SquaredDeviations(std::span<const double> values)
    {
        const double mean = std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
        for (const double value : values) { // around the mean, so that squares do not cancel
            m_sums.push_back(m_sums.back() + value - mean);
            m_squares.push_back(m_squares.back() + (value - mean) * (value - mean));
        }
    }
    double of(std::size_t first, std::size_t end) const
    {
        const double sum = m_sums[end] - m_sums[first];
        return std::max(0.0, m_squares[end] - m_squares[first] - sum * sum / double(end - first));
    }

private:
    std::vector<double> m_sums{0};
    std::vector<double> m_squares{0};
};

} // namespace

QList<qsizetype> changePoints(std::span<const double> values, const ChangePointSearch &search)
{
    const auto shortest = std::size_t(std::max<qsizetype>(search.shortest, 1));
    if (values.size() < 2 * shortest)
        return {};
    const SquaredDeviations deviations(values);
    const double variance = search.noise * search.noise;
    // Of the values before each index: the least cost, and where the last segment begins.
    std::vector<double> cost(values.size() + 1, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> lastSegment(values.size() + 1, 0);
    cost[0] = -search.penalty; // one segment has no change
    for (std::size_t end = shortest; end <= values.size(); ++end) {
        for (std::size_t first = 0; first + shortest <= end; ++first) {
            const double total = cost[first] + deviations.of(first, end) / variance + search.penalty;
            if (total < cost[end]) {
                cost[end] = total;
                lastSegment[end] = first;
            }
        }
    }
    QList<qsizetype> changes;
    for (std::size_t first = lastSegment[values.size()]; first > 0; first = lastSegment[first])
        changes.prepend(qsizetype(first));
    return changes;
}

double noiseOfNeighbours(std::span<const double> values)
{
    if (values.size() < 2)
        return 0;
    std::vector<double> steps;
    for (std::size_t i = 1; i < values.size(); ++i)
        steps.push_back(std::abs(values[i] - values[i - 1]));
    std::sort(steps.begin(), steps.end());
    return sortedMedian(steps) / (normalMedian * std::sqrt(2.0));
}

} // namespace loadstone
