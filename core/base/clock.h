// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>

namespace loadstone
{

using TimePoint = std::chrono::steady_clock::time_point;
using Nanoseconds = std::chrono::nanoseconds;
using Microseconds = std::chrono::microseconds;
using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::duration<double>;

/// Source of time. Code that measures or schedules takes a `const Clock &`, so that tests can set the time.
/// Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;
    /// Monotonic time (CLOCK_MONOTONIC).
    virtual TimePoint now() const = 0;
    /// Wall-clock time with zone, for records only; never subtract two of them.
    virtual QDateTime wallTime() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock
{
public:
    TimePoint now() const override { return std::chrono::steady_clock::now(); }
    QDateTime wallTime() const override { return QDateTime::currentDateTime(); }
};

/// A clock that tests set by hand; it never advances by itself. Not thread-safe.
class ManualClock final : public Clock
{
public:
    TimePoint now() const override { return m_now; }
    QDateTime wallTime() const override { return m_wall; }
    void advance(Nanoseconds by)
    {
        m_now += by;
        m_wall = m_wall.addMSecs(std::chrono::duration_cast<Milliseconds>(by).count());
    }

private:
    TimePoint m_now{};
    QDateTime m_wall = QDateTime::fromSecsSinceEpoch(0, Qt::UTC);
};

} // namespace loadstone
