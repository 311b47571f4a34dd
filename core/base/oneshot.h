// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <coroutine>
#include <optional>
#include <utility>

namespace loadstone
{

/// A value that comes once and that one coroutine waits for: `const T v = co_await oneShot;`.
/// The first `set` wins, later ones are ignored, so a signal that fires twice does no harm (unlike
/// awaiting the signal itself). The waiting coroutine continues inside `set`; an owner that is
/// destroyed while a coroutine waits sets the value that makes it end. One thread only.
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
    /// Makes it ready for another value. Nobody may be waiting.
    void reset() { m_value.reset(); }

    bool await_ready() const { return isSet(); }
    void await_suspend(std::coroutine_handle<> waiting) { m_waiting = waiting; }
    T await_resume() { return *m_value; }

private:
    std::optional<T> m_value;
    std::coroutine_handle<> m_waiting;
};

} // namespace loadstone
