// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

namespace loadstone::test
{

/// A sweep of one setting at a time, of two servers in three repeats of 10 s: workers from 1 to 64, the first
/// server with its knee at 8, the second without a figure at 16; and three presets.
RunRecord sweptCurveRun();

/// A grid of 4 workers × 4 threads, of two servers in two repeats of 10 s; the second has no figure at 8
/// workers and 100 threads.
RunRecord sweptGridRun();

} // namespace loadstone::test
