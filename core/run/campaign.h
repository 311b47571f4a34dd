// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/run/runcontroller.h"

namespace loadstone
{

class Catalogue;
class EnvironmentStore;

/// What a run needs from outside; everything must outlive the controller.
struct RunEnvironment {
    const Catalogue *catalogue = nullptr;
    EnvironmentStore *environments = nullptr;
    const Clock *clock = nullptr;
    /// The executable whose hidden role `guard` watches over each server, and whose verb `upstream`
    /// is the slow upstream.
    QString guardProgram;
    QString runsFolder;  ///< where each run gets a folder for logs and private files
    QString storeFile;   ///< of the ResultsStore; empty: runs are not kept
    QString filesFolder; ///< cache for the streamed file
    QString baseline;    ///< id of the run that thresholds refer to; empty: the baseline of the profile
};

/// Prepares environments and files, launches each server of the plan in turn, loads it and stops it.
/// Can run again after it has ended; destroying it while it runs ends the server.
class Campaign final : public RunController
{
    Q_OBJECT
public:
    explicit Campaign(const RunEnvironment &services, QObject *parent = nullptr);
    ~Campaign() override;

    Status start(const Profile &profile) override;
    /// Makes the trials of a kept run that had not come to their end; the others stay as they are. An error when
    /// there are none, or a program is still making that run.
    Status resume(const RunRecord &run);
    void stop(bool now = false) override;
    void setTarget(double target) override;
    RunState state() const override;
    std::shared_ptr<const RunRecord> result() const override;

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace loadstone
