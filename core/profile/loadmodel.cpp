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
    return formatLevel(target) + u' ' + pluralUnit(toWhole(target), u"requests/s"_s);
}

Sentence recordedTarget(const Load &load, double target)
{
    if (load.isOpen())
        return {QT_TRANSLATE_NOOP("Sentence", "%1 requests/s"), formatLevel(target)};
    const qint64 users = toWhole(target);
    return users == 1 ? Sentence(QT_TRANSLATE_NOOP("Sentence", "1 user"))
                      : Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 users"), formatCount(users));
}

} // namespace loadstone
