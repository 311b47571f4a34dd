// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadstone
{

// Saturating conversions and sums of numbers from user input: values out of range become the nearest
// representable one, and NaN becomes 0. The only conversion from a double to an integer of time.

/// The nearest integer.
inline qint64 toWhole(double value)
{
    constexpr double beyond = 0x1p63; // the first value out of range
    if (std::isnan(value))
        return 0;
    if (value >= beyond)
        return std::numeric_limits<qint64>::max();
    if (value < -beyond)
        return std::numeric_limits<qint64>::min();
    return std::llround(value);
}

/// The same as an int, the type of user counts and of Qt's sizes.
inline int toInt(double value)
{
    using Limits = std::numeric_limits<int>;
    return static_cast<int>(std::clamp<qint64>(toWhole(value), Limits::min(), Limits::max()));
}

inline Nanoseconds toNanoseconds(Seconds duration) { return Nanoseconds(toWhole(duration.count() * 1e9)); }

inline Nanoseconds toNanoseconds(Milliseconds duration)
{
    constexpr Milliseconds longest = std::chrono::floor<Milliseconds>(Nanoseconds::max());
    return std::clamp(duration, -longest, longest);
}

/// @param by 0 or more @return TimePoint::max(), which means never, on overflow
inline TimePoint later(TimePoint at, Nanoseconds by)
{
    return by > TimePoint::max() - std::max(at, TimePoint()) ? TimePoint::max() : at + by;
}
inline TimePoint later(TimePoint at, Milliseconds by) { return later(at, toNanoseconds(by)); }

} // namespace loadstone
