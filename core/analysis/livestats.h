// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/trialstats.h"

#include <optional>

namespace loadstone
{

/// A count of one second, or of the part of it that is there, as a rate.
double perSecond(qint64 count, const SecondBucket &second);

/// What is shown of a trial in progress: its newest whole second alongside the measure phase so far.
/// From the end of the measure phase on, the newest second stays the last one of that phase, because a
/// drain says nothing about the server. Of a trial that has ended only its result.
struct LiveStats {
    TrialStats trial;                        ///< by analyseTrial(), of the measure phase so far
    std::optional<SecondBucket> second;      ///< nothing of a result, and before the first whole second
    std::optional<double> serverCpuPercent;  ///< of one core, of the newest sample
    std::optional<qint64> serverMemoryBytes; ///< of the newest sample; PSS, or else RSS
    bool isResult = false;                   ///< the trial has ended and was measured

    /// Of the newest second and sample while the trial runs, then of its result: the rate due, RPS, p50,
    /// p99, service and late p99, CPU of server and generator, memory. Nothing for the other metrics.
    std::optional<double> shown(Metric metric) const;
};

/// @param trial in progress or ended
LiveStats analyseLive(const TrialRecord &trial);

} // namespace loadstone
