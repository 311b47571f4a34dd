// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/thinktime.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString inSeconds(Milliseconds time) { return QString::number(Seconds(time).count()); }

} // namespace

Seconds ThinkTime::expectedValue() const
{
    switch (kind) {
    case Kind::None:
        return Seconds(0);
    case Kind::Uniform:
        return (Seconds(min) + Seconds(max)) / 2;
    case Kind::Constant:
    case Kind::Exponential:
        return mean;
    }
    return Seconds(0);
}

QList<ThinkTime::Kind> thinkTimeKinds()
{
    return {ThinkTime::Kind::None, ThinkTime::Kind::Constant, ThinkTime::Kind::Uniform,
            ThinkTime::Kind::Exponential};
}

QString describeThinkTime(const ThinkTime &thinkTime)
{
    switch (thinkTime.kind) {
    case ThinkTime::Kind::None:
        return u"none"_s;
    case ThinkTime::Kind::Constant:
        return u"constant, %1 s"_s.arg(inSeconds(thinkTime.mean));
    case ThinkTime::Kind::Uniform:
        return u"uniform, %1–%2 s"_s.arg(inSeconds(thinkTime.min), inSeconds(thinkTime.max));
    case ThinkTime::Kind::Exponential:
        return u"exponential, mean %1 s"_s.arg(inSeconds(thinkTime.mean));
    }
    return {};
}

} // namespace loadstone
