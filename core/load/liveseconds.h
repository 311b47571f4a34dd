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

/// Puts the intervals of all workers together into the seconds of the live view. A bucket begins
/// at a whole second of the load or where the measure phase begins or ends; a second that
/// straddles such a border becomes two buckets, both shorter than a second.
class LiveSeconds
{
public:
    /// @param secondsBefore added to every startS
    LiveSeconds(int workers, TimePoint origin, double secondsBefore);

    void add(int worker, const std::vector<RecordedInterval> &intervals);

    /// The buckets that changed since the last call, in the order of time. Those to which no
    /// worker will add anything are forgotten here.
    QList<SecondBucket> takeChanged(const std::vector<ThreadCpuSample> &cpu);

    /// The seconds that takeChanged() has found complete since the last call, in the order of time.
    std::vector<SecondTimes> takeComplete() { return std::exchange(m_complete, {}); }
    /// When the oldest second begins to which a worker may still add something; the end of time when
    /// there is none.
    TimePoint oldestOpen() const;
    /// When a bucket ends, as a moment.
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
