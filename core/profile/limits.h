// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QtGlobal>

#include <limits>

namespace loadstone
{

/// Range of a setting, both ends included.
template<typename T>
struct Limits {
    T least;
    T most;
    bool isLeastExcluded = false;

    /// False for NaN, too.
    constexpr bool contains(T value) const
    {
        return (isLeastExcluded ? value > least : value >= least) && value <= most;
    }
    /// The same without the lower end.
    constexpr Limits above() const { return {least, most, true}; }
};

/// The ranges of a profile's values, in their C++ unit. The field table (core/profile/codec/profilefields.h),
/// form, command line and load generator use these; resources/schemas/profile.schema.json, which editors
/// read, repeats them (a test compares both).
namespace limits
{

inline constexpr Limits<qint64> users{1, 100'000};
inline constexpr Limits<double> spawnRate{0, 1e6}; ///< users per second; 0: all immediately
inline constexpr Limits<double> rate{0, 1e6};      ///< arrivals per second; 0 only within stages
inline constexpr Limits<qint64> connections{1, 100'000};
inline constexpr Limits<qint64> queue{0, 10'000'000};
inline constexpr Limits<qint64> requests{1, 1'000'000'000'000};
inline constexpr Limits<qint64> repeats{1, 1'000};
inline constexpr Limits<double> precisionPercent{0.1, 50};
inline constexpr Limits<quint64> seed{0, quint64(std::numeric_limits<qint64>::max())};

inline constexpr Limits<qint64> threads{1, 256};
inline constexpr Limits<qint64> requestsPerConnection{0, 1'000'000'000}; ///< 0: no limit
inline constexpr Limits<qint64> pipelining{1, 1'000};

inline constexpr Limits<qint64> port{0, 65'535}; ///< 0: a free one
inline constexpr Limits<qint64> core{0, 1'023};
inline constexpr Limits<qint64> status{100, 599};
inline constexpr Limits<qint64> bodyBytes{0, 1LL << 40};
inline constexpr Limits<double> weight{0, 1e6, true};
inline constexpr Limits<qint64> variable{-9'007'199'254'740'991, 9'007'199'254'740'991}; ///< exact as double
inline constexpr Limits<qint64> streamFileMib{1, 1'048'576};
inline constexpr Limits<qint64> upstreamCalls{1, 1'000};

inline constexpr Limits<double> capacityLevel{1, 1e6};
inline constexpr Limits<double> capacityCpuPercent{0, 100'000, true};
inline constexpr Limits<double> capacityPrecisionPercent{0.1, 100};

/// Every duration of a profile; where 0 s would have no effect, above().
inline constexpr Limits<Milliseconds> time{Milliseconds(0), Milliseconds(86'400'000)};
inline constexpr Limits<Milliseconds> upstreamDelay{Milliseconds(0), Milliseconds(3'600'000)};

// Lengths of texts, in characters, and of lists.
inline constexpr qsizetype anyLength = std::numeric_limits<qsizetype>::max();
inline constexpr qsizetype longestName = 200;
inline constexpr qsizetype longestPath = 8'000;
inline constexpr qsizetype longestFileName = 1'000;
inline constexpr qsizetype longestJsonPointer = 1'000;
inline constexpr qsizetype longestList = 1'000; ///< of servers, requests and stages
inline constexpr qsizetype longestShortList = 100;
inline constexpr qsizetype mostSweepDimensions = 8;
inline constexpr qsizetype mostSweepCells = 200; ///< of each server
inline constexpr qsizetype mostCores = 1'024;

} // namespace limits

} // namespace loadstone
