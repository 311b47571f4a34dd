// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"

namespace loadstone
{

/// The number of a load that is out of range for any generator, as a sentence; empty if all are valid. No
/// number may be NaN, infinite or negative; durations are at most a century, so that their sums fit.
QString numberProblem(const LoadSpec &spec);

} // namespace loadstone
