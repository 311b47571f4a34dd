// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancellablesleep.h"
#include "core/base/taskgroup.h"
#include "core/load/transport.h"

namespace loadstone
{

/// Runtime of a load's coroutines in a thread with Qt's event loop: see Workload.
class EventLoopRuntime
{
public:
    using Task = QCoro::Task<>;

    EventLoopRuntime(TaskGroup &tasks, Transport &transport, const Clock &clock)
        : m_tasks(tasks), m_transport(transport), m_clock(clock)
    {
    }

    TimePoint now() const { return m_clock.now(); }
    bool isStopRequested() const { return m_tasks.isStopRequested(); }
    void launch(Task task) { m_tasks.launch(std::move(task)); }
    using PerformResult = Outcome;
    QCoro::Task<Outcome> perform(int user, PreparedRequest &&request, TimePoint /*now*/)
    {
        return m_transport.perform(user, std::move(request));
    }
    TimePoint endTime(const Outcome & /*outcome*/) const { return now(); }

    class Sleep
    {
    public:
        explicit Sleep(EventLoopRuntime &runtime) : m_runtime(runtime), m_sleep(runtime.m_tasks) { }
        CancellableSleep::Awaiter until(TimePoint at) { return m_sleep.sleepFor(at - m_runtime.now()); }
        void wake() { m_sleep.wakeEarly(); }

    private:
        EventLoopRuntime &m_runtime;
        CancellableSleep m_sleep;
    };

private:
    TaskGroup &m_tasks;
    Transport &m_transport;
    const Clock &m_clock;
};

} // namespace loadstone
