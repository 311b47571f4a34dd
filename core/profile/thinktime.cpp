// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/thinktime.h"

namespace loadstone
{

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

} // namespace loadstone
