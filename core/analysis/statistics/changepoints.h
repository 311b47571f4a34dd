// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <span>

namespace loadstone
{

/// Where the mean of a series changes.
struct ChangePointSearch {
    double noise = 1;       ///< standard deviation of the values around their mean, in their unit; positive
    double penalty = 0;     ///< for each change, in units of 2 · log-likelihood
    qsizetype shortest = 1; ///< values of a segment
};

/// The first index of each segment but the first, ascending: of those segmentations with enough values per
/// segment, the one with the smallest sum of ((value − mean of its segment) ÷ noise)² + penalty · changes.
/// The same optimum as that of PELT, by optimal partitioning (Jackson et al. 2005; Killick, Fearnhead &
/// Eckley 2012), whose pruning saves nothing where nothing changes. Deterministic, unlike e-divisive, which
/// needs random permutations for its significance. Of equal ones, the one with the earlier last change. Takes
/// (number of values)²/2 steps; series over 4,000 values should be averaged first.
QList<qsizetype> changePoints(std::span<const double> values, const ChangePointSearch &search);

/// Standard deviation of the noise of a series, in the unit of its values, from the median absolute
/// difference of neighbours: a change of the mean or a single spike hardly affects it. Assumes normal noise,
/// independent from value to value. Source: the median absolute deviation (Rousseeuw & Croux, Alternatives
/// to the median absolute deviation, 1993) of first differences, which deviate √2 times as much. 0 for fewer
/// than two values.
double noiseOfNeighbours(std::span<const double> values);

} // namespace loadstone
