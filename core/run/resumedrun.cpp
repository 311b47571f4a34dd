// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/resumedrun.h"

#include <algorithm>

namespace loadstone
{

namespace
{

bool isKeptTrial(const TrialRecord &trial)
{
    return trial.end == TrialEnd::Finished || trial.end == TrialEnd::ServerExited;
}

/// A trial's first mark is its TrialChange, so the marks between two of them are of one trial, in the order in which the
/// trials were run.
QList<TimelineMark> keptMarks(const RunRecord &previous)
{
    QList<TrialRecord> trials = previous.trials;
    std::sort(trials.begin(), trials.end(), [](const TrialRecord &one, const TrialRecord &other) {
        return one.timeline.startedAtS < other.timeline.startedAtS;
    });
    QList<TimelineMark> kept;
    qsizetype trial = -1;
    for (const TimelineMark &mark : previous.marks) {
        trial += mark.kind == MarkKind::TrialChange ? 1 : 0;
        if (trial >= 0 && trial < trials.size() && isKeptTrial(trials[trial]))
            kept << mark;
    }
    return kept;
}

} // namespace

RunRecord keptPart(const RunRecord &previous)
{
    RunRecord kept = previous;
    kept.marks = keptMarks(previous);
    kept.trials.removeIf([](const TrialRecord &trial) { return !isKeptTrial(trial); });
    kept.problem = {};
    return kept;
}

} // namespace loadstone
