// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/runfigures.h"

#include "core/analysis/trialstats.h"

#include <algorithm>
#include <cmath>

namespace loadstone
{

namespace
{

constexpr double fullSecond = 0.95;

void addSeconds(RunFigures &figures, const RunSeries &series, double trialFromS)
{
    qint64 ok = 0;
    qint64 ended = 0;
    double lengthS = 0;
    bool isFound = false;
    for (auto bucket = series.seconds.crbegin();
         bucket != series.seconds.crend() && bucket->startS >= trialFromS - 0.5; ++bucket) {
        const bool isFull = bucket->lengthS >= fullSecond; // one that is still filling would flicker
        if (!isFound && isFull && bucket->phase != Phase::Drain) {
            figures.rps = double(bucket->ok()) / bucket->lengthS;
            figures.p50Us = bucket->p50Us;
            figures.p99Us = bucket->p99Us;
            figures.clientCpu = bucket->clientCpuPercent;
            figures.targetRps = bucket->target;
            figures.serviceP99Us = bucket->serviceP99Us;
            figures.lateP99Us = bucket->lateP99Us;
            isFound = true;
        }
        if (bucket->phase != Phase::Measure)
            continue;
        ok += bucket->ok();
        ended += bucket->ok() + bucket->failed();
        figures.failures += bucket->failed();
        figures.dropped += bucket->dropped;
        lengthS += bucket->lengthS;
        figures.worstP99Us = std::max(figures.worstP99Us, bucket->p99Us);
    }
    if (lengthS > 0)
        figures.phaseRps = double(ok) / lengthS;
    if (ended > 0)
        figures.failedPercent = 100.0 * double(figures.failures) / double(ended);
}

void addResources(RunFigures &figures, const RunSeries &series, double trialFromS)
{
    double cpu = 0;
    int samples = 0;
    for (auto sample = series.resources.crbegin();
         sample != series.resources.crend() && sample->atS >= trialFromS; ++sample) {
        if (sample->phase > Phase::Measure)
            continue; // a server that drains and ends would be shown as idle
        const qint64 memory = sample->pssBytes >= 0 ? sample->pssBytes : sample->rssBytes;
        if (figures.serverMemory < 0)
            figures.serverMemory = memory;
        if (figures.serverCpu < 0)
            figures.serverCpu = sample->cpuPercent();
        figures.peakMemory = std::max(figures.peakMemory, memory);
        if (sample->phase == Phase::Measure && sample->cpuPercent() >= 0) {
            cpu += sample->cpuPercent();
            ++samples;
        }
    }
    if (samples > 0)
        figures.phaseServerCpu = cpu / samples;
}

} // namespace

RunFigures figuresOfLastSecond(const RunSeries &series, double trialFromS)
{
    RunFigures figures;
    addSeconds(figures, series, trialFromS);
    addResources(figures, series, trialFromS);
    return figures;
}

RunFigures figuresOfResult(const TrialRecord &trial)
{
    RunFigures figures;
    const TrialStats stats = analyseTrial(trial);
    if (!stats.isMeasured())
        return figures;
    const auto number = [&stats](Metric metric) { return stats.value(metric).value_or(-1); };
    const auto whole = [&number](Metric metric) { return std::llround(number(metric)); };
    figures.resultOfS = stats.load.measuredS;
    figures.rps = number(Metric::Rps);
    figures.pacingCeilingRps = number(Metric::PacingCeiling);
    figures.isPacingBound = stats.load.isPacingBound;
    figures.p50Us = whole(Metric::P50);
    figures.p99Us = whole(Metric::P99);
    if (trial.load.hasDueTimes)
        figures.serviceP99Us = whole(Metric::ServiceP99);
    figures.targetRps = number(Metric::DueRps);
    figures.lateP99Us = whole(Metric::LateP99);
    figures.dropped = stats.load.dropped.value_or(0);
    figures.waited = stats.load.waited.value_or(-1);
    figures.worstP99Us = stats.worstSecondP99Us.value_or(-1);
    figures.failures = stats.load.total.metrics().failed();
    figures.failedPercent = number(Metric::FailureRate);
    figures.serverCpu = number(Metric::ServerCpu);
    figures.peakMemory = whole(Metric::PeakMemory);
    figures.serverMemory = figures.peakMemory;
    figures.clientCpu = number(Metric::ClientCpu);
    return figures;
}

} // namespace loadstone
