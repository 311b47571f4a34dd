// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/precision.h"

#include "core/analysis/statistics/interval.h"
#include "core/analysis/statistics/logarithms.h"
#include "core/analysis/statistics/rankdistribution.h"
#include "core/base/saturating.h"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loadstone
{

namespace
{

struct Moments {
    double mean = 0;
    double variance = 0; ///< unbiased
};

/// Of at least two values.
Moments moments(std::span<const double> values)
{
    const auto count = double(values.size());
    Moments result;
    result.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    for (const double value : values)
        result.variance += (value - result.mean) * (value - result.mean) / (count - 1);
    return result;
}

double studentQuantile(qint64 rounds)
{
    return boost::math::quantile(boost::math::students_t(double(rounds - 1)), (1 + nominalLevel) / 2);
}

} // namespace

std::optional<PrecisionPlan> planPrecision(std::span<const double> pilot, double halfWidth)
{
    const std::optional<QList<double>> logs = logarithms(pilot);
    if (!logs || logs->size() < 2 || !(halfWidth > 0))
        return std::nullopt;
    PrecisionPlan plan;
    plan.deviation = std::sqrt(moments(*logs).variance);
    const double needed = std::pow(studentQuantile(logs->size()) * plan.deviation / halfWidth, 2);
    plan.rounds = std::max<qint64>(logs->size(), toWhole(std::ceil(needed)));
    plan.halfWidth = reachedHalfWidth(plan, logs->size(), plan.rounds);
    return plan;
}

double reachedHalfWidth(const PrecisionPlan &plan, qint64 pilotRounds, qint64 rounds)
{
    return studentQuantile(pilotRounds) * plan.deviation / std::sqrt(double(rounds));
}

std::optional<VarianceLevels> varianceLevels(const QList<QList<double>> &trials)
{
    if (trials.size() < 2 || trials.first().size() < 2)
        return std::nullopt;
    QList<double> means;
    double within = 0;
    for (const QList<double> &slices : trials) {
        if (slices.size() != trials.first().size() || !areFinite(slices))
            return std::nullopt;
        const Moments ofTrial = moments(slices);
        means.append(ofTrial.mean);
        within += ofTrial.variance / double(trials.size());
    }
    const double between = moments(means).variance - within / double(trials.first().size());
    return VarianceLevels{within, std::max(0.0, between)};
}

std::optional<double> proposedTrialLength(const VarianceLevels &variances, double launchSlices)
{
    if (!(variances.betweenTrials > 0))
        return std::nullopt;
    const double length = std::sqrt(launchSlices * variances.withinTrials / variances.betweenTrials);
    return std::max(1.0, std::ceil(length));
}

} // namespace loadstone
