// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cancellablesleep.h"

#include "core/base/taskgroup.h"

#include <algorithm>
#include <utility>

namespace loadstone
{

CancellableSleep::CancellableSleep(TaskGroup &group) : m_group(group), m_timer(new QTimer)
{
    m_timer->setSingleShot(true);
    m_timer->setTimerType(Qt::PreciseTimer);
    QObject::connect(m_timer, &QTimer::timeout, m_timer, [this] { wake(); });
    // Through the timer, so that nobody is resumed inside requestStop().
    m_stopConnection = QObject::connect(&group, &TaskGroup::stopRequested, m_timer, [this] {
        if (m_waiting)
            m_timer->start(0);
    });
}

CancellableSleep::~CancellableSleep()
{
    QObject::disconnect(m_stopConnection);
    m_timer->disconnect();
    m_timer->stop();
    m_timer->deleteLater();
}

void CancellableSleep::wakeEarly()
{
    if (!m_waiting)
        return;
    m_isWokenEarly = true;
    m_timer->start(0);
}

void CancellableSleep::wake()
{
    if (m_waiting)
        std::exchange(m_waiting, nullptr).resume();
}

bool CancellableSleep::Awaiter::await_ready() const { return m_sleep.m_group.isStopRequested(); }

void CancellableSleep::Awaiter::await_suspend(std::coroutine_handle<> waiting) const
{
    m_sleep.m_waiting = waiting;
    m_sleep.m_isWokenEarly = false;
    // Up to the next millisecond: a timer of Qt counts in those, and a pause is never too short.
    const auto whole = std::chrono::ceil<Milliseconds>(std::max(m_duration, Nanoseconds::zero()));
    m_sleep.m_timer->start(whole);
}

bool CancellableSleep::Awaiter::await_resume() const
{
    return !m_sleep.m_isWokenEarly && !m_sleep.m_group.isStopRequested();
}

} // namespace loadstone
