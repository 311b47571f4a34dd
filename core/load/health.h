// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/cpuhistory.h"
#include "core/load/loadspec.h"

namespace loadstone
{

/// What a closed workload can reach at most: each user makes one request per think time and
/// service time, or per pacing interval. @return requests per second; -1 without think time and
/// pacing, when nothing but the server and the generator set the pace
std::optional<double> pacingCeiling(const Load &load, Seconds meanService);

/// Little's law: users = rate × time in the system. 1 means that the books balance; more than 5 %
/// off, the result deserves a warning.
/// @param users time average @param rps of all answers, failures too @param cycle mean service time plus think time
/// @return users / (rps × cycle), -1 when there is too little to tell
std::optional<double> littlesLawRatio(double users, double rps, Seconds cycle);

/// What assessClient() judges by.
struct ClientObservation {
    std::vector<ThreadCpuSample> cpu; ///< a few a second, reaching over the measure phase
    CpuTotals folded;                 ///< of the phase, what came before the first of them
    TimePoint from;                   ///< the measure phase
    TimePoint to;
    qint64 ended = 0;      ///< attempts ended within it
    qint64 failed = 0;     ///< measured attempts that failed by the server's or the network's doing
    qint64 ok = 0;         ///< measured attempts that succeeded
    Histogram sendLate;    ///< µs
    Seconds meanCycle{};   ///< mean think time plus mean service time
    Seconds meanService{}; ///< of all ended attempts
    bool isOpen = false;
    Nanoseconds medianService{};
    qint64 generatorLimits = 0; ///< attempts that failed for want of descriptors or ports
};

/// Says how the load generator itself was doing, and whether it limited the result:
/// - a load thread was over 90 % busy for 10 % of the phase. Time in which it was ready to run and
///   got no processor counts as busy: on a machine whose processors client and servers share, the
///   generator is at its end long before it has a core for itself, or
/// - over half of the mean service time was the generator's own CPU time. Then the times are more
///   its own than the server's, and a closed workload's rate with them, or
/// - p99 of send lateness is over 10 % of the users' mean cycle. In a closed workload with think
///   time a late send is no part of the service time; what it does is to stretch the cycle and
///   so to lower the load, hence the cycle is what it is measured against. In an open workload it
///   is measured against the median service time, or
/// - attempts failed because the machine's descriptors or ports were used up.
/// Where more requests failed than succeeded, only the last rule applies: a thread that is busy with
/// refused connections does not hold back a server, which could do no more for it.
/// An open workload that misses its rate is no sign of a limited generator: arrivals that wait for
/// a connection say that the server is slow, and what the generator starts late is the third rule.
ClientHealth assessClient(const ClientObservation &observation);

/// The name of a limit in results: "busy-thread"; empty for none.
QString clientLimitId(ClientLimit limit);
/// What limited, with its figure and without the remedy, for a headline about a server:
/// "a load thread was busy for 60 % of the time".
QString describeClientLimit(const ClientHealth &health);

} // namespace loadstone
