// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/random.h"
#include "core/profile/profile.h"

namespace loadstone
{

/// Start of virtual user `user` (0, 1, …), relative to the start of the load.
/// @param spawnRate users per second; 0 or less starts all immediately
Nanoseconds spawnTime(int user, double spawnRate);

/// Length of the ramp: until the last of `users` has started.
Nanoseconds rampLength(int users, double spawnRate);

/// Start of measuring, relative to the start of the load: the warm-up begins when the last user has started.
Nanoseconds timeBeforeMeasuring(const Load &load, Milliseconds warmUp);

/// The think times of one virtual user.
class ThinkTimes
{
public:
    ThinkTimes(const ThinkTime &thinkTime, quint64 seed, int user);

    /// Draws the next pause. Exponential ones have no upper bound.
    Nanoseconds next();

private:
    ThinkTime m_thinkTime;
    RandomStream m_random;
};

} // namespace loadstone
