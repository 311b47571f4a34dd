// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/publishedcomparison.h"
#include "core/analysis/runcomparison.h"

#include <QList>

#include <optional>

namespace loadstone
{

/// Whether a published conclusion is true of a run.
enum class ClaimWord {
    Holds,
    DoesNotHold,
    CannotBeTold,
};

/// Why a claim about a pair of rows is undecided, in addition to the obstacles of the comparison; the first one that
/// applies.
enum class ClaimGap {
    OtherTable,    ///< a row belongs to a table that this run does not repeat
    NotInRun,      ///< no server corresponds to a row
    UpstreamBound, ///< the delay of the slow upstream sets the figures of both
    Obstacle,      ///< see ClaimEvidence::obstacle
    TooFewRepeats,
    NotSeparated, ///< the interval includes both words
};

/// One pair of rows by one metric.
struct ClaimEvidence {
    PublishedClaim::Kind kind = PublishedClaim::Kind::Better;
    Metric metric = Metric::Rps;
    double withinPercent = 0; ///< of a claim of similar rows
    PublishedRowId row;       ///< claimed to be better; the baseline of the ratio
    PublishedRowId than;
    std::optional<double> rowValue; ///< medians of the repeats, in the unit of the metric
    std::optional<double> thanValue;
    std::optional<Estimate> ratio; ///< `than` ÷ `row`
    qsizetype repeats = 0;         ///< of the server with fewer
    std::optional<Verdict> verdict;
    std::optional<VerdictObstacle> obstacle;
    ClaimWord word = ClaimWord::CannotBeTold;
    std::optional<ClaimGap> gap; ///< of CannotBeTold
};

struct EvaluatedConclusion {
    int conclusion = 0; ///< index into PublishedFigures::conclusions
    ClaimWord word = ClaimWord::CannotBeTold;
    QList<ClaimEvidence> evidence; ///< of pairs that the run can have; empty: it can have none
};

/// All conclusions of the text, with a word for each: it holds if every pair of its claims holds, and does not hold if
/// one does not. A claim of an order holds by the verdict Better, and does not by Worse or Same; a claim that rows
/// are similar holds if the whole interval of the ratio is within the tolerance, and does not if it is all outside.
/// @param comparison of the same run; empty: no conclusions
QList<EvaluatedConclusion> evaluateConclusions(const RunRecord &run, const PublishedComparison &comparison);

/// Mean response times up to so many times the delay of the slow upstream are the upstream's, and with a fixed number of
/// users the rates too.
inline constexpr double upstreamBoundFactor = 1.05;

/// The word for a claim by a ratio `than` ÷ `row` of which the interval reaches 95 %.
ClaimWord similarityWord(const Interval &ratio, double withinPercent);

} // namespace loadstone
