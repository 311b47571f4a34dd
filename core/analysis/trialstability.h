// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/finding.h"
#include "core/results/runrecord.h"

#include <optional>

namespace loadstone
{

/// The rate of a flat trial drifts by up to this part of itself on a machine that is not wholly quiet.
inline constexpr double steadyWithinPercent = 10;

/// A rate that was not steady while it was measured.
struct UnsteadyRate {
    FindingKind kind = FindingKind::Slowing; ///< or WarmUpNotOver, NoSteadyState
    /// Difference of the two rates below, without a steady state of the lowest and the highest one, as a part of
    /// the higher one.
    double changePercent = 0;
    /// Median of the slowest earlier part of a warm-up, of the fastest one of slowing; else before the last change.
    double rpsBefore = 0;
    double rpsAfter = 0;      ///< median after the last change; by halves, both are means
    QList<double> changesAtS; ///< since the run began, ascending; by halves the begin of the second one
    bool isByHalves = false;  ///< too few whole seconds to find changes
    qsizetype slices = 0;     ///< whole seconds
};

/// What classifyStability() makes of the successful responses in the whole seconds of a trial's measure phase, if
/// that change is over steadyWithinPercent. By halves the difference also has to exceed what the noise of the seconds,
/// chance and the requests in flight explain.
///
/// Nothing for a steady rate, and where a rate proves nothing about the server: the trial did not come to its end
/// or is invalid, its target changed by stages, by hand or in a capacity search, or its schedule set the rate.
std::optional<UnsteadyRate> findUnsteadyRate(const TrialRecord &trial, const Profile &profile);

} // namespace loadstone
