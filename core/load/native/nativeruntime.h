// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/native/nativeclient.h"
#include "core/load/native/task.h"

namespace loadstone
{

/// Runtime of a load's coroutines in a thread of the native engine: see Workload. Independent of Qt and
/// QCoro.
class NativeRuntime
{
public:
    using Task = loadstone::Task;

    /// All parameters outlive the runtime. @param client sends the requests
    NativeRuntime(Reactor &reactor, NativeClient &client, TaskScope &tasks)
        : m_reactor(reactor), m_client(client), m_tasks(tasks)
    {
    }
    NativeRuntime(const NativeRuntime &) = delete;
    NativeRuntime &operator=(const NativeRuntime &) = delete;

    static TimePoint now() { return Reactor::now(); }
    void launch(Task task) { m_tasks.launch(std::move(task)); }
    using PerformResult = Outcome &;
    NativeClient::Sending perform(int user, PreparedRequest &&request, TimePoint now)
    {
        return m_client.perform(user, std::move(request), now);
    }
    static TimePoint endTime(const Outcome &outcome)
    {
        return outcome.endedAt == TimePoint() ? now() : outcome.endedAt;
    }

    bool isStopRequested() const { return m_isStopRequested; }
    /// Ends all sleeps in the next turn of the reactor.
    void requestStop()
    {
        m_isStopRequested = true;
        for (Sleep *sleep = m_sleeps; sleep; sleep = sleep->m_next)
            sleep->wake();
    }

    /// The pauses of one coroutine, which owns it: microsecond precision, no allocation.
    class Sleep final : public TimerHandler
    {
    public:
        explicit Sleep(NativeRuntime &runtime) : m_runtime(runtime), m_next(runtime.m_sleeps)
        {
            if (m_next)
                m_next->m_previous = this;
            runtime.m_sleeps = this;
        }
        ~Sleep() override
        {
            m_runtime.m_reactor.forget(this);
            (m_previous ? m_previous->m_next : m_runtime.m_sleeps) = m_next;
            if (m_next)
                m_next->m_previous = m_previous;
        }
        Sleep(const Sleep &) = delete;
        Sleep &operator=(const Sleep &) = delete;

        class Awaiter
        {
        public:
            Awaiter(Sleep &sleep, TimePoint at) : m_sleep(sleep), m_at(at) { }
            bool await_ready() const { return m_sleep.m_runtime.m_isStopRequested; }
            void await_suspend(std::coroutine_handle<> waiting)
            {
                m_sleep.m_waiting = waiting;
                m_sleep.m_isWokenEarly = false;
                m_sleep.m_runtime.m_reactor.wakeAt(m_at, &m_sleep);
            }
            bool await_resume() const
            {
                return !m_sleep.m_isWokenEarly && !m_sleep.m_runtime.m_isStopRequested;
            }

        private:
            Sleep &m_sleep;
            TimePoint m_at;
        };

        /// Awaited: true after a full sleep; false, immediately, if the load is asked to stop or wake() was
        /// called. A moment in the past still yields once.
        Awaiter until(TimePoint at) { return {*this, at}; }
        /// Ends the current sleep in the next turn of the reactor; no effect without one.
        void wake()
        {
            if (!m_waiting)
                return;
            m_isWokenEarly = true;
            m_runtime.m_reactor.wakeAt({}, this);
        }

        void onDue(TimePoint /*now*/) override { std::exchange(m_waiting, nullptr).resume(); }

    private:
        friend class NativeRuntime;

        NativeRuntime &m_runtime;
        Sleep *m_next;
        Sleep *m_previous = nullptr;
        std::coroutine_handle<> m_waiting;
        bool m_isWokenEarly = false;
    };

private:
    Reactor &m_reactor;
    NativeClient &m_client;
    TaskScope &m_tasks;
    Sleep *m_sleeps = nullptr; ///< linked list, newest first
    bool m_isStopRequested = false;
};

} // namespace loadstone
