// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/liveseconds.h"

#include "core/base/saturating.h"

#include <algorithm>

namespace loadstone
{

LiveSeconds::LiveSeconds(int workers, TimePoint origin, double secondsBefore)
    : m_workers(static_cast<size_t>(workers)), m_origin(origin), m_secondsBefore(secondsBefore)
{
}

void LiveSeconds::add(int worker, const std::vector<RecordedInterval> &intervals)
{
    for (const RecordedInterval &interval : intervals) {
        Second &second = m_seconds[{interval.second, interval.phase}];
        second.byWorker.resize(m_workers);
        second.isKnown.resize(m_workers);
        second.byWorker[static_cast<size_t>(worker)] = interval;
        second.isKnown[static_cast<size_t>(worker)] = true;
        second.isChanged = true;
    }
}

TimePoint LiveSeconds::oldestOpen() const
{
    if (m_seconds.empty())
        return TimePoint::max();
    return m_origin + std::chrono::seconds(m_seconds.begin()->first.first);
}

TimePoint LiveSeconds::endTime(const SecondBucket &bucket) const
{
    return m_origin + toNanoseconds(Seconds(bucket.startS + bucket.lengthS - m_secondsBefore));
}

QList<SecondBucket> LiveSeconds::takeChanged(const std::vector<ThreadCpuSample> &cpu)
{
    QList<SecondBucket> changed;
    for (auto it = m_seconds.begin(); it != m_seconds.end();) {
        Second &second = it->second;
        if (second.isChanged)
            changed.append(bucket(second, it->first.second, cpu));
        second.isChanged = false;
        if (isComplete(second))
            m_complete.push_back(times(second, it->first.second));
        it = isComplete(second) ? m_seconds.erase(it) : std::next(it);
    }
    return changed;
}

bool LiveSeconds::isComplete(const Second &second)
{
    return std::all_of(second.isKnown.begin(), second.isKnown.end(), [](bool known) { return known; })
        && std::all_of(second.byWorker.begin(), second.byWorker.end(),
                       [](const RecordedInterval &interval) { return interval.isComplete; });
}

SecondTimes LiveSeconds::times(const Second &second, Phase phase) const
{
    TimePoint begin = TimePoint::max();
    TimePoint end = TimePoint::min();
    SecondTimes times;
    for (const RecordedInterval &interval : second.byWorker) {
        begin = std::min(begin, interval.begin);
        end = std::max(end, interval.end);
        times.serviceTime.merge(interval.serviceTime);
        times.responseTime.merge(interval.responseTime);
    }
    times.startS = m_secondsBefore + Seconds(begin - m_origin).count();
    times.lengthS = Seconds(end - begin).count();
    times.phase = phase;
    return times;
}

SecondBucket LiveSeconds::bucket(const Second &second, Phase phase,
                                 const std::vector<ThreadCpuSample> &cpu) const
{
    TimePoint begin = TimePoint::max();
    TimePoint end = TimePoint::min();
    SecondBucket bucket;
    bucket.phase = phase;
    Histogram serviceTime;
    Histogram responseTime;
    Histogram sendLate;
    for (size_t worker = 0; worker < m_workers; ++worker) {
        if (!second.isKnown[worker])
            continue;
        const RecordedInterval &interval = second.byWorker[worker];
        begin = std::min(begin, interval.begin);
        end = std::max(end, interval.end);
        bucket.started += interval.started;
        for (size_t i = 0; i < interval.counts.size(); ++i)
            bucket.counts[i] += interval.counts[i];
        bucket.bytesReceived += interval.bytesReceived;
        bucket.users += interval.users;
        bucket.inFlight += interval.inFlight;
        bucket.due += interval.due;
        bucket.dropped += interval.dropped;
        serviceTime.merge(interval.serviceTime);
        responseTime.merge(interval.responseTime);
        sendLate.merge(interval.sendLate);
    }
    bucket.startS = m_secondsBefore + Seconds(begin - m_origin).count();
    bucket.lengthS = Seconds(end - begin).count();
    if (!serviceTime.isEmpty()) {
        const Histogram &shown = responseTime.isEmpty() ? serviceTime : responseTime;
        bucket.p50Us = shown.percentile(50);
        bucket.p90Us = shown.percentile(90);
        bucket.p99Us = shown.percentile(99);
        bucket.maxUs = shown.max();
        if (!responseTime.isEmpty())
            bucket.serviceP99Us = serviceTime.percentile(99);
    }
    if (!sendLate.isEmpty())
        bucket.lateP99Us = sendLate.percentile(99);
    if (!cpu.empty() && bucket.lengthS > 0)
        bucket.clientCpuPercent = 100 * Seconds(cpuBetween(cpu, begin, end)).count() / bucket.lengthS;
    return bucket;
}

} // namespace loadstone
