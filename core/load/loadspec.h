// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/loadmetrics.h"
#include "core/metrics/secondbucket.h"
#include "core/profile/profile.h"
#include "core/profile/scenariofiles.h"

#include <QUrl>

#include <optional>

namespace loadstone
{

/// Input of a generator for one target. Plain data, copied to the load threads.
struct LoadSpec {
    QUrl baseUrl;           ///< scheme, host and port, or a Unix socket's
    QByteArray certificate; ///< PEM; with https the only trusted one
    QList<RequestTemplate> requests;
    QList<Variable> variables;
    Scenario scenario;
    ScenarioFiles files; ///< content of files named by requests and variables
    Load load;
    Connection connection;
    QList<int> cores = {}; ///< of the load threads; empty: all
    Milliseconds warmUp{0};
    Milliseconds drain{5'000};
    quint64 seed = 1;
};

/// A manual change of the target during the load.
struct TargetChange {
    double atS = 0; ///< relative to the start of measuring; negative in the warm-up
    double target = 0;
    bool operator==(const TargetChange &) const = default;
};

/// Why a result shows the limit of the load generator instead of the server's.
enum class ClientLimit {
    None,
    Exhausted,    ///< this machine's descriptors or ports were exhausted
    BusyThread,   ///< a load thread was saturated
    OwnWork,      ///< most of the service time was the generator's own
    LateRequests, ///< open: sent late although a connection was free, which adds to response times
    LateUsers,    ///< closed: users sent late, which reduced the load
};

/// Health of the load generator in the measure phase.
struct ClientHealth {
    std::optional<double> cpuPercent;           ///< of one core, mean over the phase, all load threads
    std::optional<double> cpuUsPerRequest;      ///< user + system of the load threads per ended attempt
    std::optional<double> busiestThreadPercent; ///< running or waiting for a CPU, mean over the phase
    double busyShare =
        0; ///< share of the phase with a load thread running or waiting for a CPU over 90 % of the time
    std::optional<qint64> sendLateP50Us; ///< lateness of sends against the end of their think time
    std::optional<qint64> sendLateP99Us;
    bool isClientLimited = false; ///< as documented in docs/measuring.md
    ClientLimit limit = ClientLimit::None;
    double limitFigure = 0; ///< requests, share of the phase, share of the service time, or µs late
    Sentence reason;        ///< why, if limited: one sentence with the remedy
};

/// Result of a finished, stopped or failed load.
struct LoadResult {
    LoadMetrics measured;               ///< measure phase only
    double measuredS = 0;               ///< its real length
    qint64 warmUpRequests = 0;          ///< ended before measuring began; not included above
    double meanInFlight = 0;            ///< time average of requests in the system, measured
    double meanUsersBusyOrThinking = 0; ///< time average of active users in the measure phase
    std::optional<double>
        pacingCeilingRps; ///< users / (mean think + mean service); nothing without think time
    std::optional<double> littlesLawRatio; ///< users / (RPS × (service + think)); 1 = consistent
    bool isOpen = false;                   ///< arrivals at a rate; else virtual users
    bool hasDueTimes = false;              ///< there are response times in addition to service times
    std::optional<double> intendedRps;     ///< open: arrivals due in the measure phase over its length
    qint64 due = 0;                        ///< open: arrivals due in the measure phase
    qint64 dropped = 0;                    ///< of `due`, never started: queue overflow, or end of the load
    qint64 waited = 0;                     ///< of `due`, started late because every connection was in use
    qint64 succeededInTime = 0;        ///< of `due`, successful until the end of the phase plus the shortest
                                       ///< response time
    QList<TargetChange> targetChanges; ///< manual ones
    /// How long Loadstone as a whole was not running (stopped, suspended) in the measure phase, and the
    /// longest such period: they invalidate the figures.
    double stoodStillS = 0;
    double longestStandstillS = 0;
    bool isStopped = false; ///< by the user, before its end
    Sentence error;         ///< why there was no load at all; otherwise empty
    ClientHealth client;

    /// No conclusions may be drawn from the figures.
    bool isInvalid() const { return stoodStillS > 0; }
};

} // namespace loadstone
