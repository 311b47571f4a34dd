// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/health.h"

#include "core/text/format.h"

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double tolerableBusyShare = 0.1;
constexpr double tolerableOwnShare = 0.5;
constexpr double tolerableLateness = 0.1;

struct Busyness {
    std::optional<double> busiestPercent;
    double busyShare = 0;
};

/// Examines each interval between two samples within the phase.
Busyness busyness(const ClientObservation &observation)
{
    CpuTotals totals = observation.folded;
    for (size_t i = 1; i < observation.cpu.size(); ++i) {
        const ThreadCpuSample &before = observation.cpu[i - 1];
        const ThreadCpuSample &after = observation.cpu[i];
        if (before.at >= observation.from && after.at <= observation.to)
            totals.addSlice(before, after);
    }
    Busyness result;
    if (totals.examined == Nanoseconds::zero())
        return result;
    result.busyShare = Seconds(totals.busy) / Seconds(totals.examined);
    for (const auto &[thread, spent] : totals.busyByThread)
        result.busiestPercent =
            std::max(result.busiestPercent, std::optional(100 * (Seconds(spent) / Seconds(totals.examined))));
    return result;
}

struct FoundLimit {
    ClientLimit limit = ClientLimit::None;
    double figure = 0;
};

/// The limits of a saturated generator, in order of priority.
FoundLimit findLimit(const ClientHealth &health, const ClientObservation &observation)
{
    if (observation.generatorLimits > 0)
        return {ClientLimit::Exhausted, static_cast<double>(observation.generatorLimits)};
    // Failed requests cost generator time too, and a faster generator would not make them succeed.
    if (observation.failed > observation.ok)
        return {};
    if (health.busyShare >= tolerableBusyShare)
        return {ClientLimit::BusyThread, health.busyShare};
    const double ownS = health.cpuUsPerRequest.value_or(0) / 1e6;
    const double serviceS = observation.meanService.count();
    if (serviceS > 0 && ownS > tolerableOwnShare * serviceS)
        return {ClientLimit::OwnWork, ownS / serviceS};
    const double lateUs = static_cast<double>(health.sendLateP99Us.value_or(0));
    const double medianUs = Seconds(observation.medianService).count() * 1e6;
    if (observation.isOpen && medianUs > 0 && lateUs > tolerableLateness * medianUs)
        return {ClientLimit::LateRequests, lateUs};
    if (!observation.isOpen && lateUs > tolerableLateness * 1e6 * observation.meanCycle.count())
        return {ClientLimit::LateUsers, lateUs};
    return {};
}

QString microsecondsText(double us) { return formatMicroseconds(std::llround(us)); }

QString microsecondsText(Seconds time) { return microsecondsText(1e6 * time.count()); }

/// The limit with its figures, its consequence and the remedy.
Sentence describeLimit(const ClientHealth &health, const ClientObservation &observation)
{
    const double figure = health.limitFigure;
    switch (health.limit) {
    case ClientLimit::None:
        return {};
    case ClientLimit::Exhausted:
        if (std::llround(figure) == 1)
            return {QT_TRANSLATE_NOOP("Sentence",
                                      "1 request failed because this machine ran out of file descriptors or "
                                      "ports: raise the limit (ulimit -n), keep connections alive, or use "
                                      "fewer users.")};
        return {QT_TRANSLATE_NOOP("Sentence",
                                  "%1 requests failed because this machine ran out of file descriptors or "
                                  "ports: raise the limit (ulimit -n), keep connections alive, or use fewer "
                                  "users."),
                formatCount(std::llround(figure))};
    case ClientLimit::BusyThread:
        return {QT_TRANSLATE_NOOP("Sentence",
                                  "A load thread was running or waiting for a CPU over 90 % of the time in "
                                  "%1 of the measurement: the server may be faster. Use fewer users, more "
                                  "load threads where cores are idle, or a machine with more cores."),
                formatPercent(100 * figure)};
    case ClientLimit::OwnWork:
        return {QT_TRANSLATE_NOOP("Sentence",
                                  "%1 was the load generator's own work, %2 of the mean service time of %3, "
                                  "so the server is faster than shown. Compare it under requests that take "
                                  "longer, or with a leaner load generator."),
                microsecondsText(health.cpuUsPerRequest.value_or(0)), formatPercent(100 * figure),
                microsecondsText(observation.meanService)};
    case ClientLimit::LateRequests:
        return {QT_TRANSLATE_NOOP("Sentence",
                                  "Requests were sent up to %1 late (p99) with a connection free, over a "
                                  "tenth of the median service time of %2. The response times include the "
                                  "delay. Use more load threads, a lower rate or a machine with nothing else "
                                  "to do."),
                microsecondsText(figure), microsecondsText(observation.medianService)};
    case ClientLimit::LateUsers:
        return {QT_TRANSLATE_NOOP("Sentence",
                                  "Users sent up to %1 late (p99), over a tenth of a user's cycle of %2, so "
                                  "the load was lower than planned. Use more load threads, fewer users or a "
                                  "machine with nothing else to do."),
                microsecondsText(figure), microsecondsText(observation.meanCycle)};
    }
    Q_UNREACHABLE();
}

} // namespace

std::optional<double> pacingCeiling(const Load &load, Seconds meanService)
{
    if (load.pacing > Milliseconds(0))
        return load.users / std::max(Seconds(load.pacing), meanService).count();
    const Seconds think = load.thinkTime.expectedValue();
    return think > Seconds::zero() ? std::optional(load.users / (think + meanService).count()) : std::nullopt;
}

std::optional<double> littlesLawRatio(double users, double rps, Seconds cycle)
{
    const double inSystem = rps * cycle.count();
    return inSystem > 0 ? std::optional(users / inSystem) : std::nullopt;
}

ClientHealth assessClient(const ClientObservation &observation)
{
    ClientHealth health;
    const Seconds length = observation.to - observation.from;
    if (length > Seconds::zero() && !observation.cpu.empty()) {
        const TimePoint from = std::max(observation.from, observation.cpu.front().at);
        const Nanoseconds used = observation.folded.used + cpuBetween(observation.cpu, from, observation.to);
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
    const FoundLimit found = findLimit(health, observation);
    health.limit = found.limit;
    health.limitFigure = found.figure;
    health.isClientLimited = found.limit != ClientLimit::None;
    health.reason = describeLimit(health, observation);
    return health;
}

QString clientLimitId(ClientLimit limit)
{
    switch (limit) {
    case ClientLimit::None:
        return {};
    case ClientLimit::Exhausted:
        return u"exhausted"_s;
    case ClientLimit::BusyThread:
        return u"busy-thread"_s;
    case ClientLimit::OwnWork:
        return u"own-work"_s;
    case ClientLimit::LateRequests:
        return u"late-requests"_s;
    case ClientLimit::LateUsers:
        return u"late-users"_s;
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
