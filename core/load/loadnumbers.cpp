// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/loadnumbers.h"

#include "core/profile/limits.h"
#include "core/text/format.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class LoadNumberProblem
{
    Q_DECLARE_TR_FUNCTIONS(LoadNumberProblem)
};

constexpr Milliseconds longestTime = std::chrono::hours(24 * 36'525);

/// False for NaN too.
bool isWithin(double value, double least, double most) { return value >= least && value <= most; }

QString outOfRange(const QString &what, double value, double most)
{
    return LoadNumberProblem::tr("%1 cannot be %2: use a number from 0 to %3.")
        .arg(what, QString::number(value), formatCount(std::llround(most)));
}

QString levelProblem(const Load &load)
{
    const QString level =
        load.isOpen() ? LoadNumberProblem::tr("The rate") : LoadNumberProblem::tr("The number of users");
    const QString stageLevel = load.isOpen() ? LoadNumberProblem::tr("The rate of a stage")
                                             : LoadNumberProblem::tr("The number of users of a stage");
    const double most = load.isOpen() ? limits::rate.most : double(limits::users.most);
    if (!isWithin(load.target(), 0, most))
        return outOfRange(level, load.target(), most);
    for (const Stage &stage : load.stages) {
        if (!isWithin(stage.target, 0, most))
            return outOfRange(stageLevel, stage.target, most);
    }
    if (load.isOpen() && !limits::connections.contains(load.connections))
        return outOfRange(LoadNumberProblem::tr("The number of connections"), load.connections,
                          double(limits::connections.most));
    if (!load.isOpen() && !isWithin(load.spawnRate, 0, std::numeric_limits<double>::max()))
        return LoadNumberProblem::tr("The spawn rate cannot be %1: use 0 or a positive number.")
            .arg(QString::number(load.spawnRate));
    return {};
}

QString timeProblem(const LoadSpec &spec)
{
    const Load &load = spec.load;
    const std::pair<const char *, Milliseconds> times[]{
        {QT_TRANSLATE_NOOP("LoadNumberProblem", "duration"), load.duration.value_or(Milliseconds(0))},
        {QT_TRANSLATE_NOOP("LoadNumberProblem", "warm-up"), spec.warmUp},
        {QT_TRANSLATE_NOOP("LoadNumberProblem", "drain"), spec.drain},
        {QT_TRANSLATE_NOOP("LoadNumberProblem", "timeout"), spec.connection.timeout},
        {QT_TRANSLATE_NOOP("LoadNumberProblem", "pacing"), load.pacing},
        {QT_TRANSLATE_NOOP("LoadNumberProblem", "think time"), load.thinkTime.min},
        {QT_TRANSLATE_NOOP("LoadNumberProblem", "think time"), load.thinkTime.max},
        {QT_TRANSLATE_NOOP("LoadNumberProblem", "think time"), load.thinkTime.mean},
    };
    for (const auto &[name, time] : times) {
        if (time < Milliseconds(0) || time > longestTime)
            return LoadNumberProblem::tr("The %1 cannot be %2 ms: use a time from 0 to 100 years.")
                .arg(LoadNumberProblem::tr(name))
                .arg(time.count());
    }
    for (const Stage &stage : load.stages) {
        if (stage.duration <= Milliseconds(0) || stage.duration > longestTime / load.stages.size())
            return LoadNumberProblem::tr(
                       "A stage cannot take %1 ms: use a time above 0, and at most 100 years for "
                       "all stages together.")
                .arg(stage.duration.count());
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
        return LoadNumberProblem::tr("The weight of a request has to be a positive number.");
    return timeProblem(spec);
}

} // namespace loadstone
