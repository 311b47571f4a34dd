// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/run/runevent.h"

#include <QObject>

#include <memory>

namespace loadstone
{

/// Runs a profile and reports what happens: the one thing that the window and the command line listen
/// to. `Campaign` is the real one; tests have one that plays scripts. Lives in the main thread.
class RunController : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Begins, or says in one sentence why it cannot. The profile is validated before.
    virtual Status start(const Profile &profile) = 0;
    /// First call: drains and ends truthfully. Second call, or `now`: stops immediately.
    virtual void stop(bool now = false) = 0;

    /// Changes the target of the load that runs now, by hand: users of a closed one, arrivals per
    /// second of an open one. It holds until the trial's end or the next change, and the result
    /// records it. Harmless when nothing is loaded.
    virtual void setTarget(double target) = 0;

    virtual RunState state() const = 0;
    /// Everything so far, the trial in progress included: see addEvent(). Complete, and no longer
    /// changed, once the state is Finished, Stopped or Failed. Read it in the main thread only.
    virtual std::shared_ptr<const RunRecord> result() const = 0;

    bool isRunning() const ///< Preparing, Running or Stopping
    {
        const RunState now = state();
        return now == RunState::Preparing || now == RunState::Running || now == RunState::Stopping;
    }

signals:
    void stateChanged(loadstone::RunState state);
    /// The plan is made; result() has servers, plan and machine.
    void planned();
    /// The plan has got more rounds, or fewer, between two trials.
    void replanned();
    /// What happens in the trials.
    void happened(const loadstone::RunEvent &event);
    void progressChanged(const loadstone::RunProgress &progress);
    /// The last signal of a run, after the final stateChanged.
    void finished();
};

} // namespace loadstone
