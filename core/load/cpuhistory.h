// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <map>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace loadstone
{

/// Total CPU time of each load thread at one moment.
struct ThreadCpuSample {
    TimePoint at;
    std::map<pid_t, Nanoseconds> used;   ///< thread id → user + system
    std::map<pid_t, Nanoseconds> waited; ///< thread id → runnable, but waiting for a CPU
};

/// CPU time of all threads between two moments, interpolated between samples; nothing outside the range of
/// the samples.
Nanoseconds cpuBetween(const std::vector<ThreadCpuSample> &samples, TimePoint from, TimePoint to);

/// Totals over the intervals between samples of a phase.
struct CpuTotals {
    Nanoseconds used{0};     ///< by all threads, since the start of the phase
    Nanoseconds examined{0}; ///< total length of the intervals examined
    Nanoseconds busy{0}; ///< of `examined`, with a thread running or waiting for a CPU over 90 % of the time
    std::map<pid_t, Nanoseconds> busyByThread; ///< running or waiting for a CPU, within `examined`

    /// Adds the interval between two consecutive samples; one under 20 ms is dominated by clock resolution
    /// and skipped. Leaves `used` unchanged.
    void addSlice(const ThreadCpuSample &before, const ThreadCpuSample &after);
};

/// The CPU samples of one load, oldest first. Samples that are no longer needed are folded into totals, so
/// that memory is bounded for a load of any length, without changing the figures.
class CpuHistory
{
public:
    void add(ThreadCpuSample sample) { m_samples.push_back(std::move(sample)); }

    /// Folds the samples of the current phase up to the last one before `until`; cpuBetween() stays exact
    /// from there.
    /// @param from start of the phase, the same in each call
    /// @param until at most the end of the phase
    void fold(TimePoint from, TimePoint until);
    /// Drops samples between two moments, to bound memory if what follows a phase takes long: cpuBetween()
    /// stays exact up to `after` and from `until`.
    void forget(TimePoint after, TimePoint until);

    const std::vector<ThreadCpuSample> &samples() const { return m_samples; }
    /// Totals of the phase, up to the oldest of samples().
    const CpuTotals &folded() const { return m_folded; }

private:
    std::vector<ThreadCpuSample> m_samples;
    CpuTotals m_folded;
};

} // namespace loadstone
