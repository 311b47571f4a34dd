// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sentence.h"
#include "core/metrics/metric.h"
#include "core/results/trialkey.h"

#include <QList>
#include <QString>

#include <optional>

namespace loadstone
{

/// What there is to know about a trial's figures, in the order in which it matters. The last three are
/// incidents: noticed while the trial ran, and in none of its figures.
enum class FindingKind {
    StoodStill, ///< Loadstone itself: the figures are invalid
    ClientLimited,
    NothingEnded,
    Failures,
    CutOff, ///< requests in flight at the end of the drain
    Stale,  ///< requests sent twice
    Login,  ///< attempts to log in failed
    OwnLimits,
    TargetMissed,  ///< open: fewer successful responses than requests due
    Dropped,       ///< open: requests that were never started
    ChangedByHand, ///< the load, while it ran
    UpstreamBusy,  ///< the slow upstream had little of its core left
    FewSamples,
    LittlesLaw,
    WarmUpNotOver, ///< the rate still rose in the measure phase, to a steady state
    Slowing,       ///< the rate fell from that of an earlier part of the measure phase
    NoSteadyState, ///< the rate still changed in the last quarter of the measure phase
    ScheduleBound, ///< users and their waits set the rate
    Cold,
    PortStillTaken, ///< after the server was stopped
    ServerKilled,   ///< it did not stop when asked
};

enum class Severity {
    Note,    ///< worth knowing
    Caveat,  ///< compare with care
    Invalid, ///< the figure is not what its label says
};

struct FindingInfo {
    FindingKind kind;
    QString id; ///< stable, as in results: "client-limited"
    Severity severity;
};
const FindingInfo &findingInfo(FindingKind kind);
/// Nothing for an unknown id.
std::optional<FindingKind> findingById(const QString &id);
QString severityId(Severity severity);

/// A figure that a finding rests on.
struct Evidence {
    QString id; ///< "failed_percent"
    double value = 0;
    MetricUnit unit = MetricUnit::Count;
    std::optional<double> normal; ///< up to this value (or, for a rate, from it on) there is no finding
    bool operator==(const Evidence &) const = default;
};

/// Seconds since the run began.
struct TimeRange {
    double fromS = 0;
    double toS = 0;
    bool operator==(const TimeRange &) const = default;
};

/// One thing that a reader of a trial's figures has to know before believing them. Typed; words are
/// made where it is shown.
struct Finding {
    FindingKind kind = FindingKind::Cold;
    TrialKey trial;
    std::optional<TimeRange> range; ///< what to mark on a time axis
    QList<Evidence> evidence;       ///< the weightiest first; may be empty
    Sentence detail;                ///< what somebody else said: the first failure of a login, a system error

    Severity severity() const { return findingInfo(kind).severity; }
    /// The weightiest figure; 0 where there is none.
    double figure() const { return evidence.isEmpty() ? 0 : evidence.first().value; }
    bool operator==(const Finding &) const = default;
};

} // namespace loadstone
