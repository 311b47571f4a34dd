// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace loadstone
{

/// A period in which the process as a whole did not run: it was stopped (Ctrl+Z, a debugger), the machine was
/// suspended, or no CPU was available.
struct Standstill {
    TimePoint from; ///< last tick before
    TimePoint to;   ///< first tick after
    Seconds length; ///< to the nearest 1/40 s; longer than to - from if the machine was suspended
};

/// Overlap of standstills with a phase.
struct StandstillTotal {
    Seconds length{0};
    Seconds longest{0};
};
StandstillTotal standstillBetween(const std::vector<Standstill> &all, TimePoint from, TimePoint to);

/// Detects standstills from periodic ticks: one that is over half a second late indicates a standstill. Pure.
class StandstillDetector
{
public:
    /// @param tick nominal interval
    explicit StandstillDetector(Nanoseconds tick) : m_tick(tick) { }

    /// @param now CLOCK_MONOTONIC, which stops during suspend
    /// @param sinceBoot CLOCK_BOOTTIME, which does not
    void tick(TimePoint now, Nanoseconds sinceBoot);
    const std::vector<Standstill> &found() const { return m_found; }

private:
    Nanoseconds m_tick;
    TimePoint m_lastAt{};
    Nanoseconds m_lastSinceBoot{};
    bool m_hasTicked = false;
    std::vector<Standstill> m_found;
};

/// Ticks in a dedicated thread, so that neither a busy load thread nor a busy window looks like a standstill.
class StandstillWatch
{
public:
    StandstillWatch();
    ~StandstillWatch();
    StandstillWatch(const StandstillWatch &) = delete;
    StandstillWatch &operator=(const StandstillWatch &) = delete;

    /// All so far.
    std::vector<Standstill> found();

private:
    void run();

    std::mutex m_mutex; ///< guards all members below
    std::condition_variable m_ended;
    StandstillDetector m_detector;
    bool m_isEnding = false;
    std::thread m_thread; ///< the last one: it uses the others
};

} // namespace loadstone
