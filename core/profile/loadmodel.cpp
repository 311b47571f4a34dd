// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/loadmodel.h"

#include "core/base/saturating.h"
#include "core/profile/enumids.h"
#include "core/text/format.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loadstone
{

double Load::highestTarget() const
{
    return std::accumulate(stages.begin(), stages.end(), target(),
                           [](double most, const Stage &stage) { return std::max(most, stage.target); });
}

int Load::mostUsers() const { return isOpen() ? connections : toInt(std::ceil(highestTarget())); }

std::optional<Milliseconds> Load::measured() const
{
    if (stages.isEmpty())
        return duration;
    return std::accumulate(stages.begin(), stages.end(), Milliseconds(0),
                           [](Milliseconds so, const Stage &stage) { return so + stage.duration; });
}

QString loadModelId(LoadModel model) { return enumId(model); }

QString formatLevel(double level)
{
    const bool isWhole = level == std::floor(level);
    return isWhole ? formatCount(toWhole(level)) : formatRate(level);
}

QString describeTarget(const Load &load, double target)
{
    if (!load.isOpen())
        return formatCounted(toWhole(target), QStringLiteral("users"));
    return QStringLiteral("%1 requests/s").arg(formatLevel(target));
}

QString describeLoad(const Profile &profile)
{
    if (!profile.capacity)
        return describeLoad(profile.load);
    return QStringLiteral("search for the highest level of %1")
        .arg(profile.load.isOpen() ? QStringLiteral("the rate") : QStringLiteral("users"));
}

QString describeLoad(const Load &load)
{
    QStringList levels;
    const auto add = [&levels](double target) {
        const QString level = formatLevel(target);
        if (levels.isEmpty() || levels.last() != level)
            levels << level;
    };
    add(load.target());
    for (const Stage &stage : load.stages)
        add(stage.target);
    if (!load.isOpen())
        return levels.size() == 1 ? formatCounted(load.users, QStringLiteral("users"))
                                  : QStringLiteral("%1 users").arg(levels.join(QStringLiteral(" → ")));
    return QStringLiteral("%1 requests/s, %2 arrivals")
        .arg(levels.join(QStringLiteral(" → ")),
             load.arrivals == Arrivals::Poisson ? QStringLiteral("Poisson") : QStringLiteral("constant"));
}

} // namespace loadstone
