// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/growingrecord.h"

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

void beginMeasuring(TrialRecord &trial, double atS)
{
    trial.timeline.measureFromS = atS;
    trial.timeline.measureToS.reset();
    trial.load = {};
    trial.load.measured.endpoints.append(EndpointMetrics());
    trial.usage.cpuUserS.reset();
    trial.usage.cpuSystemS.reset();
}

void enterPhase(TrialRecord &trial, const PhaseEntered &entered)
{
    if (entered.phase == Phase::Measure)
        beginMeasuring(trial, entered.atS);
    else if (trial.timeline.measureFromS && !trial.timeline.measureToS)
        trial.timeline.measureToS = entered.atS;
}

/// CPU time of the measured time, from the mean of the samples of the phase: samples and seconds do not end
/// at the same moments, so that the sum of the samples would be of a longer time.
void estimateCpu(TrialRecord &trial)
{
    double userPercent = 0;
    double systemPercent = 0;
    int samples = 0;
    for (const ResourceSample &sample : std::as_const(trial.timeline.resources)) {
        if (sample.phase != Phase::Measure || sample.atS < trial.timeline.measureFromS
            || !sample.cpuUserPercent || !sample.cpuSystemPercent)
            continue;
        userPercent += *sample.cpuUserPercent;
        systemPercent += *sample.cpuSystemPercent;
        ++samples;
    }
    if (samples == 0)
        return;
    trial.usage.cpuUserS = userPercent / samples / 100 * trial.load.measuredS;
    trial.usage.cpuSystemS = systemPercent / samples / 100 * trial.load.measuredS;
}

/// Adds a complete second of the measure phase to the load so far.
void addTimes(TrialRecord &trial, const SecondTimes &times, LoadModel model)
{
    LoadResult &load = trial.load;
    const auto second =
        std::find_if(trial.timeline.seconds.crbegin(), trial.timeline.seconds.crend(),
                     [&times](const SecondBucket &each) { return each.startS == times.startS; });
    if (times.phase != Phase::Measure || second == trial.timeline.seconds.crend()
        || load.measured.endpoints.isEmpty())
        return;
    EndpointMetrics &total = load.measured.endpoints.first();
    total.started += second->started;
    for (std::size_t i = 0; i < total.counts.size(); ++i)
        total.counts[i] += second->counts[i];
    total.okInWindow += second->ok();
    total.bytesReceived += second->bytesReceived;
    total.serviceTime.merge(times.serviceTime);
    total.responseTime.merge(times.responseTime);
    load.measuredS += times.lengthS;
    load.isOpen = model == LoadModel::Open;
    load.hasDueTimes = load.hasDueTimes || !times.responseTime.isEmpty();
    load.due += second->due;
    load.dropped += second->dropped;
    estimateCpu(trial);
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
