// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/histogram.h"
#include "core/metrics/phase.h"

namespace loadstone
{

/// The times of one second of the live view, complete: all load threads together.
struct SecondTimes {
    double startS = 0; ///< as SecondBucket::startS
    double lengthS = 1;
    Phase phase = Phase::Measure; ///< as SecondBucket::phase
    Histogram serviceTime;
    Histogram responseTime; ///< empty where nothing says when a request is due
};

} // namespace loadstone
