// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <cstddef>
#include <optional>
#include <span>

namespace loadstone
{

/// With fewer slices changes cannot be found, and halves are compared.
inline constexpr std::size_t fewestSlicesForChanges = 20;

/// What the rate did during the measure phase of a trial.
enum class Stability {
    Flat,
    WarmUp,        ///< rose to a steady state
    Slowing,       ///< some earlier part was faster than the last one
    NoSteadyState, ///< still changed in the last quarter
};

/// A part of the measure phase between two changes.
struct RateSegment {
    qsizetype first = 0; ///< index of its first slice
    qsizetype count = 0;
    double medianRps = 0;
    bool operator==(const RateSegment &) const = default;
};

struct RateStability {
    Stability stability = Stability::Flat;
    /// Under 20 slices there are too few to find changes: the means of the halves were compared (more than
    /// 10 % apart: warm-up or slowing), and "no steady state" cannot be seen.
    bool isByHalves = false;
    QList<RateSegment> segments; ///< one if flat; by halves, always two
};

/// Classifies the rate of a trial by changes of its mean; see changePoints(). The classes, the precedence of
/// "no steady state" and the penalty of 15 · log(slices), which tolerates slices that depend on their
/// neighbours, are those of Barrett, Bolz-Tereick, Killick, Mount & Tratt, Virtual Machine Warmup Blows Hot and
/// Cold, OOPSLA 2017. As there, outliers are no changes: slices over three deviations of the noise away from
/// the median of the nine around them are moved to that distance (Hampel's identifier), so that a stall of up
/// to four slices is none. The noise is at least one response, and 0.5 % of the mean. Segments have at least 5 slices, and neighbours whose medians differ by at most 2 %
/// are one. Deterministic.
/// @param slices successful responses per second, of 1 s each, in order. Over 3,600 are averaged in groups.
/// Nothing for fewer than 4 slices, a value that is not finite, or without any response.
std::optional<RateStability> classifyStability(std::span<const double> slices);

} // namespace loadstone
