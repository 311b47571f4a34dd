// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/interval.h"

#include "core/profile/threshold.h"

namespace loadstone
{

IntervalOutcome evaluateInterval(const Interval &interval, Threshold::Comparison comparison, double threshold)
{
    if (!interval.reachesNominal())
        return IntervalOutcome::Undecided;
    Threshold limit;
    limit.comparison = comparison;
    limit.value = threshold;
    const bool isLowMet = holds(limit, interval.low);
    if (isLowMet != holds(limit, interval.high))
        return IntervalOutcome::Undecided;
    return isLowMet ? IntervalOutcome::Met : IntervalOutcome::Violated;
}

} // namespace loadstone
