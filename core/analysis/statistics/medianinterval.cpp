// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/medianinterval.h"

#include "core/analysis/statistics/rankdistribution.h"

#include <boost/math/distributions/binomial.hpp>

#include <algorithm>
#include <vector>

namespace loadstone
{

std::optional<Estimate> medianWithInterval(std::span<const double> values)
{
    if (values.empty() || !areFinite(values))
        return std::nullopt;
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    const boost::math::binomial signs(double(sorted.size()), 0.5);
    const auto level = [&](std::size_t k) { return 1 - 2 * boost::math::cdf(signs, double(k - 1)); };
    std::size_t k = 1;
    while (k < (sorted.size() + 1) / 2 && level(k + 1) >= nominalLevel - probabilityRounding)
        ++k;
    const Interval interval{sorted[k - 1], sorted[sorted.size() - k], std::max(level(k), 0.0)};
    return Estimate{sortedMedian(sorted), interval};
}

} // namespace loadstone
