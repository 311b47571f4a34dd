// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/cpuhistory.h"
#include "core/load/loadspec.h"

namespace loadstone
{

/// Upper bound of a closed workload's rate: each user makes one request per think time plus service time, or
/// per pacing interval. @return requests per second; nothing without think time and pacing, when only server
/// and generator limit the rate
std::optional<double> pacingCeiling(const Load &load, Seconds meanService);

/// Little's law: users = rate × time in the system. The ratio is 1 for consistent figures; a deviation of
/// more than 5 % deserves a warning.
/// @param users time average @param rps of all responses, failures included @param cycle mean service time
/// plus mean think time
/// @return users / (rps × cycle), nothing for insufficient data
std::optional<double> littlesLawRatio(double users, double rps, Seconds cycle);

/// Input of assessClient().
struct ClientObservation {
    std::vector<ThreadCpuSample> cpu; ///< a few per second, covering the measure phase
    CpuTotals folded;                 ///< of the phase, before the first of the samples
    TimePoint from;                   ///< the measure phase
    TimePoint to;
    qint64 ended = 0;      ///< attempts ended within it
    qint64 failed = 0;     ///< measured attempts that failed because of server or network
    qint64 ok = 0;         ///< measured attempts that succeeded
    Histogram sendLate;    ///< µs
    Seconds meanCycle{};   ///< mean think time plus mean service time
    Seconds meanService{}; ///< of all ended attempts
    bool isOpen = false;
    Nanoseconds medianService{};
    qint64 generatorLimits = 0; ///< attempts that failed because descriptors or ports were exhausted
};

/// Assesses the load generator's own health, and whether it limited the result. It did if
/// - a load thread was over 90 % busy for 10 % of the phase. Waiting for a CPU counts as busy: on a machine
///   whose cores client and servers share, the generator saturates long before it uses a whole core, or
/// - over half of the mean service time was the generator's own CPU time. Then the times, and with them a
///   closed workload's rate, depend more on the generator than on the server, or
/// - p99 of send lateness is over 10 % of the users' mean cycle. In a closed workload with think time a late
///   send is not part of the service time; it lengthens the cycle and so reduces the load, hence the
///   comparison with the cycle. In an open workload it is compared with the median service time, or
/// - attempts failed because the machine's descriptors or ports were exhausted.
///
/// If more requests failed than succeeded, only the last rule applies: a thread that is busy with refused
/// connections does not limit a server. An open workload that misses its rate does not indicate a saturated
/// generator: arrivals that wait for a connection indicate a slow server, and the generator's own lateness is
/// covered by the third rule.
ClientHealth assessClient(const ClientObservation &observation);

/// The id of a limit in results: "busy-thread"; empty for none.
QString clientLimitId(ClientLimit limit);

} // namespace loadstone
