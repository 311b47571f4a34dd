// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/cpuhistory.h"
#include "core/metrics/recorder.h"
#include "core/metrics/secondbucket.h"
#include "core/metrics/secondtimes.h"

#include <map>
#include <utility>
#include <vector>

namespace loadstone
{

/// Merges the intervals of all workers into the seconds of the live view. A bucket begins at a whole second
/// of the load or where the measure phase begins or ends; a second across such a boundary becomes two shorter
/// buckets.
class LiveSeconds
{
public:
    /// @param secondsBefore added to every startS
    LiveSeconds(int workers, TimePoint origin, double secondsBefore);

    void add(int worker, const std::vector<RecordedInterval> &intervals);

    /// The buckets changed since the last call, in chronological order. Discards those that no worker will
    /// add to any more.
    QList<SecondBucket> takeChanged(const std::vector<ThreadCpuSample> &cpu);

    /// The seconds completed by takeChanged() since the last call, in chronological order.
    std::vector<SecondTimes> takeComplete() { return std::exchange(m_complete, {}); }
    /// Start of the oldest second that a worker may still add to; the maximum if there is none.
    TimePoint oldestOpen() const;
    /// End of a bucket as a moment.
    TimePoint endTime(const SecondBucket &bucket) const;

private:
    struct Second {
        std::vector<RecordedInterval> byWorker;
        std::vector<bool> isKnown;
        bool isChanged = false;
    };
    using Key = std::pair<qint64, Phase>; ///< whole second

    SecondBucket bucket(const Second &second, Phase phase, const std::vector<ThreadCpuSample> &cpu) const;
    SecondTimes times(const Second &second, Phase phase) const;
    static bool isComplete(const Second &second);

    size_t m_workers;
    TimePoint m_origin;
    double m_secondsBefore;
    std::map<Key, Second> m_seconds;
    std::vector<SecondTimes> m_complete;
};

} // namespace loadstone
