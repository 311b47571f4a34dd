// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics/interval.h"
#include "core/analysis/statistics/varianceshares.h"
#include "core/metrics/metric.h"

#include <QList>

#include <optional>

namespace loadstone
{

/// A metric of one server, a value per round in their order: one trial is one observation. Nothing where it
/// was not measured or is unknown.
using RoundValues = QList<std::optional<double>>;

enum class Verdict {
    Better, ///< corrected p under 0.05, and the whole interval over 2 % better
    Worse,
    Same, ///< the whole interval within 2 %
    NoClearDifference,
    TooFewRepeats, ///< under four values on a side, or too few for so many pairs
};

/// Two servers compared by one metric. Ratios are other ÷ baseline.
struct Comparison {
    qsizetype baselineCount = 0; ///< known values
    qsizetype otherCount = 0;
    /// Hodges-Lehmann; nothing if a value is zero or negative.
    std::optional<Estimate> ratio;
    /// other − baseline in the unit of the metric, only where there is no ratio.
    std::optional<Estimate> difference;
    /// What counts as the same: the ratio within 1 ÷ 1.02 … 1.02, or without a ratio the difference within
    /// 2 % of the larger median. The same for both directions of a comparison.
    Interval margin;
    std::optional<double> p;          ///< Mann-Whitney, two-sided; nothing with too few repeats
    std::optional<double> correctedP; ///< by Holm, over all pairs compared together
    /// So many values could give a corrected p under 0.05: the smallest p that any pair can have, of 2 in all orders of
    /// its values, times the number of pairs. Otherwise no difference can be shown, whatever the values are.
    bool canDecide = true;
    /// By the rounds in common, where rounds have over half of the variance within servers.
    std::optional<Estimate> pairedRatio;
    std::optional<Verdict> verdict; ///< nothing of a metric without a direction

    /// The estimate that is judged: ratio or difference. Nothing if a side has no value.
    const std::optional<Estimate> &estimate() const { return ratio ? ratio : difference; }
};

/// Known values on each side that a verdict needs.
inline constexpr qsizetype fewestRepeats = 4;

/// At least fewestRepeats known values.
bool hasEnoughRepeats(const RoundValues &rounds);

/// The verdict by the estimate, its margin, `correctedP` and the counts. Nothing for Better::Neither.
std::optional<Verdict> judge(const Comparison &comparison, Better better);

/// Indices of two servers.
struct ServerPair {
    qsizetype baseline = 0;
    qsizetype other = 0;
    bool operator==(const ServerPair &) const = default;
};

/// Compares and judges pairs, one comparison for each in their order. Pairs with too few repeats have no p
/// and are none of those that it is corrected for. Without paired ratios.
/// @param samples by server; values that are not finite count as unknown
QList<Comparison> comparePairs(const QList<RoundValues> &samples, const QList<ServerPair> &pairs,
                               Better better);

/// The servers of a table compared with one of them.
struct ComparedServers {
    QList<Comparison> rows;               ///< of `others`
    std::optional<VarianceShares> shares; ///< baseline and others; nothing for an incomplete layout
};

/// Compares all rows shown with the baseline. p is corrected over these rows, so rows shown together have
/// to be compared together.
ComparedServers compareSamples(const RoundValues &baseline, const QList<RoundValues> &others, Better better);

} // namespace loadstone
