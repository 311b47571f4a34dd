// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/standstill.h"

#include <algorithm>
#include <ctime>

namespace loadstone
{

namespace
{

constexpr Milliseconds tickLength(50);
/// A thread that only sleeps is never that late on a running machine.
constexpr Milliseconds tolerable(500);

Nanoseconds sinceBoot()
{
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::seconds(time.tv_sec) + Nanoseconds(time.tv_nsec);
}

} // namespace

StandstillTotal standstillBetween(const std::vector<Standstill> &all, TimePoint from, TimePoint to)
{
    StandstillTotal total;
    for (const Standstill &each : all) {
        const Nanoseconds common = std::min(each.to, to) - std::max(each.from, from);
        const Seconds part = each.length * (Seconds(common) / Seconds(each.to - each.from));
        // An overlap of less than a tick is within the measurement error.
        if (part <= Seconds(tickLength))
            continue;
        total.length += part;
        total.longest = std::max(total.longest, part);
    }
    return total;
}

void StandstillDetector::tick(TimePoint now, Nanoseconds sinceBoot)
{
    const Nanoseconds passed = sinceBoot - m_lastSinceBoot;
    if (m_hasTicked && passed > m_tick + tolerable) {
        // It began between the last tick and the missing one; the middle is the best estimate.
        const Seconds length = Seconds(passed) - Seconds(m_tick) / 2;
        m_found.push_back({m_lastAt, std::max(now, m_lastAt + Nanoseconds(1)), length});
    }
    m_lastAt = now;
    m_lastSinceBoot = sinceBoot;
    m_hasTicked = true;
}

StandstillWatch::StandstillWatch() : m_detector(tickLength), m_thread([this] { run(); }) { }

StandstillWatch::~StandstillWatch()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isEnding = true;
    }
    m_ended.notify_all();
    m_thread.join();
}

std::vector<Standstill> StandstillWatch::found()
{
    const std::scoped_lock lock(m_mutex);
    // A query right after a standstill may precede the thread's own tick.
    m_detector.tick(std::chrono::steady_clock::now(), sinceBoot());
    return m_detector.found();
}

void StandstillWatch::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_isEnding) {
        m_detector.tick(std::chrono::steady_clock::now(), sinceBoot());
        m_ended.wait_for(lock, tickLength, [this] { return m_isEnding; });
    }
}

} // namespace loadstone
