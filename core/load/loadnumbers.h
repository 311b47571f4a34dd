// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"

namespace loadstone
{

/// The most that a profile may ask for, too.
inline constexpr double highestRate = 1e6;
inline constexpr int highestUsers = 100'000;

/// Which number of a load no generator can work with, in a sentence; empty when it can with all. None
/// is NaN, infinite or negative; a time is at most a century, so that sums of times fit.
QString numberProblem(const LoadSpec &spec);

} // namespace loadstone
