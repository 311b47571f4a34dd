// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/threadcpu.h"

#include "core/base/saturating.h"

#include <QByteArray>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <ctime>
#include <numeric>
#include <optional>
#include <unistd.h>

namespace loadstone
{

namespace
{

/// The name Qt gives to the HTTP threads of its managers, cut to what the kernel keeps.
constexpr char httpThreadName[] = "QNetworkAccessM";
/// The name gRPC gives to the threads that send, receive and call back.
constexpr char grpcThreadName[] = "nexting_thread";

std::set<pid_t> threadsOfProcess()
{
    std::set<pid_t> threads;
    const QStringList names =
        QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &name : names)
        threads.insert(name.toInt());
    return threads;
}

QByteArray nameOf(pid_t thread)
{
    QFile file(QStringLiteral("/proc/self/task/%1/comm").arg(thread));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

std::optional<Nanoseconds> cpuOf(pid_t thread)
{
    // The clock id of a thread's CPU time as the kernel encodes it (what pthread_getcpuclockid
    // computes, which needs a pthread_t that we do not have for Qt's own threads).
    const auto clock = static_cast<clockid_t>((~static_cast<unsigned>(thread) << 3) | 6U);
    timespec used{};
    if (::clock_gettime(clock, &used) != 0)
        return {};
    return std::chrono::seconds(used.tv_sec) + Nanoseconds(used.tv_nsec);
}

/// How long a thread was ready to run and did not: the second figure of its schedstat.
std::optional<Nanoseconds> waitOf(pid_t thread)
{
    QFile file(QStringLiteral("/proc/self/task/%1/schedstat").arg(thread));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QList<QByteArray> figures = file.readAll().trimmed().split(' ');
    bool isNumber = false;
    const qint64 waited = figures.value(1).toLongLong(&isNumber);
    return isNumber ? std::optional(Nanoseconds(waited)) : std::nullopt;
}

Nanoseconds sum(const ThreadCpuSample &sample)
{
    return std::accumulate(sample.used.begin(), sample.used.end(), Nanoseconds::zero(),
                           [](Nanoseconds so, const auto &entry) { return so + entry.second; });
}

/// All threads' CPU time at a moment between two samples.
Nanoseconds cpuAt(const std::vector<ThreadCpuSample> &samples, TimePoint at)
{
    // There are hundreds of thousands of them after a day.
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

} // namespace

pid_t currentThreadId() { return ::gettid(); }

ThreadCpuWatch::ThreadCpuWatch() : m_before(threadsOfProcess()) { }

void ThreadCpuWatch::sample(TimePoint now)
{
    for (const pid_t thread : threadsOfProcess()) {
        if (m_threads.contains(thread))
            continue;
        const QByteArray name = nameOf(thread);
        // gRPC's threads serve whoever calls, so they may be older than this load.
        if (name == grpcThreadName || (name == httpThreadName && !m_before.contains(thread)))
            m_threads.insert(thread);
    }
    ThreadCpuSample sample;
    sample.at = now;
    for (const pid_t thread : m_threads) {
        if (const auto used = cpuOf(thread))
            sample.used[thread] = *used;
        else if (!m_samples.empty() && m_samples.back().used.contains(thread))
            sample.used[thread] = m_samples.back().used.at(thread);
        if (const auto waited = waitOf(thread))
            sample.waited[thread] = *waited;
        else if (!m_samples.empty() && m_samples.back().waited.contains(thread))
            sample.waited[thread] = m_samples.back().waited.at(thread);
    }
    m_samples.push_back(std::move(sample));
}

Nanoseconds cpuBetween(const std::vector<ThreadCpuSample> &samples, TimePoint from, TimePoint to)
{
    if (samples.empty() || to <= from)
        return Nanoseconds::zero();
    return cpuAt(samples, to) - cpuAt(samples, from);
}

} // namespace loadstone
