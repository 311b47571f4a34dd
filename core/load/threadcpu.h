// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/cpuhistory.h"

#include <set>
#include <sys/types.h>

namespace loadstone
{

/// Watches the CPU time of a generator's threads: the load threads themselves, and the hidden
/// threads in which QNetworkAccessManager talks HTTP. The latter cannot be asked for, so they are
/// recognised by their name among the threads that this process did not have before the load
/// began; one that another manager of the process starts meanwhile would be counted with them.
/// The threads of gRPC are recognised in the same way, whenever they began.
///
/// CPU times come from the kernel's per-thread clocks, exact to the nanosecond, which any thread
/// of the process may read; waits from its scheduler statistics (/proc/self/task/N/schedstat).
/// Where the kernel keeps none, nothing is said of waits.
class ThreadCpuWatch
{
public:
    /// To be made before the load threads start their transports.
    ThreadCpuWatch();

    /// @param thread kernel id of a load thread
    void add(pid_t thread) { m_threads.insert(thread); }

    /// Reads all threads and adds the sample. A thread that has ended keeps its last value.
    void sample(TimePoint now);

    CpuHistory &history() { return m_history; }
    const CpuHistory &history() const { return m_history; }

private:
    std::set<pid_t> m_before; ///< threads that are not ours
    std::set<pid_t> m_threads;
    CpuHistory m_history;
};

/// Kernel id of the calling thread.
pid_t currentThreadId();

} // namespace loadstone
