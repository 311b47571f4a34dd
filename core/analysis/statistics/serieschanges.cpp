// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/serieschanges.h"

#include "core/analysis/statistics/changepoints.h"
#include "core/analysis/statistics/logarithms.h"
#include "core/analysis/statistics/rankdistribution.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace loadstone
{

namespace
{

constexpr double seriesPenaltyFactor = 3;
/// Relative: with less noise, changes far below the 2 % of a verdict would be found.
constexpr double leastSeriesNoise = 0.005;

QList<qsizetype> likelyChanges(std::span<const double> values)
{
    const std::optional<QList<double>> logs = logarithms(values);
    const QList<double> scaled = logs.value_or(QList<double>(values.begin(), values.end()));
    double scale = 1; // of the relative noise: logarithms are relative themselves
    if (!logs) {
        const auto add = [](double sum, double value) { return sum + std::abs(value); };
        scale = std::accumulate(values.begin(), values.end(), 0.0, add) / double(values.size());
    }
    const double noise = std::max(noiseOfNeighbours(scaled), leastSeriesNoise * scale);
    if (noise <= 0) // all values are 0
        return {};
    const double penalty = seriesPenaltyFactor * std::log(double(values.size()));
    return changePoints(scaled, {noise, penalty, fewestRunsPerSide});
}

RoundValues valuesBetween(std::span<const double> values, qsizetype first, qsizetype end)
{
    return RoundValues(values.begin() + first, values.begin() + end);
}

} // namespace

QList<SeriesChange> findSeriesChanges(std::span<const double> values, Better better)
{
    const auto count = qsizetype(values.size());
    if (count < 2 * fewestRunsPerSide || !areFinite(values))
        return {};
    const QList<qsizetype> firsts = likelyChanges(values);
    const auto places = double(count - 2 * fewestRunsPerSide + 1);
    QList<SeriesChange> changes;
    for (qsizetype i = 0; i < firsts.size(); ++i) {
        const RoundValues before = valuesBetween(values, i > 0 ? firsts[i - 1] : 0, firsts[i]);
        const RoundValues after =
            valuesBetween(values, firsts[i], i + 1 < firsts.size() ? firsts[i + 1] : count);
        SeriesChange change{firsts[i], comparePairs({before, after}, {{0, 1}}, better).first()};
        change.comparison.correctedP = std::min(1.0, change.comparison.p.value_or(1) * places);
        change.comparison.verdict = judge(change.comparison, better);
        const std::optional<Verdict> verdict = judge(change.comparison, Better::Higher);
        change.isWeak = verdict != Verdict::Better && verdict != Verdict::Worse;
        changes.append(change);
    }
    return changes;
}

} // namespace loadstone
