// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <coroutine>
#include <optional>
#include <utility>

namespace loadstone
{

/// A single-use value that one coroutine awaits: `co_await oneShot.wait()`. The first `set` wins and later
/// ones are ignored, so a signal that fires twice is harmless (unlike awaiting the signal itself). The
/// coroutine resumes inside `set`; an owner destroyed in the meantime sets a value that ends the coroutine.
/// One thread only.
template<typename T>
class OneShot
{
public:
    OneShot() = default;
    OneShot(const OneShot &) = delete;
    OneShot &operator=(const OneShot &) = delete;

    bool isSet() const { return m_value.has_value(); }
    void set(T value)
    {
        if (m_value)
            return;
        m_value = std::move(value);
        if (const std::coroutine_handle<> waiting = std::exchange(m_waiting, nullptr))
            waiting.resume();
    }
    /// Prepares for another value. No coroutine may be waiting.
    void reset() { m_value.reset(); }

    /// The awaitable; the OneShot outlives it.
    class Waiting
    {
    public:
        explicit Waiting(OneShot &awaited) : m_awaited(&awaited) { }
        bool await_ready() const { return m_awaited->isSet(); }
        void await_suspend(std::coroutine_handle<> coroutine) { m_awaited->m_waiting = coroutine; }
        T await_resume() { return *m_awaited->m_value; }

    private:
        OneShot *m_awaited;
    };
    Waiting wait() { return Waiting(*this); }

private:
    std::optional<T> m_value;
    std::coroutine_handle<> m_waiting;
};

} // namespace loadstone
