// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/runprecision.h"

#include "core/analysis/statistics/precision.h"
#include "core/analysis/trialstats.h"

#include <algorithm>
#include <limits>

namespace loadstone
{

namespace
{

/// One value for each round in which the server has one, in the order of rounds.
QList<double> precisionValues(const RunRecord &run, int server)
{
    QList<std::pair<int, double>> byRound;
    for (const TrialRecord &trial : run.trials) {
        if (trial.planned.key.server != server || trial.end != TrialEnd::Finished)
            continue;
        const std::optional<double> value =
            analyseTrial(trial).value(run.profile.measurement.precisionMetric);
        if (value && *value > 0)
            byRound.emplaceBack(trial.planned.key.repeat, *value);
    }
    std::sort(byRound.begin(), byRound.end());
    QList<double> values;
    for (const auto &entry : std::as_const(byRound))
        values << entry.second;
    return values;
}

/// A round of the pilot is over for all servers.
bool isPilotOver(const RunRecord &run)
{
    const auto ofPilot = [](const auto &each) { return each.planned.key.repeat < pilotRounds; };
    const auto ended = std::count_if(run.trials.cbegin(), run.trials.cend(), [&](const TrialRecord &trial) {
        return ofPilot(trial) && trial.end != TrialEnd::Running;
    });
    return ended >= pilotRounds * run.servers.size();
}

/// RPS of the whole seconds of each measured trial, cut to the shortest: a row for each.
QList<QList<double>> rateSlices(const RunRecord &run, int server)
{
    QList<QList<double>> trials;
    qsizetype shortest = std::numeric_limits<qsizetype>::max();
    for (const TrialRecord &trial : run.trials) {
        if (trial.planned.key.server != server || trial.end != TrialEnd::Finished)
            continue;
        QList<double> slices;
        for (const SecondBucket &second : trial.timeline.seconds) {
            if (second.phase == Phase::Measure && second.lengthS > 0.99)
                slices << double(second.ok()) / second.lengthS;
        }
        shortest = std::min(shortest, slices.size());
        trials << slices;
    }
    for (QList<double> &slices : trials)
        slices.resize(shortest);
    return trials;
}

/// Time of a trial outside of its measure phase, in seconds: the median of what the trials took.
std::optional<double> launchSeconds(const RunRecord &run)
{
    QList<double> launches;
    for (qsizetype i = 1; i < run.trials.size(); ++i) {
        const TrialTimeline &timeline = run.trials[i - 1].timeline;
        const double whole = run.trials[i].timeline.startedAtS - timeline.startedAtS;
        if (timeline.measureFromS && timeline.measureToS && whole > 0)
            launches << std::max(0.0, whole - (*timeline.measureToS - *timeline.measureFromS));
    }
    if (launches.isEmpty())
        return std::nullopt;
    std::sort(launches.begin(), launches.end());
    return launches[launches.size() / 2];
}

/// The longest that any server would need: the same duration applies to all.
std::optional<double> proposeTrialSeconds(const RunRecord &run)
{
    const std::optional<double> launch = launchSeconds(run);
    if (!launch || *launch <= 0)
        return std::nullopt;
    std::optional<double> longest;
    for (int server = 0; server < run.servers.size(); ++server) {
        const std::optional<VarianceLevels> variances = varianceLevels(rateSlices(run, server));
        const std::optional<double> length =
            variances ? proposedTrialLength(*variances, *launch) : std::nullopt;
        if (length)
            longest = std::max(longest.value_or(0), *length);
    }
    return longest;
}

} // namespace

std::optional<RunPrecision> analysePrecision(const RunRecord &run)
{
    const Measurement &measurement = run.profile.measurement;
    if (measurement.hasFixedRounds())
        return std::nullopt;
    RunPrecision precision;
    precision.metric = measurement.precisionMetric;
    if (measurement.precisionPercent)
        precision.wanted = *measurement.precisionPercent / 100;
    const bool isDecided = isPilotOver(run);
    for (int server = 0; server < run.servers.size(); ++server) {
        const QList<double> values = precisionValues(run, server);
        ServerPrecision each{server, values.size(), {}, {}};
        const QList<double> pilot = values.first(std::min<qsizetype>(values.size(), pilotRounds));
        // Any half-width gives the deviation that what was reached needs.
        const std::optional<PrecisionPlan> plan = planPrecision(pilot, precision.wanted.value_or(1));
        if (plan) {
            each.reached = reachedHalfWidth(*plan, pilot.size(), values.size());
            if (precision.wanted && isDecided) {
                each.roundsNeeded = plan->rounds;
                precision.roundsNeeded = std::max(precision.roundsNeeded.value_or(0), plan->rounds);
            }
        }
        precision.servers << each;
    }
    precision.proposedTrialS = proposeTrialSeconds(run);
    return precision;
}

} // namespace loadstone
