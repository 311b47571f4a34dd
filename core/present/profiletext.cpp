// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/profiletext.h"

#include "core/profile/enumids.h"
#include "core/profile/loadmodel.h"
#include "core/text/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ProfileText
{
    Q_DECLARE_TR_FUNCTIONS(ProfileText)
};

QString secondsText(Milliseconds time) { return QString::number(Seconds(time).count()); }

} // namespace

QString describeLoad(const Profile &profile)
{
    if (!profile.capacity)
        return describeLoad(profile.load);
    return profile.load.isOpen() ? ProfileText::tr("search for the highest level of the rate")
                                 : ProfileText::tr("search for the highest level of users");
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
                                  : ProfileText::tr("%1 users").arg(levels.join(u" → "_s));
    return (load.arrivals == Arrivals::Poisson ? ProfileText::tr("%1 requests/s, Poisson arrivals")
                                               : ProfileText::tr("%1 requests/s, constant arrivals"))
        .arg(levels.join(u" → "_s));
}

QString describeThinkTime(const ThinkTime &thinkTime)
{
    switch (thinkTime.kind) {
    case ThinkTime::Kind::None:
        return ProfileText::tr("none");
    case ThinkTime::Kind::Constant:
        return ProfileText::tr("constant, %1 s").arg(secondsText(thinkTime.mean));
    case ThinkTime::Kind::Uniform:
        return ProfileText::tr("uniform, %1–%2 s")
            .arg(secondsText(thinkTime.min), secondsText(thinkTime.max));
    case ThinkTime::Kind::Exponential:
        return ProfileText::tr("exponential, mean %1 s").arg(secondsText(thinkTime.mean));
    }
    return {};
}

QString describeUpstream(const Upstream &upstream)
{
    if (upstream.api == Upstream::Api::None)
        return ProfileText::tr("none");
    const QString sentence = upstream.truncatesSeconds
        ? ProfileText::tr("%1, %2, %3 concurrent calls in /io_bound, whole seconds only")
        : ProfileText::tr("%1, %2, %3 concurrent calls in /io_bound");
    return sentence.arg(enumId(upstream.api), formatDuration(Seconds(upstream.delay)),
                        QString::number(upstream.calls));
}

} // namespace loadstone
