// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace loadstone
{

/// A time in which the program as a whole did not run: it was stopped (Ctrl+Z, a debugger), the
/// machine slept, or there was no processor for it.
struct Standstill {
    TimePoint from; ///< last sign of life before
    TimePoint to;   ///< first one after
    Seconds length; ///< to the nearest fortieth of a second; longer than to - from when the machine slept
};

/// What of it lies in a phase.
struct StandstillTotal {
    Seconds length{0};
    Seconds longest{0};
};
StandstillTotal standstillBetween(const std::vector<Standstill> &all, TimePoint from, TimePoint to);

/// Finds them from ticks that should come at a fixed distance: one that comes over half a second late
/// tells of one. Pure.
class StandstillDetector
{
public:
    /// @param tick how far apart ticks are meant to be
    explicit StandstillDetector(Nanoseconds tick) : m_tick(tick) { }

    /// @param now CLOCK_MONOTONIC, which does not go on while the machine sleeps
    /// @param sinceBoot CLOCK_BOOTTIME, which does
    void tick(TimePoint now, Nanoseconds sinceBoot);
    const std::vector<Standstill> &found() const { return m_found; }

private:
    Nanoseconds m_tick;
    TimePoint m_lastAt{};
    Nanoseconds m_lastSinceBoot{};
    bool m_hasTicked = false;
    std::vector<Standstill> m_found;
};

/// Ticks in a thread of its own, which does nothing else: so neither a busy load thread nor a busy
/// window looks like a standstill.
class StandstillWatch
{
public:
    StandstillWatch();
    ~StandstillWatch();
    StandstillWatch(const StandstillWatch &) = delete;
    StandstillWatch &operator=(const StandstillWatch &) = delete;

    /// All up to now.
    std::vector<Standstill> found();

private:
    void run();

    std::mutex m_mutex; ///< of all below
    std::condition_variable m_ended;
    StandstillDetector m_detector;
    bool m_isEnding = false;
    std::thread m_thread; ///< the last one: it uses the others
};

} // namespace loadstone
