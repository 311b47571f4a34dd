// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/growingrecord.h"

#include "core/results/partialtrial.h"

#include <algorithm>
#include <utility>

namespace loadstone
{

namespace
{

/// The trial that has begun last; nothing when that one has ended, or is another.
TrialRecord *trialInProgress(RunRecord &run, const TrialKey &key)
{
    if (run.trials.isEmpty() || run.trials.last().end != TrialEnd::Running
        || run.trials.last().planned.key != key)
        return nullptr;
    return &run.trials.last();
}

void addSecond(QList<SecondBucket> &seconds, const SecondBucket &second)
{
    // Nearly always the newest one, which is filling.
    const auto same = std::find_if(seconds.rbegin(), seconds.rend(), [&second](const SecondBucket &each) {
        return each.startS <= second.startS;
    });
    if (same != seconds.rend() && same->startS == second.startS)
        *same = second;
    else
        seconds.insert(same.base(), second);
}

void enterPhase(TrialRecord &trial, const PhaseEntered &entered)
{
    if (entered.phase == Phase::Measure)
        beginMeasuring(trial, entered.atS);
    else if (trial.timeline.measureFromS && !trial.timeline.measureToS)
        trial.timeline.measureToS = entered.atS;
}

void addSample(TrialRecord &trial, const ResourceSample &sample)
{
    trial.timeline.resources.append(sample);
    ProcessUsage &usage = trial.usage;
    usage.peakPssBytes = std::max(usage.peakPssBytes, sample.pssBytes);
    usage.peakRssBytes = std::max(usage.peakRssBytes, sample.rssBytes);
    estimateCpu(trial);
}

void addMark(QList<TimelineMark> &marks, const TimelineMark &mark)
{
    const auto same = std::find_if(marks.begin(), marks.end(), [&mark](const TimelineMark &each) {
        return each.kind == mark.kind && each.atS == mark.atS;
    });
    if (same != marks.end())
        *same = mark;
    else
        marks.append(mark);
}

void finishTrial(RunRecord &run, const TrialRecord &ended)
{
    if (TrialRecord *running = trialInProgress(run, ended.planned.key))
        *running = ended;
    else
        run.trials.append(ended);
}

} // namespace

void addEvent(RunRecord &run, const RunEvent &event)
{
    // What comes of a trial that is not in progress, as a last sample, changes nothing.
    const auto inProgress = [&run](const TrialKey &key, const auto &change) {
        if (TrialRecord *trial = trialInProgress(run, key))
            change(*trial);
    };
    std::visit(
        EventVisitor{
            [&](const TrialStarted &started) {
                TrialRecord trial;
                trial.planned = started.trial;
                trial.end = TrialEnd::Running;
                trial.timeline.startedAtS = started.atS;
                run.trials.append(trial);
            },
            [&](const PhaseEntered &entered) {
                inProgress(entered.trial, [&](TrialRecord &trial) { enterPhase(trial, entered); });
            },
            [&](const SecondUpdated &updated) {
                inProgress(updated.trial,
                           [&](TrialRecord &trial) { addSecond(trial.timeline.seconds, updated.second); });
            },
            [&](const SecondCompleted &completed) {
                inProgress(completed.trial, [&](TrialRecord &trial) {
                    addTimes(trial, completed.times, run.profile.load.model);
                });
            },
            [&](const ResourcesSampled &sampled) {
                inProgress(sampled.trial, [&](TrialRecord &trial) { addSample(trial, sampled.sample); });
            },
            [&](const MarkChanged &changed) { addMark(run.marks, changed.mark); },
            [&](const ServerReady &ready) {
                inProgress(ready.trial, [&](TrialRecord &trial) {
                    trial.server.pid = ready.pid;
                    trial.server.port = ready.port;
                    trial.server.readyAfterS = ready.afterS;
                });
            },
            [](const ServerOutput &) {}, // is in the server's log
            [&](const TrialFinished &finished) { finishTrial(run, finished.result); },
        },
        event);
}

} // namespace loadstone
