// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/histogram.h"

/// The numbers from which tests/metrics/hdrcheck.py generated the golden files: a linear congruential
/// sequence, skewed to small values.
inline loadstone::Histogram goldenHistogram(int count, qint64 spread)
{
    loadstone::Histogram histogram;
    qint64 state = 12345;
    const auto next = [&state] { return state = (state * 1'103'515'245 + 12'345) % (qint64(1) << 31); };
    for (int i = 0; i < count; ++i) {
        const qint64 high = next();
        histogram.record(1 + (high % spread) * (next() % spread) / spread);
    }
    return histogram;
}
