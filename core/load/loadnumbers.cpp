// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/loadnumbers.h"

#include "core/profile/limits.h"
#include "core/text/format.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr Milliseconds longestTime = std::chrono::hours(24 * 36'525);

/// False for NaN too.
bool isWithin(double value, double least, double most) { return value >= least && value <= most; }

QString outOfRange(const QString &what, double value, double most)
{
    return u"%1 cannot be %2: use a number from 0 to %3."_s.arg(what, QString::number(value),
                                                                formatCount(std::llround(most)));
}

QString levelProblem(const Load &load)
{
    const QString level = load.isOpen() ? u"The rate"_s : u"The number of users"_s;
    const double most = load.isOpen() ? limits::rate.most : double(limits::users.most);
    if (!isWithin(load.target(), 0, most))
        return outOfRange(level, load.target(), most);
    for (const Stage &stage : load.stages) {
        if (!isWithin(stage.target, 0, most))
            return outOfRange(level + u" of a stage"_s, stage.target, most);
    }
    if (load.isOpen() && !limits::connections.contains(load.connections))
        return outOfRange(u"The number of connections"_s, load.connections, double(limits::connections.most));
    if (!load.isOpen() && !isWithin(load.spawnRate, 0, std::numeric_limits<double>::max()))
        return u"The spawn rate cannot be %1: use 0 or a positive number."_s.arg(
            QString::number(load.spawnRate));
    return {};
}

QString timeProblem(const LoadSpec &spec)
{
    const Load &load = spec.load;
    const std::pair<const char *, Milliseconds> times[]{
        {"duration", load.duration.value_or(Milliseconds(0))},
        {"warm-up", spec.warmUp},
        {"drain", spec.drain},
        {"timeout", spec.connection.timeout},
        {"pacing", load.pacing},
        {"think time", load.thinkTime.min},
        {"think time", load.thinkTime.max},
        {"think time", load.thinkTime.mean},
    };
    for (const auto &[name, time] : times) {
        if (time < Milliseconds(0) || time > longestTime)
            return u"The %1 cannot be %2 ms: use a time from 0 to 100 years."_s.arg(QLatin1String(name))
                .arg(time.count());
    }
    for (const Stage &stage : load.stages) {
        if (stage.duration <= Milliseconds(0) || stage.duration > longestTime / load.stages.size())
            return u"A stage cannot take %1 ms: use a time above 0, and at most 100 years for "
                   "all stages together."_s.arg(stage.duration.count());
    }
    return {};
}

} // namespace

QString numberProblem(const LoadSpec &spec)
{
    if (QString problem = levelProblem(spec.load); !problem.isEmpty())
        return problem;
    const bool areWeights =
        std::all_of(spec.requests.begin(), spec.requests.end(), [](const RequestTemplate &request) {
            return isWithin(request.weight, 0, std::numeric_limits<double>::max());
        });
    if (!areWeights)
        return u"The weight of a request has to be a positive number."_s;
    return timeProblem(spec);
}

} // namespace loadstone
