// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fakeruncontroller.h"

#include "core/run/growingrecord.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone::test
{

namespace
{

/// As many equal times as the second had successful responses.
SecondTimes times(const SecondBucket &second)
{
    SecondTimes times{second.startS, second.lengthS, second.phase, {}, {}};
    times.serviceTime.record(second.p50Us.value_or(0), second.ok());
    if (second.serviceP99Us)
        times.responseTime.record(second.p50Us.value_or(0), second.ok());
    return times;
}

} // namespace

Status FakeRunController::start(const Profile &profile)
{
    fake.startedWith = profile;
    if (fake.startError)
        return *fake.startError;
    return success();
}

void FakeRunController::stop(bool now)
{
    ++fake.stops;
    fake.wasStoppedNow = now;
    fake.state = RunState::Stopping;
    emit stateChanged(RunState::Stopping);
}

void FakeRunController::play(const RunEvent &event)
{
    if (fake.result)
        addEvent(*fake.result, event);
    emit happened(event);
}

RunScript::RunScript(FakeRunController &controller, const RunRecord &run)
    : m_controller(controller), m_run(run)
{
    for (const TimelineMark &mark : run.marks) {
        const bool isBand = mark.endS.has_value();
        at(mark.atS, [this, mark, isBand] {
            TimelineMark open = mark;
            if (isBand)
                open.endS.reset();
            m_controller.play(MarkChanged{open});
        });
        if (isBand)
            at(*mark.endS, [this, mark] { m_controller.play(MarkChanged{mark}); });
    }
    for (const TrialRecord &trial : run.trials)
        addTrial(trial);
    std::stable_sort(m_events.begin(), m_events.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
}

void RunScript::at(double seconds, std::function<void()> event)
{
    m_events.emplace_back(seconds, std::move(event));
}

void RunScript::addTrial(const TrialRecord &trial)
{
    const int index = trial.planned.index;
    const TrialKey key = trial.planned.key;
    at(trial.timeline.startedAtS, [this, trial, key] {
        m_controller.play(TrialStarted{trial.planned, trial.timeline.startedAtS});
        m_controller.play(PhaseEntered{key, Phase::Launch});
        m_controller.play(ServerOutput{key, {u"Starting worker"_s}, true});
    });
    const TrialTimeline &line = trial.timeline;
    if (trial.server.readyAfterS) {
        const double readyAfterS = *trial.server.readyAfterS;
        at(line.startedAtS + readyAfterS, [this, trial, key, readyAfterS] {
            m_controller.play(ServerReady{key, trial.server.pid, trial.server.port, readyAfterS});
            m_controller.play(PhaseEntered{key, Phase::WarmUp, trial.timeline.startedAtS + readyAfterS});
        });
    }
    if (line.measureFromS)
        at(*line.measureFromS, [this, key, atS = *line.measureFromS] {
            m_controller.play(PhaseEntered{key, Phase::Measure, atS});
        });
    if (line.measureToS)
        at(*line.measureToS, [this, key, atS = *line.measureToS] {
            m_controller.play(PhaseEntered{key, Phase::Drain, atS});
        });
    double last = trial.timeline.startedAtS + 2;
    for (const SecondBucket &bucket : trial.timeline.seconds) {
        last = std::max(last, bucket.startS + bucket.lengthS);
        at(bucket.startS + bucket.lengthS, [this, bucket, key, index] {
            m_controller.play(SecondUpdated{key, bucket});
            m_controller.play(SecondCompleted{key, times(bucket)});
            RunProgress progress;
            progress.trial = index;
            progress.trials = int(m_run.plan.size());
            progress.phase = Phase::Measure;
            progress.fraction = bucket.startS / std::max(1.0, m_run.lengthS);
            progress.leftS = m_run.lengthS - bucket.startS;
            emit m_controller.progressChanged(progress);
        });
    }
    for (const ResourceSample &sample : trial.timeline.resources)
        at(sample.atS, [this, sample, key] { m_controller.play(ResourcesSampled{key, sample}); });
    at(last + 0.1, [this, trial, key] {
        m_controller.play(ServerOutput{key, trial.server.lastLog, false});
        m_controller.play(PhaseEntered{key, Phase::Done});
        m_controller.play(TrialFinished{trial});
    });
}

void RunScript::setState(RunState state)
{
    m_controller.fake.state = state;
    emit m_controller.stateChanged(state);
}

void RunScript::begin()
{
    m_next = 0;
    setState(RunState::Preparing);
    RunRecord plan = m_run;
    plan.trials.clear();
    plan.marks.clear();
    plan.state = RunState::Running;
    m_controller.fake.result = std::make_shared<RunRecord>(plan);
    setState(RunState::Running); // the real controller, too, tells the plan after this state
    emit m_controller.planned();
}

void RunScript::playUntil(double seconds)
{
    while (m_next < m_events.size() && m_events[m_next].first <= seconds)
        m_events[m_next++].second();
}

void RunScript::finish()
{
    while (m_next < m_events.size())
        m_events[m_next++].second();
    m_controller.fake.result = std::make_shared<RunRecord>(m_run);
    setState(m_run.state);
    emit m_controller.finished();
}

} // namespace loadstone::test
