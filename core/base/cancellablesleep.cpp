// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cancellablesleep.h"

#include "core/base/longtimer.h"
#include "core/base/taskgroup.h"

#include <utility>

namespace loadstone
{

CancellableSleep::CancellableSleep(TaskGroup &group) : m_group(group), m_timer(new LongTimer)
{
    QObject::connect(m_timer, &LongTimer::timeout, m_timer, [this] { wake(); });
    // Through the timer, so that no coroutine resumes inside requestStop().
    m_stopConnection = QObject::connect(&group, &TaskGroup::stopRequested, m_timer, [this] {
        if (m_waiting)
            m_timer->start(Nanoseconds::zero());
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
    m_timer->start(Nanoseconds::zero());
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
    m_sleep.m_timer->start(m_duration);
}

bool CancellableSleep::Awaiter::await_resume() const
{
    return !m_sleep.m_isWokenEarly && !m_sleep.m_group.isStopRequested();
}

} // namespace loadstone
