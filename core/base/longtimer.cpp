// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/longtimer.h"

#include <algorithm>

namespace loadstone
{

LongTimer::LongTimer(QObject *parent, Milliseconds longestLeg) : QObject(parent), m_longestLeg(longestLeg)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_left > Milliseconds(0))
            beginLeg();
        else
            emit timeout();
    });
}

void LongTimer::start(Nanoseconds wait)
{
    // The maximum duration cannot be rounded up.
    constexpr Nanoseconds longest = Nanoseconds::max() - Milliseconds(1);
    m_left = std::chrono::ceil<Milliseconds>(std::clamp(wait, Nanoseconds::zero(), longest));
    beginLeg();
}

void LongTimer::beginLeg()
{
    const Milliseconds leg = std::min(m_left, m_longestLeg);
    m_left -= leg;
    m_timer.start(leg);
}

} // namespace loadstone
