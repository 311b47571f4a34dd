// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/runseries.h"

namespace loadstone
{

/// What the tiles show of one trial. Negative: not known.
struct RunFigures {
    double resultOfS = -1; ///< length of the measure phase of an ended trial; -1: of one second of it
    double rps = -1;
    double phaseRps = -1; ///< mean of the measure phase so far
    /// Of a result: what the users' waits allow; -1 where they do not wait.
    double pacingCeilingRps = -1;
    bool isPacingBound = false; ///< of a result: the rate is that of the schedule
    qint64 p50Us = -1;
    qint64 p99Us = -1;
    qint64 worstP99Us = -1; ///< of any second of the measure phase
    qint64 failures = 0;    ///< in the measure phase so far
    double failedPercent = -1;
    double serverCpu = -1;
    double phaseServerCpu = -1;
    qint64 serverMemory = -1;
    qint64 peakMemory = -1;
    double clientCpu = -1;
    // Of loads whose requests are due at a moment.
    double targetRps = -1; ///< open: meant to be started; of a result, in the mean
    qint64 serviceP99Us = -1;
    qint64 lateP99Us = -1; ///< how late requests were sent where a connection was free
    qint64 waited = -1;    ///< open, of a result: started late because every connection was taken
    qint64 dropped = 0;    ///< open: never started, in the measure phase so far

    bool isResult() const { return resultOfS >= 0; }
};

/// While a trial runs: its last full second. From the end of the measure phase on it stays the last
/// one of that phase, because a drain says nothing about the server.
/// @param trialFromS when the trial began, since the run did
RunFigures figuresOfLastSecond(const RunSeries &series, double trialFromS);

/// When it ended: the trial's result, the same figures as in the results table and the report.
/// Without figures for a trial that was not measured.
RunFigures figuresOfResult(const TrialRecord &trial);

} // namespace loadstone
