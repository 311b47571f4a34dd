// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/run/runresult.h"

#include <QObject>

#include <memory>

namespace loadstone
{

class Catalogue;
class EnvironmentStore;

/// What a run needs from outside; everything must outlive the controller.
struct RunServices {
    const Catalogue *catalogue = nullptr;
    EnvironmentStore *environments = nullptr;
    const Clock *clock = nullptr;
    QString guardProgram; ///< the executable whose hidden role `guard` watches over each server
    QString runsFolder;   ///< where each run gets a folder for logs and private files
    QString filesFolder;  ///< cache for the streamed file
};

/// Runs a profile: prepares environments, launches each server in turn, loads it, stops it, and
/// tells what happens. The window and the command line are two listeners of it. Lives in the main
/// thread. A controller can run again after it has ended.
class RunController : public QObject
{
    Q_OBJECT
public:
    explicit RunController(const RunServices &services, QObject *parent = nullptr);
    ~RunController() override;

    /// Begins, or says in one sentence why it cannot. The profile is validated before.
    Status start(const Profile &profile);
    /// First call: drains and ends truthfully. Second call, or `now`: at once.
    void stop(bool now = false);

    RunState state() const;
    bool isRunning() const; ///< Preparing, Running or Stopping
    /// How often the live signals come, 1…10 per second; 4 at first.
    void setRefreshRate(int hz);
    /// Everything so far; const and complete once the state is Finished, Stopped or Failed.
    std::shared_ptr<const RunResult> result() const;

signals:
    void stateChanged(loadstone::RunState state);
    /// The plan is made; result() has variants, plan and machine.
    void planned();
    void trialStarted(const loadstone::PlannedTrial &trial);
    void phaseChanged(int trial, loadstone::TrialPhase phase);
    void secondUpdated(int trial, const loadstone::SecondBucket &bucket);
    void resourcesSampled(int trial, const loadstone::ResourceSample &sample);
    /// A new mark, or the same kind at the same atS with its end now known.
    void markChanged(const loadstone::TimelineMark &mark);
    /// Lines of a server's output, without line ends, cut at 4 KiB each.
    void serverOutput(int trial, const QStringList &lines, bool isStderr);
    void serverReady(int trial, qint64 pid, int port);
    void trialFinished(const loadstone::TrialResult &result);
    void progressChanged(const loadstone::RunProgress &progress);
    /// The last signal of a run, after the final stateChanged.
    void finished();

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace loadstone
