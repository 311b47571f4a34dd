// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QtGlobal>

namespace loadstone
{

/// The lowest and the highest value of a setting, both included.
template<typename T>
struct Limits {
    T least;
    T most;

    /// False for what is not a number, too.
    constexpr bool contains(T value) const { return value >= least && value <= most; }
};

/// How far the numbers of a profile go. Form, command line and load generator take them from here;
/// resources/schemas/profile.schema.json, which editors read, has the same (a test compares them).
namespace limits
{

inline constexpr Limits<qint64> users{1, 100'000};
inline constexpr Limits<double> spawnRate{0, 1e6}; ///< users per second; 0: all at once
inline constexpr Limits<double> rate{0, 1e6};      ///< arrivals per second; 0 only as a part of stages
inline constexpr Limits<qint64> connections{1, 100'000};
inline constexpr Limits<qint64> queue{0, 10'000'000};
inline constexpr Limits<qint64> requests{1, 1'000'000'000'000};
inline constexpr Limits<qint64> repeats{1, 1'000};

inline constexpr Limits<qint64> threads{1, 256};
inline constexpr Limits<qint64> requestsPerConnection{0, 1'000'000'000}; ///< 0: no limit
inline constexpr Limits<qint64> pipelining{1, 1'000};

inline constexpr Limits<qint64> port{0, 65'535}; ///< 0: a free one
inline constexpr Limits<qint64> status{100, 599};
inline constexpr Limits<qint64> streamFileMib{1, 1'048'576};
inline constexpr Limits<qint64> upstreamCalls{1, 1'000};

inline constexpr Limits<double> capacityLevel{1, 1e6};
inline constexpr Limits<double> capacityCpuPercent{0, 100'000}; ///< 0 excluded
inline constexpr Limits<double> capacityPrecisionPercent{0.1, 100};

/// Every time of a profile; what would be without effect as 0 s has to be above it.
inline constexpr Limits<Milliseconds> time{Milliseconds(0), Milliseconds(86'400'000)};
inline constexpr Limits<Milliseconds> upstreamDelay{Milliseconds(0), Milliseconds(3'600'000)};

} // namespace limits

} // namespace loadstone
