// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/native/framepool.h"

#include <coroutine>
#include <exception>
#include <functional>
#include <utility>

namespace loadstone
{

class TaskScope;

/// A coroutine of the native engine. It is lazy: it starts when it is launched in a TaskScope or awaited by
/// another one; `co_await task` runs it to its end and rethrows its exception. Its frame comes from
/// allocateFrame(). One thread only.
class Task
{
public:
    struct promise_type;
    using Handle = std::coroutine_handle<promise_type>;

    struct FinalAwaiter {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(Handle ended) noexcept;
        void await_resume() noexcept { }
    };

    struct promise_type {
        static void *operator new(std::size_t bytes) { return allocateFrame(bytes); }
        static void operator delete(void *frame, std::size_t bytes) noexcept { freeFrame(frame, bytes); }

        Task get_return_object() { return Task(Handle::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        FinalAwaiter final_suspend() noexcept { return {}; }
        void return_void() { }
        void unhandled_exception() noexcept { thrown = std::current_exception(); }

        TaskScope *scope = nullptr;        ///< in which it was launched
        std::coroutine_handle<> awaitedBy; ///< resumed at its end
        std::exception_ptr thrown;
    };

    Task(Task &&other) noexcept : m_handle(std::exchange(other.m_handle, nullptr)) { }
    Task(const Task &) = delete;
    Task &operator=(const Task &) = delete;
    Task &operator=(Task &&) = delete;
    ~Task()
    {
        if (m_handle)
            m_handle.destroy();
    }

    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept
    {
        m_handle.promise().awaitedBy = awaiting;
        return m_handle;
    }
    void await_resume() const
    {
        if (m_handle.promise().thrown)
            std::rethrow_exception(m_handle.promise().thrown);
    }

private:
    friend class TaskScope;
    explicit Task(Handle handle) : m_handle(handle) { }

    Handle m_handle;
};

/// The owner of launched tasks: counts them and stores the first exception. It outlives them: it may be
/// destroyed only when liveCount() is 0.
class TaskScope
{
public:
    /// @param onEmptied called inside the last task as it ends: it must not destroy the scope
    explicit TaskScope(std::function<void()> onEmptied = [] {}) : m_onEmptied(std::move(onEmptied)) { }
    TaskScope(const TaskScope &) = delete;
    TaskScope &operator=(const TaskScope &) = delete;

    /// Runs the task to its first suspension. Its frame is freed at its end.
    void launch(Task task)
    {
        const Task::Handle handle = std::exchange(task.m_handle, nullptr);
        handle.promise().scope = this;
        ++m_live;
        handle.resume();
    }

    int liveCount() const { return m_live; }
    std::exception_ptr firstThrown() const { return m_firstThrown; }

private:
    friend struct Task::FinalAwaiter;

    void ended(const std::exception_ptr &thrown) noexcept
    {
        --m_live;
        if (thrown && !m_firstThrown)
            m_firstThrown = thrown;
        if (m_live == 0)
            m_onEmptied();
    }

    std::function<void()> m_onEmptied;
    int m_live = 0;
    std::exception_ptr m_firstThrown;
};

inline std::coroutine_handle<> Task::FinalAwaiter::await_suspend(Handle ended) noexcept
{
    promise_type &promise = ended.promise();
    if (promise.awaitedBy)
        return promise.awaitedBy;
    if (TaskScope *const scope = promise.scope) {
        scope->ended(promise.thrown);
        ended.destroy();
    }
    return std::noop_coroutine();
}

} // namespace loadstone
