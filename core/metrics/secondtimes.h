// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/histogram.h"

namespace loadstone
{

/// The part of a load to which a second belongs; none belongs to two.
enum class SecondPart { WarmUp, Measure, Drain };

/// The times of one second of the live view, complete: all load threads together.
struct SecondTimes {
    double startS = 0; ///< as SecondBucket::startS
    double lengthS = 1;
    SecondPart part = SecondPart::Measure;
    Histogram serviceTime;
    Histogram responseTime; ///< empty where nothing says when a request is due
};

} // namespace loadstone
