// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/likeforlike.h"
#include "core/analysis/serverstats.h"
#include "core/analysis/statistics/comparison.h"

#include <QList>

#include <memory>
#include <optional>

namespace loadstone
{

/// A server of a run that is to be compared.
struct ComparedServer {
    std::shared_ptr<const RunRecord> run;
    int server = 0;   ///< index into RunRecord::servers
    QString runLabel; ///< distinguishes servers of several runs; empty for those of one
    ServerStats stats;
};

/// What forbids a verdict on a pair, whatever its figures are; the first one that holds.
enum class VerdictObstacle {
    NotMeasured,    ///< one of them gave no figure
    Invalid,        ///< Loadstone itself stood still
    ClientLimited,  ///< the load generator set a figure
    Failures,       ///< more than 1 % of the requests failed or were cut off
    ChangedByHand,  ///< the load, while it ran
    Stopped,        ///< partial trials only
    TargetMissed,   ///< an open load was not reached
    NotLikeForLike, ///< the settings of the runs differ
    ScheduleBound,  ///< of rates alone: users and waits, or the schedule, set them
};

/// What forbids a verdict on one server, whatever it is compared with; none of pairs, nor of rates alone.
std::optional<VerdictObstacle> obstacleOf(const ServerStats &stats);

/// The known values of a server's repeats, in the order of their rounds. Only trials that came to their end count.
QList<double> repeatValues(const RunRecord &run, int server, Metric metric);

/// Two servers by all metrics.
struct ComparedPair {
    ServerPair pair;                         ///< indices into RunComparison::servers
    std::optional<VerdictObstacle> obstacle; ///< of every metric
    QList<SettingDifference> unlike;         ///< settings of their runs
    QList<SettingDifference> changes;        ///< of the server itself, of one stack
};

/// All servers and pairs by one metric.
struct ComparedMetric {
    Metric metric = Metric::Rps;
    QList<std::optional<Estimate>> medians; ///< by server, of its repeats
    QList<Comparison> comparisons;          ///< by pair; p is corrected over all of them
    std::optional<VarianceShares> shares;   ///< of servers and rounds, within one run
    QList<std::optional<int>> places;       ///< by server; empty unless all are compared with one
};

struct RunComparison {
    QList<ComparedServer> servers;
    QList<ComparedPair> pairs;
    QList<ComparedMetric> metrics;
    /// Requests per second, where all servers had the same constant rate and succeeded at it; see equalRate().
    std::optional<double> equalRate;
};

/// The constant arrival rate of all these servers, in requests per second; nothing where rates differ, change, or were
/// missed by a server.
std::optional<double> equalRate(const QList<ComparedServer> &servers);

/// What is compared where nobody chose: at an equal rate response times and what they cost, else rates, too.
QList<Metric> usualMetrics(const QList<ComparedServer> &servers);

/// Compares the servers with the first one, or where they are of several runs and `bySameServer` is set, each with the
/// server of the same name in the first run. One trial is one observation; only trials that came to their end count.
/// @param servers with run and index; the statistics are made here
/// @param metrics empty: the usual ones
RunComparison compareServers(QList<ComparedServer> servers, bool bySameServer, const QList<Metric> &metrics);

/// The last of these servers compared with the first by their rates, p corrected over all that are compared with the first.
/// Nothing with too few repeats of either for a verdict.
/// @param byRate at least two, the fastest first
std::optional<Comparison> compareSlowestWithFastest(const QList<ServerStats> &byRate);

/// The obstacle for one metric.
std::optional<VerdictObstacle> obstacleOf(const RunComparison &comparison, const ComparedPair &pair,
                                          Metric metric);

} // namespace loadstone
