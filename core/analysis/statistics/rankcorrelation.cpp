// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/rankcorrelation.h"

#include "core/analysis/statistics/rankdistribution.h"

#include <boost/math/distributions/normal.hpp>

#include <cmath>

namespace loadstone
{

namespace
{

std::optional<Interval> fisherInterval(double correlation, qsizetype count)
{
    if (count < 4 || std::abs(correlation) >= 1)
        return std::nullopt;
    const double variance = (1 + correlation * correlation / 2) / double(count - 3);
    const double quantile = boost::math::quantile(boost::math::normal(), (1 + nominalLevel) / 2);
    const double z = std::atanh(correlation);
    const double half = quantile * std::sqrt(variance);
    return Interval{std::tanh(z - half), std::tanh(z + half), nominalLevel};
}

} // namespace

std::optional<RankCorrelation> rankCorrelation(std::span<const double> published,
                                               std::span<const double> measured)
{
    if (published.size() != measured.size() || published.size() < 2 || !areFinite(published)
        || !areFinite(measured))
        return std::nullopt;
    const QList<qint64> one = doubledMidRanks(published);
    const QList<qint64> other = doubledMidRanks(measured);
    // Integers: twice the distance of each rank from the mean rank.
    const qint64 mean = qint64(published.size()) + 1;
    qint64 products = 0, squares = 0, otherSquares = 0;
    for (qsizetype i = 0; i < one.size(); ++i) {
        products += (one[i] - mean) * (other[i] - mean);
        squares += (one[i] - mean) * (one[i] - mean);
        otherSquares += (other[i] - mean) * (other[i] - mean);
    }
    if (squares == 0 || otherSquares == 0)
        return std::nullopt;
    const double value = double(products) / std::sqrt(double(squares) * double(otherSquares));
    return RankCorrelation{value, fisherInterval(value, one.size())};
}

} // namespace loadstone
