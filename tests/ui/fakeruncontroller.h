// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runcontroller.h"

#include <functional>
#include <optional>
#include <vector>

namespace loadstone::test
{

/// What a RunController of the tests has been told, and what it answers. Its member functions are
/// defined in fakeruncontroller.cpp, which the linker prefers to the library's.
struct FakeRun {
    RunState state = RunState::Idle;
    std::shared_ptr<const RunResult> result;
    int refreshRate = 0;
    int stops = 0;
    bool wasStoppedNow = false;
    std::optional<Error> startError;
    std::optional<Profile> startedWith;
};
FakeRun &fakeRun(RunController &controller);

/// Plays a run that is known in full as the signals that a controller would have sent.
class RunScript
{
public:
    RunScript(RunController &controller, const RunResult &run);

    /// Preparing, planned, running.
    void begin();
    /// Everything up to that second of the run.
    void playUntil(double seconds);
    /// Everything that is left, and the end.
    void finish();
    double lengthS() const { return m_run.lengthS; }

private:
    void addTrial(const TrialResult &trial);
    void at(double seconds, std::function<void()> event);
    void setState(RunState state);

    RunController &m_controller;
    RunResult m_run;
    std::vector<std::pair<double, std::function<void()>>> m_events;
    std::size_t m_next = 0;
};

} // namespace loadstone::test
