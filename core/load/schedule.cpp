// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/schedule.h"

#include "core/base/saturating.h"

#include <cmath>

namespace loadstone
{

namespace
{

constexpr quint64 thinkTimeStream = 1ULL << 32;

} // namespace

Nanoseconds spawnTime(int user, double spawnRate)
{
    return spawnRate > 0 ? toNanoseconds(Seconds(user / spawnRate)) : Nanoseconds::zero();
}

Nanoseconds rampLength(int users, double spawnRate) { return spawnTime(users - 1, spawnRate); }

Nanoseconds timeBeforeMeasuring(const Load &load, Milliseconds warmUp)
{
    const Nanoseconds ramp = load.isOpen() ? Nanoseconds::zero() : rampLength(load.users, load.spawnRate);
    return later(later(TimePoint(), ramp), warmUp) - TimePoint();
}

ThinkTimes::ThinkTimes(const ThinkTime &thinkTime, quint64 seed, int user)
    : m_thinkTime(thinkTime), m_random(seed, thinkTimeStream + static_cast<quint64>(user))
{
}

Nanoseconds ThinkTimes::next()
{
    switch (m_thinkTime.kind) {
    case ThinkTime::Kind::None:
        break;
    case ThinkTime::Kind::Constant:
        return m_thinkTime.mean;
    case ThinkTime::Kind::Uniform:
        return m_thinkTime.min
            + toNanoseconds(Seconds(m_thinkTime.max - m_thinkTime.min) * m_random.nextUnit());
    case ThinkTime::Kind::Exponential:
        // Inverse of the distribution function; 1 - u is never 0.
        return toNanoseconds(-std::log(1 - m_random.nextUnit()) * Seconds(m_thinkTime.mean));
    }
    return Nanoseconds::zero();
}

} // namespace loadstone
