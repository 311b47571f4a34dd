// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/comparison.h"

#include "core/analysis/statistics/holm.h"
#include "core/analysis/statistics/medianinterval.h"
#include "core/analysis/statistics/ranksum.h"
#include "core/analysis/statistics/signedrank.h"

#include <algorithm>
#include <cmath>

namespace loadstone
{

namespace
{

constexpr double significance = 0.05;
constexpr double sameRatio = 0.02;
/// Of the rounds in the variance within servers: with more, pairs by round tell more than samples.
constexpr double pairingShare = 0.5;

QList<double> knownValues(const RoundValues &rounds)
{
    QList<double> values;
    for (const std::optional<double> &value : rounds) {
        if (value && std::isfinite(*value))
            values.append(*value);
    }
    return values;
}

double absoluteMedian(const QList<double> &values)
{
    const std::optional<Estimate> median = medianWithInterval(values);
    return median ? std::abs(median->value) : 0;
}

Comparison compareValues(const QList<double> &baseline, const QList<double> &other)
{
    Comparison comparison;
    comparison.baselineCount = baseline.size();
    comparison.otherCount = other.size();
    comparison.ratio = hodgesLehmannRatio(baseline, other);
    comparison.margin = {1 / (1 + sameRatio), 1 + sameRatio, 1};
    if (!comparison.ratio) {
        comparison.difference = hodgesLehmannDifference(baseline, other);
        const double margin = sameRatio * std::max(absoluteMedian(baseline), absoluteMedian(other));
        comparison.margin = {-margin, margin, 1};
    }
    if (std::min(baseline.size(), other.size()) >= fewestRepeats)
        comparison.p = rankSumP(baseline, other);
    return comparison;
}

/// Two-sided, of samples that do not overlap: 2 of all orders, n! m! ÷ (n + m)!.
double smallestP(qsizetype n, qsizetype m)
{
    double p = 2;
    for (qsizetype i = 1; i <= n; ++i)
        p *= double(i) / double(m + i);
    return p;
}

void correctTogether(QList<Comparison> &comparisons)
{
    QList<double> pValues;
    double smallest = 1;
    for (const Comparison &comparison : comparisons) {
        if (!comparison.p)
            continue;
        pValues.append(*comparison.p);
        smallest = std::min(smallest, smallestP(comparison.baselineCount, comparison.otherCount));
    }
    const bool canDecide = smallest * double(pValues.size()) < significance;
    const QList<double> corrected = holmCorrected(pValues);
    qsizetype next = 0;
    for (Comparison &comparison : comparisons) {
        if (!comparison.p)
            continue;
        comparison.correctedP = corrected[next++];
        comparison.canDecide = canDecide;
    }
}

/// Complete only where every round of every server is known.
QList<QList<double>> layoutByRound(const RoundValues &baseline, const QList<RoundValues> &others)
{
    QList<QList<double>> layout;
    for (const RoundValues &rounds : QList<RoundValues>{baseline} + others) {
        layout.append(knownValues(rounds));
        if (layout.last().size() != rounds.size())
            return {};
    }
    return layout;
}

} // namespace

bool hasEnoughRepeats(const RoundValues &rounds) { return knownValues(rounds).size() >= fewestRepeats; }

std::optional<Verdict> judge(const Comparison &comparison, Better better)
{
    if (better == Better::Neither)
        return std::nullopt;
    const std::optional<Estimate> &estimate = comparison.estimate();
    if (!estimate || std::min(comparison.baselineCount, comparison.otherCount) < fewestRepeats)
        return Verdict::TooFewRepeats;
    const Interval &interval = estimate->interval;
    const Interval &margin = comparison.margin;
    const bool isHigher = interval.low > margin.high;
    const bool isLower = interval.high < margin.low;
    if ((isHigher || isLower) && comparison.correctedP
        && *comparison.correctedP < significance - probabilityRounding)
        return isHigher == (better == Better::Higher) ? Verdict::Better : Verdict::Worse;
    if (interval.low >= margin.low && interval.high <= margin.high)
        return Verdict::Same;
    return comparison.canDecide ? Verdict::NoClearDifference : Verdict::TooFewRepeats;
}

QList<Comparison> comparePairs(const QList<RoundValues> &samples, const QList<ServerPair> &pairs,
                               Better better)
{
    QList<QList<double>> known;
    for (const RoundValues &rounds : samples)
        known.append(knownValues(rounds));
    QList<Comparison> comparisons;
    for (const ServerPair &pair : pairs)
        comparisons.append(compareValues(known[pair.baseline], known[pair.other]));
    correctTogether(comparisons);
    for (Comparison &comparison : comparisons)
        comparison.verdict = judge(comparison, better);
    return comparisons;
}

ComparedServers compareSamples(const RoundValues &baseline, const QList<RoundValues> &others, Better better)
{
    QList<ServerPair> pairs;
    for (qsizetype other = 1; other <= others.size(); ++other)
        pairs.append({0, other});
    ComparedServers compared;
    compared.rows = comparePairs(QList<RoundValues>{baseline} + others, pairs, better);
    const QList<QList<double>> layout = layoutByRound(baseline, others);
    compared.shares = varianceShares(layout);
    if (!compared.shares || compared.shares->roundsWithinServers().value_or(0) <= pairingShare)
        return compared;
    for (qsizetype row = 0; row < compared.rows.size(); ++row)
        compared.rows[row].pairedRatio = pairedRatio(layout.first(), layout[row + 1]);
    return compared;
}

} // namespace loadstone
