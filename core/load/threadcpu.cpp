// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/threadcpu.h"

#include <QByteArray>
#include <QDir>
#include <QFile>

#include <ctime>
#include <optional>
#include <unistd.h>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Name that Qt gives the HTTP threads of its managers, truncated by the kernel.
constexpr char httpThreadName[] = "QNetworkAccessM";
/// Name that gRPC gives the threads that send, receive and call back.
constexpr char grpcThreadName[] = "nexting_thread";

std::set<pid_t> threadsOfProcess()
{
    std::set<pid_t> threads;
    const QStringList names = QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &name : names)
        threads.insert(name.toInt());
    return threads;
}

QByteArray readThreadName(pid_t thread)
{
    QFile file(u"/proc/self/task/%1/comm"_s.arg(thread));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

std::optional<Nanoseconds> readThreadCpu(pid_t thread)
{
    // The clock id of a thread's CPU time in the kernel's encoding (as pthread_getcpuclockid computes it,
    // which needs a pthread_t, unavailable for Qt's own threads).
    const auto clock = static_cast<clockid_t>((~static_cast<unsigned>(thread) << 3) | 6U);
    timespec used{};
    if (::clock_gettime(clock, &used) != 0)
        return {};
    return std::chrono::seconds(used.tv_sec) + Nanoseconds(used.tv_nsec);
}

/// Time a thread was runnable but not running: the second field of its schedstat.
std::optional<Nanoseconds> readThreadWait(pid_t thread)
{
    QFile file(u"/proc/self/task/%1/schedstat"_s.arg(thread));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QList<QByteArray> figures = file.readAll().trimmed().split(' ');
    bool isNumber = false;
    const qint64 waited = figures.value(1).toLongLong(&isNumber);
    return isNumber ? std::optional(Nanoseconds(waited)) : std::nullopt;
}

} // namespace

pid_t currentThreadId() { return ::gettid(); }

ThreadCpuWatch::ThreadCpuWatch() : m_before(threadsOfProcess()) { }

void ThreadCpuWatch::sample(TimePoint now)
{
    for (const pid_t thread : threadsOfProcess()) {
        if (m_threads.contains(thread))
            continue;
        const QByteArray name = readThreadName(thread);
        // gRPC's threads are shared by all calls, so they may be older than this load.
        if (name == grpcThreadName || (name == httpThreadName && !m_before.contains(thread)))
            m_threads.insert(thread);
    }
    ThreadCpuSample sample;
    sample.at = now;
    const ThreadCpuSample last = m_history.samples().empty() ? ThreadCpuSample{} : m_history.samples().back();
    for (const pid_t thread : m_threads) {
        if (const auto used = readThreadCpu(thread))
            sample.used[thread] = *used;
        else if (last.used.contains(thread))
            sample.used[thread] = last.used.at(thread);
        if (const auto waited = readThreadWait(thread))
            sample.waited[thread] = *waited;
        else if (last.waited.contains(thread))
            sample.waited[thread] = last.waited.at(thread);
    }
    m_history.add(std::move(sample));
}

} // namespace loadstone
