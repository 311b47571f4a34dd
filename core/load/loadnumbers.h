// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"

namespace loadstone
{

/// Which number of a load no generator can work with, in a sentence; empty when it can with all. None
/// is NaN, infinite or negative; a time is at most a century, so that sums of times fit.
QString numberProblem(const LoadSpec &spec);

} // namespace loadstone
