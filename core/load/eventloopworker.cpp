// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/eventloopworker.h"

#include "core/base/saturating.h"
#include "core/load/threadcpu.h"

namespace loadstone
{

EventLoopWorker::EventLoopWorker(const LoadPlan &plan, int index, const Clock &clock,
                                 TransportMaker makeTransport)
    : m_plan(plan), m_index(index), m_clock(clock), m_makeTransport(makeTransport),
      m_recorder(makeRecorder(m_plan)), m_tasks(this), m_refresh(this), m_measureEnd(this), m_drainEnd(this)
{
    m_refresh.setInterval(reportInterval);
    connect(&m_refresh, &QTimer::timeout, this,
            [this] { emit intervalsRecorded(m_index, m_recorder.takeIntervals(m_clock.now())); });
    connect(&m_measureEnd, &LongTimer::timeout, this, [this] {
        endMeasure();
        if (!m_workload->isEndedByCount())
            drain();
    });
    connect(&m_drainEnd, &LongTimer::timeout, this, [this] {
        m_workload->dropWaiting();
        m_transport->abortAll();
    });
    // Queued: emitted from inside the last coroutine, whose transport finish() destroys.
    connect(&m_tasks, &TaskGroup::emptied, this, &EventLoopWorker::finish, Qt::QueuedConnection);
}

EventLoopWorker::~EventLoopWorker() = default;

void EventLoopWorker::begin()
{
    emit threadStarted(currentThreadId());
    m_transport = m_makeTransport(m_plan.spec, m_clock);
    m_refresh.start();
    m_runtime = std::make_unique<EventLoopRuntime>(m_tasks, *m_transport, m_clock);
    m_workload =
        std::make_unique<Workload<EventLoopRuntime>>(m_plan, m_index, m_recorder, *m_runtime, [this] {
            m_tasks.requestStop();
            m_workload->end();
            emit budgetSpent();
        });
    armMeasureEnd();
    m_workload->begin();
}

void EventLoopWorker::armMeasureEnd()
{
    const TimePoint end = m_workload->measureEnd();
    if (end == TimePoint::max())
        m_measureEnd.stop();
    else
        m_measureEnd.start(end - m_clock.now());
}

void EventLoopWorker::endMeasure()
{
    m_recorder.closeWindow(m_clock.now());
    m_tasks.requestStop();
    m_workload->end();
}

void EventLoopWorker::drain()
{
    if (!m_drainEnd.isActive())
        m_drainEnd.start(toNanoseconds(m_plan.spec.drain));
}

void EventLoopWorker::stop(bool now)
{
    QMetaObject::invokeMethod(
        this, [this, now] { stopHere(now); }, Qt::QueuedConnection);
}

void EventLoopWorker::stopHere(bool now)
{
    if (isFinished() || !m_transport)
        return;
    m_measureEnd.stop();
    endMeasure();
    drain();
    if (!now)
        return;
    m_workload->dropWaiting();
    m_transport->abortAll();
}

void EventLoopWorker::stopAfterRunning()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_tasks.requestStop();
            if (m_workload)
                m_workload->end();
        },
        Qt::QueuedConnection);
}

void EventLoopWorker::setTarget(double target, TimePoint at)
{
    QMetaObject::invokeMethod(
        this,
        [this, target, at] {
            if (!m_workload || isFinished() || m_tasks.isStopRequested())
                return;
            m_workload->setTarget(target, at);
            armMeasureEnd();
        },
        Qt::QueuedConnection);
}

void EventLoopWorker::finish()
{
    setFinished();
    m_refresh.stop();
    m_measureEnd.stop();
    m_drainEnd.stop();
    const TimePoint now = m_clock.now();
    m_recorder.closeWindow(now);
    emit intervalsRecorded(m_index, m_recorder.takeLastIntervals(now));
    emit finished(m_index, m_recorder.phase(), m_tasks.firstError());
}

} // namespace loadstone
