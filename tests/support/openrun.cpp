// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/openrun.h"

#include "tests/support/syntheticrun.h"

namespace loadstone::test
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double firstRate = 3'000;
constexpr double secondRate = 4'000;

/// Late by a fifth of the service time if the server keeps up, otherwise by a multiple.
void makeOpen(TrialRecord &trial, bool keepsUp)
{
    const double middle = (*trial.timeline.measureFromS + *trial.timeline.measureToS) / 2;
    LoadResult &load = trial.load;
    load.isOpen = true;
    load.hasDueTimes = true;
    load.client.sendLateP50Us = keepsUp ? 60 : 80'000;
    load.client.sendLateP99Us = keepsUp ? 180 : 240'000;
    for (SecondBucket &second : trial.timeline.seconds) {
        const double at = second.startS + second.lengthS / 2;
        second.target = at < middle ? firstRate : secondRate;
        second.due = qint64(*second.target);
        second.counts = {};
        second.counts[0] = keepsUp ? second.due : second.due / 2;
        second.dropped = keepsUp ? 0 : second.due / 10;
        second.started = second.ok();
        second.serviceP99Us = second.p99Us;
        second.lateP99Us = keepsUp ? 180 : 240'000;
        for (std::optional<qint64> *response : {&second.p50Us, &second.p90Us, &second.p99Us, &second.maxUs})
            *response = keepsUp ? response->value() * 6 / 5 : response->value() * 20;
        if (second.phase != Phase::Measure)
            continue;
        load.due += second.due;
        load.dropped += second.dropped;
    }
    load.intendedRps = double(load.due) / load.measuredS;
    load.waited = keepsUp ? 0 : load.due / 3;
    const double share = double(keepsUp ? load.due : load.due / 2) / double(load.measured.total().ok());
    for (EndpointMetrics &endpoint : load.measured.endpoints) {
        const qint64 served = qint64(double(endpoint.ok()) * share);
        endpoint.counts = {};
        endpoint.counts[0] = served;
        endpoint.okInWindow = served;
        endpoint.started = served;
        const qint64 median = endpoint.serviceTime.percentile(50);
        const qint64 slow = endpoint.serviceTime.percentile(99);
        endpoint.serviceTime = {};
        endpoint.serviceTime.record(median, served - served / 50);
        endpoint.serviceTime.record(slow, served / 50);
        endpoint.responseTime.record(keepsUp ? median * 6 / 5 : median * 20, served - served / 50);
        endpoint.responseTime.record(keepsUp ? slow * 6 / 5 : slow * 20, served / 50);
    }
}

} // namespace

RunRecord syntheticOpenRun()
{
    RunRecord run = syntheticRun(2, 1, 20);
    run.profile.name = u"Rate ladder"_s;
    run.profile.load.model = LoadModel::Open;
    run.profile.load.rate = firstRate;
    run.profile.load.duration.reset();
    run.profile.load.stages = {{firstRate, Milliseconds(10'000), true},
                               {secondRate, Milliseconds(10'000), false}};
    run.servers[0].name = u"Sanic"_s;
    run.servers[1].name = u"Flask on Gunicorn"_s;
    for (TrialRecord &trial : run.trials) {
        makeOpen(trial, trial.planned.key.server == 0);
        const double middle = (*trial.timeline.measureFromS + *trial.timeline.measureToS) / 2;
        run.marks.append({MarkKind::Measure, *trial.timeline.measureFromS, trial.timeline.measureToS,
                          Sentence("Measuring")});
        run.marks.append(
            {MarkKind::Target, middle, {}, Sentence("%1 → %2 requests/s", u"3,000"_s, u"4,000"_s)});
    }
    TrialRecord &last = run.trials.last();
    last.load.targetChanges = {{12.5, secondRate}};
    run.marks.append({MarkKind::Target,
                      *last.timeline.measureFromS + 12.5,
                      {},
                      Sentence("By hand: %1", Sentence("%1 requests/s", u"4,000"_s))});
    return run;
}

} // namespace loadstone::test
