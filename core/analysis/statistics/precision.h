// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <optional>
#include <span>

namespace loadstone
{

/// How many rounds a wanted precision needs, from a pilot.
struct PrecisionPlan {
    double deviation = 0; ///< s: standard deviation of the pilot's logarithms (pilot − 1 in the divisor)
    qint64 rounds = 0;    ///< in all, the pilot's included; never fewer
    /// What these rounds reach: the half-width of the 95 % interval of the mean logarithm.
    double halfWidth = 0;
    bool operator==(const PrecisionPlan &) const = default;
};

/// Stein's two stages (Stein, A two-sample test for a linear hypothesis whose power is independent of the
/// variance, 1945): ⌈(t · s / h)²⌉ rounds in all, where t is the 97.5 % quantile of Student's distribution
/// with pilot − 1 degrees of freedom, 2.571 of six rounds. The interval mean ± t · s / √rounds with the s of
/// the pilot has its level exactly if logarithms are normal.
/// @param pilot one value per round of one server, positive; the server that needs most rounds decides
/// @param halfWidth h, of the logarithm: 0.02 for ± 2 % (−1.98 % … +2.02 %)
/// Nothing for fewer than two rounds, a value without a logarithm, or a half-width that is not positive.
std::optional<PrecisionPlan> planPrecision(std::span<const double> pilot, double halfWidth);

/// t · s / √rounds of a plan: what was reached where its rounds were limited or stopped.
/// @param pilotRounds of the plan's pilot, at least 2
/// @param rounds measured in all, at least 1
double reachedHalfWidth(const PrecisionPlan &plan, qint64 pilotRounds, qint64 rounds);

/// Variance of a metric by level, in its unit squared.
struct VarianceLevels {
    double withinTrials = 0;  ///< of slices around the mean of their trial
    double betweenTrials = 0; ///< of the trials themselves, that of their slices deducted; at least 0
    bool operator==(const VarianceLevels &) const = default;
};

/// The unbiased estimates T₁² and T₂² of Kalibera & Jones, Rigorous Benchmarking in Reasonable Time, ISMM
/// 2013: T₁² is the mean variance of a trial's slices, T₂² the variance of the trials' means less
/// T₁² ÷ slices.
/// @param trials for each the values of its slices; all of equal number. Slices are taken for independent:
/// if neighbours resemble each other, the variance between trials is estimated too high, and proposed trials
/// are too short rather than too long.
/// Nothing for fewer than two trials or slices, unequal numbers, or a value that is not finite.
std::optional<VarianceLevels> varianceLevels(const QList<QList<double>> &trials);

/// Trial length with the smallest variance of the mean for a given total time, in slices, rounded up and at
/// least 1: √(launch cost · T₁² ÷ T₂²) (Kalibera & Jones 2013). Nothing if trials do not vary
/// by more than their slices explain: then launches only cost time, and a trial as long as can be is best.
/// @param launchSlices time of a trial outside of its measure phase (launch, primer, warm-up, drain, stop), in
///                     lengths of a slice; positive
std::optional<double> proposedTrialLength(const VarianceLevels &variances, double launchSlices);

} // namespace loadstone
