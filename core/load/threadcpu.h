// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/cpuhistory.h"

#include <set>
#include <sys/types.h>

namespace loadstone
{

/// Samples the CPU time of a generator's threads: the load threads, and the hidden HTTP threads of
/// QNetworkAccessManager. The latter cannot be queried, so they are identified by name among the threads that
/// were created after the load began; one created by another manager of the process meanwhile would be
/// included. The threads of gRPC are identified by name, too, whatever their age.
///
/// CPU times come from the kernel's per-thread clocks, exact to the nanosecond, which any thread of the
/// process may read; waits from its scheduler statistics (/proc/self/task/N/schedstat). Without these, waits
/// are unknown.
class ThreadCpuWatch
{
public:
    /// To be created before the load threads start their transports.
    ThreadCpuWatch();

    /// @param thread kernel id of a load thread
    void add(pid_t thread) { m_threads.insert(thread); }

    /// Reads all threads and adds a sample. An ended thread keeps its last value.
    void sample(TimePoint now);

    CpuHistory &history() { return m_history; }
    const CpuHistory &history() const { return m_history; }

private:
    std::set<pid_t> m_before; ///< threads that existed before
    std::set<pid_t> m_threads;
    CpuHistory m_history;
};

/// Kernel id of the calling thread.
pid_t currentThreadId();

} // namespace loadstone
