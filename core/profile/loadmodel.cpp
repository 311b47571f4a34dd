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

using namespace Qt::StringLiterals;

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
        return formatCounted(toWhole(target), u"users"_s);
    return u"%1 requests/s"_s.arg(formatLevel(target));
}

QString describeLoad(const Profile &profile)
{
    if (!profile.capacity)
        return describeLoad(profile.load);
    return u"search for the highest level of %1"_s.arg(profile.load.isOpen() ? u"the rate"_s : u"users"_s);
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
        return levels.size() == 1 ? formatCounted(load.users, u"users"_s)
                                  : u"%1 users"_s.arg(levels.join(u" → "_s));
    return u"%1 requests/s, %2 arrivals"_s.arg(
        levels.join(u" → "_s), load.arrivals == Arrivals::Poisson ? u"Poisson"_s : u"constant"_s);
}

} // namespace loadstone
