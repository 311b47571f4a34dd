// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/health.h"

#include "core/base/format.h"

#include <algorithm>

namespace loadstone
{

namespace
{

constexpr double busyPercent = 90;
constexpr double tolerableBusyShare = 0.1;
constexpr double tolerableOwnShare = 0.5;
constexpr double tolerableLateness = 0.1;
constexpr double pacingMargin = 0.05;

/// Below this a single reading says more about the clock than about the thread.
constexpr Milliseconds shortestSlice{20};

struct Busyness {
    double busiestPercent = -1;
    double busyShare = 0;
};

/// How far a thread's figure grew between two samples.
Nanoseconds growth(const std::map<pid_t, Nanoseconds> &before, const std::map<pid_t, Nanoseconds> &after,
                   pid_t thread)
{
    const auto now = after.find(thread);
    if (now == after.end())
        return Nanoseconds::zero();
    const auto earlier = before.find(thread);
    return now->second - (earlier == before.end() ? Nanoseconds::zero() : earlier->second);
}

/// Looks at each slice between two samples within the phase.
Busyness busyness(const ClientObservation &observation)
{
    Busyness result;
    Nanoseconds judged{0};
    Nanoseconds busy{0};
    std::map<pid_t, Nanoseconds> busyByThread;
    for (size_t i = 1; i < observation.cpu.size(); ++i) {
        const ThreadCpuSample &before = observation.cpu[i - 1];
        const ThreadCpuSample &after = observation.cpu[i];
        const Nanoseconds length = after.at - before.at;
        if (before.at < observation.from || after.at > observation.to || length < shortestSlice)
            continue;
        double busiest = 0;
        for (const auto &entry : after.used) {
            const pid_t thread = entry.first;
            const Nanoseconds spent =
                growth(before.used, after.used, thread) + growth(before.waited, after.waited, thread);
            busyByThread[thread] += spent;
            busiest = std::max(busiest, 100 * (Seconds(spent) / Seconds(length)));
        }
        judged += length;
        if (busiest > busyPercent)
            busy += length;
    }
    if (judged == Nanoseconds::zero())
        return result;
    result.busyShare = Seconds(busy) / Seconds(judged);
    for (const auto &[thread, spent] : busyByThread)
        result.busiestPercent = std::max(result.busiestPercent, 100 * (Seconds(spent) / Seconds(judged)));
    return result;
}

QString whyLimited(const ClientHealth &health, const ClientObservation &observation)
{
    if (observation.generatorLimits > 0)
        return QStringLiteral("%1 failed because this machine ran out of file descriptors or ports: "
                              "raise the limit (ulimit -n), keep connections alive, or use fewer users.")
            .arg(formatCounted(observation.generatorLimits, QStringLiteral("requests")));
    if (health.busyShare >= tolerableBusyShare)
        return QStringLiteral(
                   "A load thread was running or waiting for a processor over 90 % of the time in %1 % of "
                   "the measurement, so the server could do more than is shown: use fewer users, more load "
                   "threads where cores are idle, or a machine with more cores.")
            .arg(100 * health.busyShare, 0, 'f', 0);
    const double ownMs = health.cpuUsPerRequest / 1e3;
    const double serviceMs = 1e3 * observation.meanService.count();
    if (ownMs > tolerableOwnShare * serviceMs)
        return QStringLiteral(
                   "Of the mean service time of %1 ms, %2 ms were the load generator's own work, so the "
                   "server is faster than is shown: compare it under requests that take longer, or with a "
                   "leaner load generator.")
            .arg(serviceMs, 0, 'f', 2)
            .arg(ownMs, 0, 'f', 2);
    const double lateUs = static_cast<double>(health.sendLateP99Us);
    const double medianUs = Seconds(observation.medianService).count() * 1e6;
    if (observation.isOpen && lateUs > tolerableLateness * medianUs)
        return QStringLiteral(
                   "Requests were sent up to %1 ms after they were due (p99) with a connection free, which "
                   "is "
                   "over a tenth of the median service time of %2 ms: use more load "
                   "threads, a lower rate or a machine with nothing else to do. The response times include "
                   "the delay.")
            .arg(lateUs / 1e3, 0, 'f', 2)
            .arg(medianUs / 1e3, 0, 'f', 2);
    if (!observation.isOpen && lateUs > tolerableLateness * 1e6 * observation.meanCycle.count())
        return QStringLiteral(
                   "Requests were sent up to %1 ms late (p99), which is over a tenth of a user's cycle: "
                   "use more load threads, fewer users or a machine with nothing else to do.")
            .arg(lateUs / 1e3, 0, 'f', 1);
    return {};
}

} // namespace

double pacingCeiling(const Load &load, Seconds meanService)
{
    if (load.pacing > Milliseconds(0))
        return load.users / std::max(Seconds(load.pacing), meanService).count();
    const Seconds think = load.thinkTime.expectedValue();
    return think > Seconds::zero() ? load.users / (think + meanService).count() : -1;
}

bool isPacingBound(double rps, double ceiling) { return ceiling > 0 && rps >= (1 - pacingMargin) * ceiling; }

double littlesLawRatio(double users, double rps, Seconds cycle)
{
    const double inSystem = rps * cycle.count();
    return inSystem > 0 ? users / inSystem : -1;
}

ClientHealth assessClient(const ClientObservation &observation)
{
    ClientHealth health;
    const Seconds length = observation.to - observation.from;
    const Nanoseconds used = cpuBetween(observation.cpu, observation.from, observation.to);
    if (length > Seconds::zero() && !observation.cpu.empty()) {
        health.cpuPercent = 100 * (Seconds(used) / length);
        if (observation.ended > 0)
            health.cpuUsPerRequest = Seconds(used).count() * 1e6 / static_cast<double>(observation.ended);
    }
    const Busyness threads = busyness(observation);
    health.busiestThreadPercent = threads.busiestPercent;
    health.busyShare = threads.busyShare;
    if (!observation.sendLate.isEmpty()) {
        health.sendLateP50Us = observation.sendLate.percentile(50);
        health.sendLateP99Us = observation.sendLate.percentile(99);
    }
    health.reason = whyLimited(health, observation);
    health.isClientLimited = !health.reason.isEmpty();
    return health;
}

} // namespace loadstone
