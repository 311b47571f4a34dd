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

/// Everything a generator needs to load one target. Plain data, copied to the load threads.
struct LoadSpec {
    QUrl baseUrl;           ///< scheme, host and port, or a Unix socket's
    QByteArray certificate; ///< PEM; with https the only one that is trusted
    QList<RequestTemplate> requests;
    QList<Variable> variables;
    Scenario scenario;
    ScenarioFiles files; ///< what requests and variables name
    Load load;
    Connection connection;
    QList<int> cores = {}; ///< of the load threads; empty: all
    Milliseconds warmUp{0};
    Milliseconds drain{5'000};
    quint64 seed = 1;
};

/// The target of a running load was changed by hand.
struct TargetChange {
    double atS = 0; ///< since measuring began; negative in the warm-up
    double target = 0;
    bool operator==(const TargetChange &) const = default;
};

/// Why a result shows the load generator's limit instead of the server's.
enum class ClientLimit {
    None,
    Exhausted,    ///< this machine ran out of descriptors or ports
    BusyThread,   ///< a load thread had no time left
    OwnWork,      ///< most of the service time was the generator's own
    LateRequests, ///< open: requests left late with a connection free, so response times have its delay
    LateUsers,    ///< closed: users sent late, so the load was lower than planned
};

/// The load generator's own health over the measure phase.
struct ClientHealth {
    std::optional<double> cpuPercent;           ///< of one core, mean over the phase, all load threads
    std::optional<double> cpuUsPerRequest;      ///< user + system of the load threads per ended attempt
    std::optional<double> busiestThreadPercent; ///< running or waiting for a CPU, mean over the phase
    double busyShare =
        0; ///< share of the phase with a load thread running or waiting for a CPU over 90 % of the time
    std::optional<qint64> sendLateP50Us; ///< lateness of sends against the end of their think time
    std::optional<qint64> sendLateP99Us;
    bool isClientLimited = false; ///< the stamp of docs/measuring.md
    ClientLimit limit = ClientLimit::None;
    double limitFigure = 0; ///< requests, share of the phase, share of the service time, or µs late
    QString reason;         ///< why, when limited: one sentence with the remedy
};

/// What a finished, stopped or failed load made.
struct LoadResult {
    LoadMetrics measured;               ///< measure phase only
    double measuredS = 0;               ///< its real length
    qint64 warmUpRequests = 0;          ///< ended before measuring began; not counted above
    double meanInFlight = 0;            ///< time average of requests in the system, measured
    double meanUsersBusyOrThinking = 0; ///< time average of active users in the measure phase
    std::optional<double>
        pacingCeilingRps; ///< users / (mean think + mean service); nothing without think time
    std::optional<double> littlesLawRatio; ///< users / (RPS × (service + think)); 1 = consistent
    bool isOpen = false;                   ///< arrivals at a rate; else virtual users
    bool hasDueTimes = false;              ///< there are response times beside the service times
    std::optional<double> intendedRps;     ///< open: arrivals due in the measure phase over its length
    qint64 due = 0;                        ///< open: arrivals due in the measure phase
    qint64 dropped = 0;                    ///< of these, never started: beyond the limits, or at the end
    qint64 waited = 0;                     ///< of these, started late because every connection was taken
    qint64 answeredInTime = 0; ///< of these, right answers until the end of the phase and as long after
                               ///< it as the shortest one of all took
    QList<TargetChange> targetChanges; ///< by hand, while it ran
    /// How much of the measure phase Loadstone as a whole did not run (stopped, suspended), and the
    /// longest single time: the figures are then invalid, whatever they are.
    double stoodStillS = 0;
    double longestStandstillS = 0;
    bool isStopped = false; ///< by the person, before its end
    QString error;          ///< why there was no load at all; empty when there was
    ClientHealth client;

    /// Nothing may be concluded from the figures.
    bool isInvalid() const { return stoodStillS > 0; }
};

} // namespace loadstone
