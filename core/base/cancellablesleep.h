// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QMetaObject>

#include <coroutine>

namespace loadstone
{

class LongTimer;
class TaskGroup;

/// Cancellable pauses of one coroutine, of any length, on a precise timer (QCoro's own sleep may be 5 %
/// late). They end early when the coroutine's group is asked to stop. One object serves one coroutine for its
/// whole life: a sleep allocates nothing. Wakes in its own turn of the event loop, never early and at most
/// about a millisecond late on an idle thread.
///
///     CancellableSleep sleep(group);
///     if (!co_await sleep.sleepFor(200ms))
///         co_return; // asked to stop
class CancellableSleep
{
public:
    explicit CancellableSleep(TaskGroup &group);
    ~CancellableSleep();
    Q_DISABLE_COPY_MOVE(CancellableSleep)

    class Awaiter
    {
    public:
        Awaiter(CancellableSleep &sleep, Nanoseconds duration) : m_sleep(sleep), m_duration(duration) { }
        bool await_ready() const;
        void await_suspend(std::coroutine_handle<> waiting) const;
        bool await_resume() const; ///< true: slept in full; false: asked to stop, or woken early

    private:
        CancellableSleep &m_sleep;
        Nanoseconds m_duration;
    };

    /// At most one at a time. A duration of zero or less still waits for one turn of the event loop, so that
    /// a loop of such pauses cannot starve the thread.
    Awaiter sleepFor(Nanoseconds duration) { return {*this, duration}; }
    /// Ends the running sleep in the next turn of the event loop; harmless when there is none.
    void wakeEarly();

private:
    void wake();

    TaskGroup &m_group;
    LongTimer *m_timer; ///< outlives its own timeout signal, in which the coroutine may end
    QMetaObject::Connection m_stopConnection;
    std::coroutine_handle<> m_waiting;
    bool m_isWokenEarly = false;
};

} // namespace loadstone
