// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <map>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace loadstone
{

/// What each load thread has had of the processors so far, at one moment.
struct ThreadCpuSample {
    TimePoint at;
    std::map<pid_t, Nanoseconds> used;   ///< thread id → user + system
    std::map<pid_t, Nanoseconds> waited; ///< thread id → ready to run, but without a processor
};

/// CPU time of all threads together between two moments, interpolated between samples; nothing
/// when the samples do not reach that far.
Nanoseconds cpuBetween(const std::vector<ThreadCpuSample> &samples, TimePoint from, TimePoint to);

/// What the time between samples of a phase adds up to.
struct CpuTotals {
    Nanoseconds used{0};   ///< by all threads, from the begin of the phase on
    Nanoseconds judged{0}; ///< length of the slices that were looked at
    Nanoseconds busy{0};   ///< of that, with a thread running or waiting for a CPU over 90 % of the time
    std::map<pid_t, Nanoseconds> busyByThread; ///< running or waiting for a CPU, within `judged`

    /// Looks at the slice between two samples that follow each other; one of under 20 ms says more
    /// about the clock than about the threads and is left out. `used` is not touched.
    void addSlice(const ThreadCpuSample &before, const ThreadCpuSample &after);
};

/// The samples of one load, oldest first. Those that are needed no more are kept as what they add up
/// to, so that a load of days takes no more memory than one of a minute, with the same figures.
class CpuHistory
{
public:
    void add(ThreadCpuSample sample) { m_samples.push_back(std::move(sample)); }

    /// Adds up the samples of a phase that goes on, up to the last one before `until`; cpuBetween()
    /// stays right from there on.
    /// @param from when the phase begins or began, the same in each call
    /// @param until not after the phase's end
    void fold(TimePoint from, TimePoint until);
    /// Drops samples between two moments, for when what comes after a phase takes long: cpuBetween()
    /// stays right up to `after` and from `until` on.
    void forget(TimePoint after, TimePoint until);

    const std::vector<ThreadCpuSample> &samples() const { return m_samples; }
    /// Of the phase, up to the oldest of samples().
    const CpuTotals &folded() const { return m_folded; }

private:
    std::vector<ThreadCpuSample> m_samples;
    CpuTotals m_folded;
};

} // namespace loadstone
