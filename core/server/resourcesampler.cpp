// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/resourcesampler.h"

#include "core/server/processtree.h"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>
#include <utility>

namespace loadstone
{

namespace
{

/// The readable part of the tree at one moment.
struct Snapshot {
    std::vector<ProcessStat> processes;
    std::int64_t userTicks = 0;
    std::int64_t systemTicks = 0;
};

std::optional<Snapshot> readOnce(const ProcessTree &tree, int guardPid, bool &isConsistent)
{
    const auto before = tree.stat(guardPid);
    if (!before)
        return std::nullopt;
    Snapshot snapshot;
    snapshot.processes = tree.descendants(guardPid);
    // The guard's own usage is not the server's; that of its reaped children is.
    snapshot.userTicks = before->childUserTicks;
    snapshot.systemTicks = before->childSystemTicks;
    for (const ProcessStat &process : snapshot.processes) {
        snapshot.userTicks += process.userTicks + process.childUserTicks;
        snapshot.systemTicks += process.systemTicks + process.childSystemTicks;
    }
    // A process that ends between reading its own line and its parent's is counted twice or not at all. In
    // that case a total of reaped children has changed meanwhile, or the process is gone.
    isConsistent = true;
    const auto hasChanged = [&tree](const ProcessStat &was) {
        const auto is = tree.stat(was.pid);
        return !is || is->childUserTicks != was.childUserTicks
            || is->childSystemTicks != was.childSystemTicks;
    };
    if (hasChanged(*before) || std::any_of(snapshot.processes.begin(), snapshot.processes.end(), hasChanged))
        isConsistent = false;
    return snapshot;
}

std::optional<Snapshot> readSnapshot(const ProcessTree &tree, int guardPid)
{
    std::optional<Snapshot> snapshot;
    bool isConsistent = false;
    for (int attempt = 0; attempt < 4 && !isConsistent; ++attempt)
        snapshot = readOnce(tree, guardPid, isConsistent);
    return snapshot;
}

double ticksPerSecond() { return static_cast<double>(sysconf(_SC_CLK_TCK)); }

/// Converts cumulative snapshots into samples.
class Differences
{
public:
    Differences(const Clock &clock, int guardPid) : m_clock(clock), m_guardPid(guardPid)
    {
        m_lastAt = m_clock.now();
        m_begin = m_lastAt;
        if (const auto snapshot = readSnapshot(m_tree, m_guardPid)) {
            m_userTicks = snapshot->userTicks;
            m_systemTicks = snapshot->systemTicks;
            readSwitches(*snapshot);
        }
    }

    std::optional<ResourceSample> next(double secondsBefore)
    {
        const auto snapshot = readSnapshot(m_tree, m_guardPid);
        if (!snapshot)
            return std::nullopt;
        const TimePoint now = m_clock.now();
        ResourceSample sample;
        sample.atS = secondsBefore + Seconds(now - m_begin).count();
        readCpu(*snapshot, Seconds(now - m_lastAt).count(), sample);
        sample.contextSwitches = readSwitches(*snapshot);
        readState(*snapshot, sample);
        m_lastAt = now;
        return sample;
    }

private:
    void readCpu(const Snapshot &snapshot, double elapsedS, ResourceSample &sample)
    {
        // Relative to the highest value so far: time missed by one sample is included in the next, and no
        // difference is negative.
        const auto advance = [&](std::int64_t &last, std::int64_t now) {
            const std::int64_t ticks = std::max<std::int64_t>(0, now - last);
            last = std::max(last, now);
            return static_cast<double>(ticks) / ticksPerSecond() * 100 / elapsedS;
        };
        if (elapsedS <= 0)
            return;
        sample.cpuUserPercent = advance(m_userTicks, snapshot.userTicks);
        sample.cpuSystemPercent = advance(m_systemTicks, snapshot.systemTicks);
    }

    /// Switches since the last call, of threads that still exist.
    std::int64_t readSwitches(const Snapshot &snapshot)
    {
        std::map<std::tuple<int, std::int64_t, int>, std::int64_t> counts;
        std::int64_t sum = 0;
        for (const ProcessStat &process : snapshot.processes) {
            for (const ThreadSwitches &thread : m_tree.switches(process.pid)) {
                const std::tuple key(process.pid, process.startTicks, thread.thread);
                const auto last = m_switches.find(key);
                const std::int64_t before = last == m_switches.end() ? 0 : last->second;
                sum += std::max<std::int64_t>(0, thread.count - before);
                counts.emplace(key, thread.count);
            }
        }
        m_switches = std::move(counts);
        return sum;
    }

    void readState(const Snapshot &snapshot, ResourceSample &sample) const
    {
        const auto add = [](auto &sum, auto value) {
            if (value)
                sum = sum.value_or(0) + *value;
        };
        const std::int64_t pageBytes = sysconf(_SC_PAGESIZE);
        for (const ProcessStat &process : snapshot.processes) {
            if (process.state == 'Z')
                continue;
            ++sample.processes;
            sample.threads += process.threads;
            const ProcessMemory memory = m_tree.memory(process.pid);
            add(sample.pssBytes, memory.pss);
            add(sample.ussBytes, memory.uss);
            // None is a process that is just ending, not one without memory.
            if (process.rssPages > 0)
                add(sample.rssBytes, std::optional(process.rssPages * pageBytes));
            add(sample.fds, m_tree.fileCount(process.pid));
        }
    }

    const Clock &m_clock;
    ProcessTree m_tree;
    int m_guardPid;
    TimePoint m_begin;
    TimePoint m_lastAt;
    std::int64_t m_userTicks = 0;
    std::int64_t m_systemTicks = 0;
    std::map<std::tuple<int, std::int64_t, int>, std::int64_t> m_switches;
};

} // namespace

class ResourceSampler::Private
{
public:
    Private(ResourceSampler *owner, const Clock &sampleClock) : q(owner), clock(sampleClock) { }

    void start(int guardPid, double secondsBefore, Milliseconds interval)
    {
        stop();
        m_isStopping = false;
        m_thread = std::thread([this, guardPid, secondsBefore, interval, generation = m_generation] {
            work(guardPid, secondsBefore, interval, generation);
        });
    }

    void stop()
    {
        if (!m_thread.joinable())
            return;
        {
            const std::scoped_lock lock(m_mutex);
            m_isStopping = true;
        }
        m_wake.notify_all();
        m_thread.join();
        ++m_generation; // invalidates queued samples
    }

private:
    void work(int guardPid, double secondsBefore, Milliseconds interval, int generation)
    {
        Differences differences(clock, guardPid);
        std::unique_lock lock(m_mutex);
        auto due = std::chrono::steady_clock::now() + interval;
        while (!m_wake.wait_until(lock, due, [this] { return m_isStopping; })) {
            lock.unlock();
            if (const auto sample = differences.next(secondsBefore))
                deliver(*sample, generation);
            due = std::max(due + interval, std::chrono::steady_clock::now());
            lock.lock();
        }
    }

    void deliver(const ResourceSample &sample, int generation)
    {
        QMetaObject::invokeMethod(
            q,
            [this, sample, generation] {
                if (generation == m_generation)
                    emit q->sampled(sample);
            },
            Qt::QueuedConnection);
    }

    ResourceSampler *q;
    const Clock &clock;
    std::thread m_thread;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isStopping = false;
    int m_generation = 0; ///< used in the owner's thread only
};

ResourceSampler::ResourceSampler(const Clock &clock, QObject *parent)
    : QObject(parent), m_d(std::make_unique<Private>(this, clock))
{
}

ResourceSampler::~ResourceSampler() { m_d->stop(); }

void ResourceSampler::start(qint64 guardPid, double secondsBefore, Milliseconds interval)
{
    m_d->start(static_cast<int>(guardPid), secondsBefore, interval);
}

void ResourceSampler::stop() { m_d->stop(); }

std::optional<TreeCpu> readTreeCpu(qint64 guardPid)
{
    const auto snapshot = readSnapshot(ProcessTree(), static_cast<int>(guardPid));
    if (!snapshot)
        return {};
    return TreeCpu{static_cast<double>(snapshot->userTicks) / ticksPerSecond(),
                   static_cast<double>(snapshot->systemTicks) / ticksPerSecond()};
}

} // namespace loadstone
