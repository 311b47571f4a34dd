// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/equalrate.h"

#include "core/analysis/serverstats.h"

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr Milliseconds longestPilot{5'000};
constexpr Milliseconds longestPilotWarmUp{2'000};
constexpr int mostPilotUsers = 100;

double roundedDown(double rate)
{
    const double unit = std::pow(10, std::floor(std::log10(rate)) - 1);
    return std::floor(rate / unit + 1e-9) * unit;
}

} // namespace

Profile saturatingPilot(const Profile &profile)
{
    Profile pilot = profile;
    const int users =
        profile.load.isOpen() ? std::min(profile.load.connections, mostPilotUsers) : profile.load.mostUsers();
    const Milliseconds measured = profile.load.measured().value_or(longestPilot);
    pilot.load = {};
    pilot.load.users = users;
    pilot.load.duration = std::min(measured, longestPilot);
    pilot.capacity.reset();
    pilot.thresholds.clear();
    pilot.reference.clear();
    pilot.measurement.repeats = 1;
    pilot.measurement.precisionPercent.reset();
    pilot.measurement.atMost.reset();
    pilot.measurement.warmUp = std::min(profile.measurement.warmUp, longestPilotWarmUp);
    return pilot;
}

Result<Profile> atEqualRate(const Profile &profile, const RunRecord &pilot, double sharePercent)
{
    std::optional<double> slowest;
    for (const ServerStats &server : analyseServers(pilot)) {
        const std::optional<double> rps = server.value(Metric::Rps);
        if (!server.isMeasured() || !rps || *rps <= 0)
            continue;
        if (std::max(server.failedPercent(), server.cutOffPercent()) > ServerStats::mostLostPercent)
            return Error{ErrorCode::Unavailable,
                         Sentence(QT_TRANSLATE_NOOP(
                                      "Sentence",
                                      "%1 failed over 1 % of its requests in the pilot, so that it is "
                                      "unknown which rate it sustains. Use fewer users, or leave it out."),
                                  server.name),
                         {}};
        slowest = std::min(slowest.value_or(*rps), *rps);
    }
    if (!slowest)
        return Error{ErrorCode::Unavailable,
                     Sentence(QT_TRANSLATE_NOOP(
                         "Sentence", "No server responded in the pilot, so that there is no equal rate.")),
                     {}};
    Profile equal = profile;
    equal.load.model = LoadModel::Open;
    equal.load.rate = roundedDown(*slowest * sharePercent / 100);
    equal.load.arrivals = Arrivals::Constant;
    equal.load.stages.clear();
    equal.load.duration = profile.load.measured();
    if (!equal.load.duration && !equal.load.requests)
        equal.load.duration = Load().duration;
    equal.load.thinkTime = {};
    equal.load.pacing = Milliseconds(0);
    equal.capacity.reset();
    if (equal.measurement.precisionPercent && equal.measurement.precisionMetric == Metric::Rps)
        equal.measurement.precisionMetric = Metric::CpuMsPerRequest;
    return equal;
}

} // namespace loadstone
