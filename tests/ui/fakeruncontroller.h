// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runcontroller.h"

#include <functional>
#include <optional>
#include <vector>

namespace loadstone::test
{

/// A run controller that does nothing by itself: `fake` has what was asked of it, and what it returns.
class FakeRunController final : public RunController
{
    Q_OBJECT
public:
    Status start(const Profile &profile) override;
    void stop(bool now = false) override;
    void setTarget(double target) override { fake.target = target; }
    RunState state() const override { return fake.state; }
    std::shared_ptr<const RunRecord> result() const override { return fake.result; }

    /// Adds the event to the record, as a campaign does, and emits it.
    void play(const RunEvent &event);

    struct Fake {
        RunState state = RunState::Idle;
        std::shared_ptr<RunRecord> result;
        std::optional<double> target;
        int stops = 0;
        bool wasStoppedNow = false;
        std::optional<Error> startError;
        std::optional<Profile> startedWith;
    };
    Fake fake;
};

/// Plays a run that is known in full as the signals that a controller would have sent.
class RunScript
{
public:
    RunScript(FakeRunController &controller, const RunRecord &run);

    /// Preparing, running, planned.
    void begin();
    /// Everything up to that second of the run.
    void playUntil(double seconds);
    /// Everything that is left, and the end.
    void finish();
    double lengthS() const { return m_run.lengthS; }

private:
    void addTrial(const TrialRecord &trial);
    void at(double seconds, std::function<void()> event);
    void setState(RunState state);

    FakeRunController &m_controller;
    RunRecord m_run;
    std::vector<std::pair<double, std::function<void()>>> m_events;
    std::size_t m_next = 0;
};

} // namespace loadstone::test
