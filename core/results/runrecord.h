// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/load/loadspec.h"
#include "core/metrics/phase.h"
#include "core/metrics/resourcesample.h"
#include "core/metrics/secondbucket.h"
#include "core/profile/profile.h"
#include "core/profile/sweep.h"
#include "core/results/baselinerecord.h"
#include "core/results/capacityresult.h"
#include "core/results/finding.h"
#include "core/results/intervaltimes.h"
#include "core/results/timelinemark.h"
#include "core/results/trialkey.h"
#include "core/server/certificate.h"
#include "core/stack/stack.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QMap>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// How a trial ended: exactly one way, once it has.
enum class TrialEnd {
    Finished,
    Stopped,      ///< by the person; the result is partial
    NotMeasured,  ///< the server was unavailable, did not become ready or returned an invalid response
    ServerExited, ///< during the load; the result is partial
    Running,      ///< it has not ended
};
QString trialEndId(TrialEnd end);

/// One trial of the plan, with everything resolved.
struct PlannedTrial {
    int index = 0; ///< position in the run
    TrialKey key;
    double expectedS = 0; ///< launch + warm-up + measure + drain + pause
    bool operator==(const PlannedTrial &) const = default;
};

/// Of what a run's folder holds of one trial: "001-aiohttp-1" and the ending.
QString trialFileName(const PlannedTrial &planned, const Stack &stack, const QString &ending);

/// A stack entry as started, in one cell of the sweep.
struct ResolvedServer {
    ServerEntry entry;
    Stack stack;
    QString name;           ///< unique in the run: label, or title, with the preset where needed
    QString baseName;       ///< without the cell, alike for all cells of a server; empty without a cell
    SweepCell cell;         ///< of a sweep; its preset and parameters are in `entry`, too
    QJsonObject parameters; ///< every parameter with its effective value
    QString interpreter;    ///< "CPython 3.11.2"
    QMap<QString, QString> versions; ///< package → version as installed
    Sentence unavailable;            ///< empty when available, else the reason and the remedy
};

/// What thresholds can call a server: its name, the one without the cell, its label or else its stack's title,
/// and the id of its stack. Servers of one stack share the last two, cells of a sweep all but the first.
QStringList serverNames(const ResolvedServer &server);

/// The slow upstream that ran alongside a trial's server, a process of its own.
struct UpstreamRecord {
    QStringList commandLine; ///< as executed
    qint64 pid = 0;
    int port = 0;
    std::optional<double> cpuUserS; ///< during the measure phase, and in no figure of the server
    std::optional<double> cpuSystemS;
    QString finalMessage; ///< what it says of itself at its end: how many responses, how late
    bool operator==(const UpstreamRecord &) const = default;
};

/// The server of a trial, as launched.
struct ServerFacts {
    QStringList commandLine; ///< as executed
    qint64 pid = 0;
    int port = 0;
    std::optional<int> backlog;        ///< as seen on the listening socket
    std::optional<TlsFacts> tls;       ///< as agreed on when it became ready; nothing: plain
    std::optional<double> readyAfterS; ///< launch to the first valid response
    QStringList lastLog;               ///< last 50 lines of the server's output
    QString logFile;
    bool operator==(const ServerFacts &) const = default;
};

/// What the server's process tree used.
struct ProcessUsage {
    std::optional<double> cpuUserS; ///< during the measure phase
    std::optional<double> cpuSystemS;
    std::optional<qint64> peakPssBytes;
    std::optional<qint64> peakRssBytes;
    bool operator==(const ProcessUsage &) const = default;
};

/// The course of a trial, in seconds since the run began.
struct TrialTimeline {
    double startedAtS = 0;
    std::optional<double> measureFromS;
    std::optional<double> measureToS;
    QList<SecondBucket> seconds;    ///< warm-up, measure and drain
    QList<IntervalTimes> intervals; ///< one for each second in which the load ran, in the order of time
    QList<ResourceSample> resources;
    bool operator==(const TrialTimeline &) const = default;
};

/// What was recorded of one trial. Const once the trial has ended; nothing in it is derived.
struct TrialRecord {
    PlannedTrial planned;
    TrialEnd end = TrialEnd::NotMeasured;
    Sentence problem;         ///< when `end` is neither Finished nor Running
    QString problemDetail;    ///< raw text, for example the server's last lines
    QList<Finding> incidents; ///< in none of the figures: a port still taken, a server that had to be killed
    ServerFacts server;
    ProcessUsage usage;
    TrialTimeline timeline;
    LoadResult load; ///< with a capacity search that of the highest level sustained, or else of the last one
    std::optional<CapacityResult> capacity; ///< nothing when none was searched
    std::optional<UpstreamRecord> upstream; ///< nothing when the profile has no slow upstream
};

/// Takes the peaks of memory from the samples.
void computePeaks(TrialRecord &trial);

/// The machine a run was made on.
struct MachineFacts {
    QString cpuModel;
    int cores = 0;
    std::optional<qint64> memoryBytes;
    QString kernel;
    QString distribution;
    QString governor;                 ///< empty when unknown
    std::optional<double> loadBefore; ///< 1 min load average before the run
    std::optional<qint64> nofile;     ///< soft limit after raising
    std::optional<qint64> somaxconn;
    std::optional<int> portRangeFirst;
    std::optional<int> portRangeLast;
    QString loadstoneVersion;
    QString qtVersion;
};

enum class RunState {
    Idle,
    Preparing,
    Running,
    Stopping,
    Finished,
    Stopped,
    Failed,
    Interrupted, ///< the program ended before the run did
};
QString runStateId(RunState state);

/// One execution of a profile. Const once the run has ended.
struct RunRecord {
    QString id;             ///< "20261121-140233-mixed-streaming"
    Profile profile;        ///< as run, command-line changes included
    QByteArray profileJson; ///< the same as JSON text
    QDateTime startedAt;
    QList<QDateTime> resumedAt; ///< when it was gone on with after it had stopped or been interrupted
    double lengthS = 0;
    RunState state = RunState::Idle;
    Sentence problem; ///< when Failed or Interrupted
    MachineFacts machine;
    QList<ResolvedServer> servers;
    QList<PlannedTrial> plan;
    QList<TrialRecord> trials; ///< in the order they were run
    QList<TimelineMark> marks;
    QList<Sentence> warnings;               ///< about the run as a whole
    std::optional<BaselineRecord> baseline; ///< what thresholds refer to; nothing without one
};

/// A trial's name in its run: "Sanic", or "Sanic, repeat 2" where there are several. Empty for a trial
/// that the run does not have.
Sentence recordedTrialTitle(const RunRecord &run, const TrialKey &key);

/// Rounds of the plan so far, at least 1. With a precision or a time more than, or other than, the profile's repeats.
int roundCount(const RunRecord &run);

/// The profile as run for a server: with the load settings of its cell.
Profile serverProfile(const RunRecord &run, int server);

/// Where a run stands, for progress lines and bars.
struct RunProgress {
    std::optional<int> trial; ///< index into the plan; nothing while preparing
    int trials = 0;
    Phase phase = Phase::Waiting;
    QString text;                   ///< while preparing: what is being done
    std::optional<double> fraction; ///< 0…1 of the whole run
    std::optional<double> leftS;    ///< estimate
};

} // namespace loadstone
