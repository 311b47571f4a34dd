// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <optional>

namespace loadstone
{

/// What breaks at a level.
struct Violation {
    Sentence reason;              ///< a few words; empty when everything is met
    bool isServerFailure = false; ///< requests failed, which no slow load generator brings about
};
/// @param serverCpuPercent of one core; nothing: unknown
Violation firstViolation(const LoadResult &load, std::optional<double> serverCpuPercent,
                         const Capacity &capacity);

/// The load of a trial, at one level instead.
LoadSpec makeProbeSpec(LoadSpec trial, const Capacity &capacity, double level);

/// The search is by a CPU that could not be read, so that no level can be judged.
bool isCpuMissing(const CapacityProbe &probe, const Capacity &capacity);

/// What came of the load that the trial has just made at a level.
CapacityProbe evaluateProbe(double level, const TrialRecord &trial, Capacity capacity);

} // namespace loadstone
