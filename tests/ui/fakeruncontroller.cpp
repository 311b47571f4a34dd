// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fakeruncontroller.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone::test
{

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

RunScript::RunScript(FakeRunController &controller, const RunRecord &run)
    : m_controller(controller), m_run(run)
{
    for (const TimelineMark &mark : run.marks) {
        const bool isBand = mark.endS > mark.atS;
        at(mark.atS, [this, mark, isBand] {
            TimelineMark open = mark;
            if (isBand)
                open.endS = -1;
            emit m_controller.happened(MarkChanged{open});
        });
        if (isBand)
            at(mark.endS, [this, mark] { emit m_controller.happened(MarkChanged{mark}); });
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
    at(trial.startedAtS, [this, trial, key] {
        emit m_controller.happened(TrialStarted{trial.planned});
        emit m_controller.happened(PhaseEntered{key, Phase::Launch});
        emit m_controller.happened(ServerOutput{key, {u"Starting worker"_s}, true});
    });
    if (trial.readyAfterS >= 0) {
        at(trial.startedAtS + trial.readyAfterS, [this, trial, key] {
            emit m_controller.happened(ServerReady{key, trial.pid, trial.port});
            emit m_controller.happened(PhaseEntered{key, Phase::WarmUp});
        });
        at(trial.measureFromS, [this, key] {
            emit m_controller.happened(PhaseEntered{key, Phase::Measure});
        });
        at(trial.measureToS, [this, key] { emit m_controller.happened(PhaseEntered{key, Phase::Drain}); });
    }
    double last = trial.startedAtS + 2;
    for (const SecondBucket &bucket : trial.seconds) {
        last = std::max(last, bucket.startS + bucket.lengthS);
        at(bucket.startS + bucket.lengthS, [this, bucket, key, index] {
            emit m_controller.happened(SecondUpdated{key, bucket});
            RunProgress progress;
            progress.trial = index;
            progress.trials = int(m_run.plan.size());
            progress.phase = Phase::Measure;
            progress.fraction = bucket.startS / std::max(1.0, m_run.lengthS);
            progress.leftS = m_run.lengthS - bucket.startS;
            emit m_controller.progressChanged(progress);
        });
    }
    for (const ResourceSample &sample : trial.resources)
        at(sample.atS, [this, sample, key] { emit m_controller.happened(ResourcesSampled{key, sample}); });
    at(last + 0.1, [this, trial, key] {
        emit m_controller.happened(ServerOutput{key, trial.lastLog, false});
        emit m_controller.happened(PhaseEntered{key, Phase::Done});
        emit m_controller.happened(TrialFinished{trial});
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
    m_controller.fake.result = std::make_shared<const RunRecord>(plan);
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
    m_controller.fake.result = std::make_shared<const RunRecord>(m_run);
    setState(m_run.state);
    emit m_controller.finished();
}

} // namespace loadstone::test
