// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/profile/profile.h"

namespace loadstone
{

/// Parses `p99<200ms`, `rps>=1000`, `failures<=1%`, `mean < 5 ms`. Times need a unit (us, µs, ms, s); rps and
/// failures take none, or /s and %. "p99.9" is the same as "p999". `rps >= 0.95 * baseline` refers to the
/// run's baseline. Names in braces after the metric are its scope: `p99{endpoint:Single,
/// server:Sanic}<200ms`; whether a profile has them is not checked. Errors are Usage.
Result<Threshold> parseThreshold(const QString &text);

/// Whether a value, in the metric's unit as in Threshold, meets the threshold. Not of one that refers to a baseline.
bool holds(const Threshold &threshold, double value);

} // namespace loadstone
