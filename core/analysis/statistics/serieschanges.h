// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics/comparison.h"

#include <QList>

#include <span>

namespace loadstone
{

/// Runs on each side of a change, at least. A series of under twice as many has no changes to be found.
inline constexpr qsizetype fewestRunsPerSide = 5;

/// A change of a metric across the runs of one profile on one machine.
struct SeriesChange {
    qsizetype first = 0; ///< index of the first run after it
    /// The runs after it, up to the next change, compared with those before it, from the previous one. p is
    /// corrected for every place where a change could have been found (Bonferroni), as this one was chosen
    /// by its data.
    Comparison comparison;
    /// Not shown beyond doubt: corrected p of 0.05 or more, or an interval not wholly beyond 2 %. Points are
    /// drawn where the series most likely changed, and these have to be marked.
    bool isWeak = true;
};

/// Changes of the level of a series, in order: changePoints() on logarithms (plain values if one is zero or
/// negative) with a penalty of 3 · log(runs): 2 · log(runs) is Schwarz's criterion for a change's place and
/// size, and noise estimated from few runs calls for more. Deterministic.
/// @param values one per run in the order of time, finite; nothing is found otherwise
/// @param better direction of the metric for the verdicts
QList<SeriesChange> findSeriesChanges(std::span<const double> values, Better better);

} // namespace loadstone
