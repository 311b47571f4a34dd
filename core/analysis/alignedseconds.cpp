// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/alignedseconds.h"

#include "core/analysis/livestats.h"
#include "core/analysis/statistics/medianinterval.h"

#include <QMap>

#include <algorithm>
#include <cmath>

namespace loadstone
{

namespace
{

/// A shorter piece makes a rate out of a handful of requests.
constexpr double shortestS = 0.75;

struct SecondValues {
    QList<double> rps;
    QList<double> p99Us;
};

void addSeconds(QMap<int, SecondValues> &values, const TrialTimeline &timeline)
{
    if (!timeline.measureFromS)
        return;
    for (const SecondBucket &second : timeline.seconds) {
        if (second.phase != Phase::Measure || second.lengthS < shortestS)
            continue;
        SecondValues &at = values[int(std::lround(second.startS - *timeline.measureFromS))];
        at.rps << perSecond(second.ok(), second);
        if (second.p99Us)
            at.p99Us << double(*second.p99Us);
    }
}

/// Of the repeats; nothing without any.
std::optional<double> medianOf(const QList<double> &values)
{
    if (values.size() == 1) // too few for an interval
        return values.first();
    const std::optional<Estimate> median = medianWithInterval(values);
    return median ? std::optional(median->value) : std::nullopt;
}

} // namespace

QList<AlignedSecond> alignedSeconds(const RunRecord &run, int server)
{
    const auto isOfServer = [server](const TrialRecord &trial) { return trial.planned.key.server == server; };
    const bool hasFinished = std::any_of(run.trials.begin(), run.trials.end(), [&](const TrialRecord &trial) {
        return isOfServer(trial) && trial.end == TrialEnd::Finished;
    });
    QMap<int, SecondValues> values;
    for (const TrialRecord &trial : run.trials) {
        if (isOfServer(trial) && (trial.end == TrialEnd::Finished || !hasFinished))
            addSeconds(values, trial.timeline);
    }
    QList<AlignedSecond> seconds;
    for (auto it = values.begin(); it != values.end(); ++it) {
        AlignedSecond second{it.key() + 0.5, medianOf(it->rps).value_or(0), medianOf(it->p99Us)};
        seconds << second;
    }
    return seconds;
}

} // namespace loadstone
