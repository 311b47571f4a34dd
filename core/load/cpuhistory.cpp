// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/cpuhistory.h"

#include "core/base/saturating.h"

#include <algorithm>
#include <numeric>

namespace loadstone
{

namespace
{

constexpr double busyPercent = 90;
constexpr Milliseconds shortestSlice{20};

using Samples = std::vector<ThreadCpuSample>;

Nanoseconds sum(const ThreadCpuSample &sample)
{
    return std::accumulate(sample.used.begin(), sample.used.end(), Nanoseconds::zero(),
                           [](Nanoseconds so, const auto &entry) { return so + entry.second; });
}

/// CPU time of all threads at a moment between two samples.
Nanoseconds cpuAt(const Samples &samples, TimePoint at)
{
    const auto after =
        std::lower_bound(samples.begin(), samples.end(), at,
                         [](const ThreadCpuSample &sample, TimePoint when) { return sample.at < when; });
    if (after == samples.end())
        return sum(samples.back());
    if (after == samples.begin() || after->at == at)
        return sum(*after);
    const auto before = std::prev(after);
    const double share = Seconds(at - before->at) / Seconds(after->at - before->at);
    const Nanoseconds from = sum(*before);
    return from + toNanoseconds(Seconds(sum(*after) - from) * share);
}

/// Growth of a thread's counter between two samples.
Nanoseconds growth(const std::map<pid_t, Nanoseconds> &before, const std::map<pid_t, Nanoseconds> &after,
                   pid_t thread)
{
    const auto now = after.find(thread);
    if (now == after.end())
        return Nanoseconds::zero();
    const auto earlier = before.find(thread);
    return now->second - (earlier == before.end() ? Nanoseconds::zero() : earlier->second);
}

/// The first later sample.
Samples::iterator firstAfter(Samples &samples, TimePoint at)
{
    return std::upper_bound(samples.begin(), samples.end(), at,
                            [](TimePoint when, const ThreadCpuSample &sample) { return when < sample.at; });
}

} // namespace

Nanoseconds cpuBetween(const std::vector<ThreadCpuSample> &samples, TimePoint from, TimePoint to)
{
    if (samples.empty() || to <= from)
        return Nanoseconds::zero();
    return cpuAt(samples, to) - cpuAt(samples, from);
}

void CpuTotals::addSlice(const ThreadCpuSample &before, const ThreadCpuSample &after)
{
    const Nanoseconds length = after.at - before.at;
    if (length < shortestSlice)
        return;
    double busiest = 0;
    for (const auto &entry : after.used) {
        const pid_t thread = entry.first;
        const Nanoseconds spent =
            growth(before.used, after.used, thread) + growth(before.waited, after.waited, thread);
        busyByThread[thread] += spent;
        busiest = std::max(busiest, 100 * (Seconds(spent) / Seconds(length)));
    }
    examined += length;
    if (busiest > busyPercent)
        busy += length;
}

void CpuHistory::fold(TimePoint from, TimePoint until)
{
    const auto later = firstAfter(m_samples, until);
    if (later == m_samples.begin())
        return;
    const auto oldestKept = std::prev(later);
    for (auto after = m_samples.begin(); after != oldestKept;) {
        const auto before = after++;
        if (before->at >= from)
            m_folded.addSlice(*before, *after);
    }
    m_folded.used += cpuBetween(m_samples, std::max(from, m_samples.front().at), oldestKept->at);
    m_samples.erase(m_samples.begin(), oldestKept);
}

void CpuHistory::forget(TimePoint after, TimePoint until)
{
    const auto first = firstAfter(m_samples, after);
    const auto later = firstAfter(m_samples, until);
    // Keep one on each side, for interpolation.
    if (later - first > 2)
        m_samples.erase(first + 1, later - 1);
}

} // namespace loadstone
