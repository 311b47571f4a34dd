// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runresult.h"

#include <QStringList>

namespace loadstone
{

/// What there is to know about a trial's figures, in the order in which it matters.
enum class FindingKind {
    StoodStill, ///< Loadstone itself, in seconds: the figures are invalid
    ClientLimited,
    NothingEnded,
    Failures,
    CutOff, ///< requests in flight at the end of the drain
    Stale,  ///< requests sent twice
    Login,  ///< attempts to log in failed
    OwnLimits,
    TargetMissed,  ///< open: fewer right answers than requests due
    Dropped,       ///< open: requests that were never started
    ChangedByHand, ///< how often
    UpstreamBusy,  ///< the slow API had little of its core left
    FewSamples,
    LittlesLaw,
    GotFaster, ///< in the second half of the measure phase
    GotSlower,
    PacingBound,
    Cold,
};

/// One thing that a reader of a trial's figures has to know before believing them.
struct TrialFinding {
    FindingKind kind = FindingKind::Cold;
    double value = 0; ///< the figure in the sentence, where its kind has one
    QString reason;   ///< ClientLimited, Login: why; TargetMissed: the rates

    /// What it is and what follows from it.
    QString sentence() const;
};

/// The same kind of finding from several trials in one sentence, with the range of its figure.
/// @param findings of one kind, at least one
QString sentenceOf(const QList<TrialFinding> &findings);

/// Everything found in a trial: client-limited, the schedule's ceiling, Little's law, failures,
/// not steady, cold. Rules: docs/measuring.md. Pure.
QList<TrialFinding> findingsOf(const TrialResult &trial, const Profile &profile);
/// Their sentences.
QStringList trialWarnings(const TrialResult &trial, const Profile &profile);

/// Relative difference of the mean rate between the second and the first half of the measure
/// phase, for example -0.2; 0 when there are fewer than four whole seconds.
double halfToHalfChange(const TrialResult &trial);

} // namespace loadstone
