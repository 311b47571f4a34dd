// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/partialtrial.h"

#include <algorithm>
#include <utility>

namespace loadstone
{

void beginMeasuring(TrialRecord &trial, double atS)
{
    trial.timeline.measureFromS = atS;
    trial.timeline.measureToS.reset();
    trial.load = {};
    trial.load.measured.endpoints.append(EndpointMetrics());
    trial.usage.cpuUserS.reset();
    trial.usage.cpuSystemS.reset();
}

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

Status addFigures(TrialRecord &trial, LoadModel model)
{
    TrialTimeline &timeline = trial.timeline;
    for (const SecondBucket &second : std::as_const(timeline.seconds)) {
        if (second.phase != Phase::Measure)
            continue;
        if (!timeline.measureFromS)
            beginMeasuring(trial, second.startS);
        timeline.measureToS = second.startS + second.lengthS;
    }
    if (!timeline.measureFromS)
        return success();
    for (const IntervalTimes &interval : std::as_const(timeline.intervals)) {
        const Result<Histogram> service = unpackTimes(interval.service);
        const Result<Histogram> response = unpackTimes(interval.response);
        if (!service || !response)
            return service ? response.error() : service.error();
        addTimes(trial, {interval.startS, interval.lengthS, interval.phase, *service, *response}, model);
    }
    computePeaks(trial);
    return success();
}

} // namespace loadstone
