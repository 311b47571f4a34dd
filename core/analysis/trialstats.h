// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/requeststats.h"
#include "core/results/runrecord.h"

#include <QList>

#include <optional>

namespace loadstone
{

/// The figures of one load, with or without a server of ours.
struct LoadStats {
    double measuredS = 0; ///< 0: nothing was measured, and no figure below has a value
    RequestStats total;
    QList<RequestStats> endpoints;
    QList<RequestStats> groups;
    std::optional<RequestStats> login; ///< of users logging in, in none of the others and without a rate
    std::optional<double> dueRps;      ///< open: arrivals due per second
    /// Open: successful responses came at under 99 % of the rate due, and not only because those due
    /// last could not be answered before the end.
    bool isTargetMissed = false;
    std::optional<double> pacingCeilingRps; ///< where users wait between requests
    bool isPacingBound = false;             ///< RPS within 5 % of that ceiling: the figure is the schedule's
    std::optional<qint64> waited;           ///< open: started late because every connection was taken
    std::optional<qint64> dropped;          ///< open: due and never started
    std::optional<double> lateP99Us;        ///< how late requests were sent
    qint64 warmUpRequests = 0;              ///< ended before the measure phase
    std::optional<double> clientCpuPercent; ///< of one core

    bool isMeasured() const { return measuredS > 0; }
    /// 0 when nothing was measured.
    double rps() const { return total.rps().value_or(0); }
    std::optional<double> value(Metric metric) const;
    /// See findRequests().
    const RequestStats *requestsOf(const QString &endpoint) const;
};
LoadStats analyseLoad(const LoadResult &load);

/// The most memory that a server's processes had together.
struct PeakMemory {
    std::optional<qint64> bytes;
    bool isRss = false; ///< shared pages counted once per process, because PSS could not be read
};
/// What is shown of a trial, everywhere: PSS, or else RSS.
PeakMemory peakMemory(const TrialRecord &trial);

/// The figures of one trial.
struct TrialStats {
    LoadStats load; ///< nothing measured where the trial was not, whatever its load had begun
    std::optional<double> serverCpuPercent; ///< of one core, the whole process tree, as below
    std::optional<double> cpuMsPerRequest;  ///< per successful one
    std::optional<double> rpsPerCpuSecond;
    std::optional<double> upstreamCpuPercent; ///< of the slow upstream, in none of the above
    PeakMemory peakMemory;
    std::optional<double> readyAfterS;
    std::optional<qint64> worstSecondP99Us; ///< of any second of the measure phase
    std::optional<qint64> concurrency;      ///< as below

    bool isMeasured() const { return load.isMeasured(); }
    std::optional<double> value(Metric metric) const;
};
TrialStats analyseTrial(const TrialRecord &trial);

/// The seconds of the measure phase; of a capacity search those of the level that has the figures.
QList<SecondBucket> measuredSeconds(const TrialRecord &trial);

/// The highest number of users at the end of a second of the measure phase; of an open load of requests in flight,
/// and at least their mean rounded up, as such a load may be idle at the end of every second. Nothing without a
/// second.
std::optional<qint64> concurrency(const TrialRecord &trial);

/// Of one core, while measuring; also of a trial that has not ended.
std::optional<double> serverCpuPercent(const TrialRecord &trial);

} // namespace loadstone
