// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/stability.h"

#include "core/analysis/statistics/changepoints.h"
#include "core/analysis/statistics/rankdistribution.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace loadstone
{

namespace
{

constexpr std::size_t fewestSlices = 4;
constexpr std::size_t mostSlices = 3'600;
constexpr qsizetype shortestSegment = 5;
constexpr double penaltyFactor = 15;
constexpr double sameRate = 0.02;
/// Of the mean rate: with less noise, changes far below the 2 % would be found.
constexpr double leastNoise = 0.005;
/// One response: the noise of slices with hardly any, most of which are equal, would be 0.
constexpr double leastResponses = 1;
constexpr double sameHalves = 0.1;
constexpr std::size_t outlierReach = 4; ///< slices on either side that an outlier is compared with
constexpr double outlierDeviations = 3;

double rateMean(std::span<const double> slices)
{
    return std::accumulate(slices.begin(), slices.end(), 0.0) / double(slices.size());
}

double rateMedian(std::span<const double> slices)
{
    std::vector<double> sorted(slices.begin(), slices.end());
    std::sort(sorted.begin(), sorted.end());
    return sortedMedian(sorted);
}

bool isSameRate(double one, double other) { return std::abs(one - other) <= sameRate * std::max(one, other); }

RateStability compareHalves(std::span<const double> slices)
{
    const std::size_t half = slices.size() / 2;
    const std::span<const double> before = slices.first(half);
    const std::span<const double> after = slices.subspan(half);
    RateStability result;
    result.isByHalves = true;
    result.segments = {{0, qsizetype(half), rateMedian(before)},
                       {qsizetype(half), qsizetype(after.size()), rateMedian(after)}};
    const double change = rateMean(after) - rateMean(before);
    if (std::abs(change) > sameHalves * rateMean(before))
        result.stability = change > 0 ? Stability::WarmUp : Stability::Slowing;
    return result;
}

/// Means of groups of equal size; a rest that fills no group is left out.
std::vector<double> averaged(std::span<const double> slices, std::size_t group)
{
    std::vector<double> means;
    for (std::size_t first = 0; first + group <= slices.size(); first += group)
        means.push_back(rateMean(slices.subspan(first, group)));
    return means;
}

/// The slices, each at most three deviations of the noise away from the median of its surroundings.
std::vector<double> withoutOutliers(std::span<const double> slices, double noise)
{
    std::vector<double> limited;
    for (std::size_t i = 0; i < slices.size(); ++i) {
        const std::size_t first = i - std::min(i, outlierReach);
        const std::size_t end = std::min(slices.size(), i + outlierReach + 1);
        const double usual = rateMedian(slices.subspan(first, end - first));
        const double most = outlierDeviations * noise;
        limited.push_back(std::clamp(slices[i], usual - most, usual + most));
    }
    return limited;
}

/// The segments between changes, neighbours of the same rate united.
QList<RateSegment> rateSegments(std::span<const double> slices)
{
    const double penalty = penaltyFactor * std::log(double(slices.size()));
    const double noise = std::max({noiseOfNeighbours(slices), leastNoise * rateMean(slices), leastResponses});
    QList<qsizetype> ends = changePoints(withoutOutliers(slices, noise), {noise, penalty, shortestSegment});
    ends.append(qsizetype(slices.size()));
    QList<RateSegment> segments;
    qsizetype first = 0;
    for (const qsizetype end : ends) {
        const auto medianUntil = [&](qsizetype from) {
            return rateMedian(slices.subspan(std::size_t(from), std::size_t(end - from)));
        };
        if (!segments.isEmpty() && isSameRate(segments.last().medianRps, medianUntil(first)))
            first = segments.takeLast().first;
        segments.append({first, end - first, medianUntil(first)});
        first = end;
    }
    return segments;
}

Stability classify(const QList<RateSegment> &segments, qsizetype slices)
{
    const RateSegment &last = segments.last();
    if (segments.size() == 1)
        return Stability::Flat;
    if (4 * last.count <= slices)
        return Stability::NoSteadyState;
    const auto isFaster = [&](const RateSegment &segment) {
        return segment.medianRps > last.medianRps && !isSameRate(segment.medianRps, last.medianRps);
    };
    return std::any_of(segments.begin(), segments.end(), isFaster) ? Stability::Slowing : Stability::WarmUp;
}

} // namespace

std::optional<RateStability> classifyStability(std::span<const double> slices)
{
    const auto isPositive = [](double rate) { return rate > 0; };
    if (slices.size() < fewestSlices || !areFinite(slices)
        || std::none_of(slices.begin(), slices.end(), isPositive))
        return std::nullopt;
    if (slices.size() < fewestSlicesForChanges)
        return compareHalves(slices);
    const std::size_t group = (slices.size() + mostSlices - 1) / mostSlices;
    const std::vector<double> means = averaged(slices, group);
    RateStability result;
    result.segments = rateSegments(means);
    result.stability = classify(result.segments, qsizetype(means.size()));
    for (RateSegment &segment : result.segments) {
        segment.first *= qsizetype(group);
        segment.count *= qsizetype(group);
    }
    result.segments.last().count = qsizetype(slices.size()) - result.segments.last().first;
    return result;
}

} // namespace loadstone
