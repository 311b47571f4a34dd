// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/trialstability.h"

#include "core/analysis/statistics/changepoints.h"
#include "core/analysis/statistics/stability.h"
#include "core/analysis/trialstats.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loadstone
{

namespace
{

constexpr double fullSecond = 0.99;
/// Of the square root of a number of responses: less is chance.
constexpr double countDeviations = 3;
/// Of a difference of means of independent seconds. Twice the usual number, as seconds depend on each other and their
/// deviation is estimated from few.
constexpr double secondDeviations = 4;

/// The whole seconds of a measure phase.
struct MeasuredSlices {
    QList<double> rps;
    QList<double> startS; ///< since the run began
};

MeasuredSlices measuredSlices(const TrialTimeline &timeline)
{
    MeasuredSlices slices;
    for (const SecondBucket &second : timeline.seconds) {
        if (second.phase != Phase::Measure || second.lengthS < fullSecond)
            continue;
        slices.rps << double(second.ok()) / second.lengthS;
        slices.startS << second.startS;
    }
    return slices;
}

bool isServersRate(const TrialRecord &trial, const Profile &profile)
{
    const bool isMeantToChange = !profile.load.stages.isEmpty() || !trial.load.targetChanges.isEmpty()
        || profile.capacity || trial.capacity;
    if (trial.end != TrialEnd::Finished || trial.load.isInvalid() || isMeantToChange)
        return false;
    const LoadStats load = analyseLoad(trial.load);
    return !load.isPacingBound && (!trial.load.isOpen || load.isTargetMissed);
}

/// Rates of the segments; by halves their means, which were compared.
QList<double> segmentRates(const RateStability &stability, const QList<double> &slices)
{
    QList<double> rates;
    for (const RateSegment &segment : stability.segments) {
        const auto first = slices.begin() + segment.first;
        rates << (stability.isByHalves
                      ? std::accumulate(first, first + segment.count, 0.0) / double(segment.count)
                      : segment.medianRps);
    }
    return rates;
}

/// Users whose responses arrive together, chance and noise move responses from one half to the other.
bool isWithinChance(const QList<RateSegment> &halves, const QList<double> &rates, const QList<double> &slices,
                    double inFlight)
{
    const double seconds[]{double(halves[0].count), double(halves[1].count)};
    const double change = std::abs(rates[1] - rates[0]);
    const double responses = rates[0] * seconds[0] + rates[1] * seconds[1];
    const double ofMeans = noiseOfNeighbours(slices) * std::sqrt(1 / seconds[0] + 1 / seconds[1]);
    return change <= secondDeviations * ofMeans
        || change * std::min(seconds[0], seconds[1]) <= inFlight + countDeviations * std::sqrt(responses);
}

FindingKind kindOf(Stability stability)
{
    switch (stability) {
    case Stability::WarmUp:
        return FindingKind::WarmUpNotOver;
    case Stability::Flat: // is not asked for
    case Stability::Slowing:
        return FindingKind::Slowing;
    case Stability::NoSteadyState:
        return FindingKind::NoSteadyState;
    }
    Q_UNREACHABLE();
}

UnsteadyRate describeChange(Stability stability, const QList<double> &rates)
{
    const auto [lowest, highest] = std::minmax_element(rates.begin(), rates.end());
    const auto [lowestBefore, highestBefore] = std::minmax_element(rates.begin(), rates.end() - 1);
    UnsteadyRate unsteady;
    unsteady.kind = kindOf(stability);
    unsteady.rpsAfter = rates.last();
    unsteady.rpsBefore = stability == Stability::WarmUp ? *lowestBefore
        : stability == Stability::Slowing               ? *highestBefore
                                                        : rates[rates.size() - 2];
    const bool isOverall = stability == Stability::NoSteadyState;
    const double high = isOverall ? *highest : std::max(unsteady.rpsBefore, unsteady.rpsAfter);
    const double low = isOverall ? *lowest : std::min(unsteady.rpsBefore, unsteady.rpsAfter);
    unsteady.changePercent = high > 0 ? 100 * (high - low) / high : 0;
    return unsteady;
}

} // namespace

std::optional<UnsteadyRate> findUnsteadyRate(const TrialRecord &trial, const Profile &profile)
{
    if (!isServersRate(trial, profile))
        return {};
    const MeasuredSlices slices = measuredSlices(trial.timeline);
    const std::optional<RateStability> stability = classifyStability(slices.rps);
    if (!stability || stability->stability == Stability::Flat)
        return {};
    const QList<double> rates = segmentRates(*stability, slices.rps);
    if (stability->isByHalves
        && isWithinChance(stability->segments, rates, slices.rps, trial.load.meanInFlight))
        return {};
    UnsteadyRate unsteady = describeChange(stability->stability, rates);
    if (unsteady.changePercent <= steadyWithinPercent)
        return {};
    for (const RateSegment &segment : stability->segments.mid(1))
        unsteady.changesAtS << slices.startS[segment.first];
    unsteady.isByHalves = stability->isByHalves;
    unsteady.slices = slices.rps.size();
    return unsteady;
}

} // namespace loadstone
