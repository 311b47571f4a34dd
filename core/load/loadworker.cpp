// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/loadworker.h"

#include "core/load/threadcpu.h"

namespace loadstone
{

namespace
{

QStringList endpointNames(const QList<RequestTemplate> &requests)
{
    QStringList names;
    for (const RequestTemplate &request : requests)
        names.append(request.name);
    return names;
}

} // namespace

LoadWorker::LoadWorker(const LoadPlan &plan, int index, const Clock &clock)
    : m_plan(plan), m_index(index), m_clock(clock),
      m_recorder(endpointNames(m_plan.spec.requests), m_plan.origin), m_tasks(this), m_refresh(this),
      m_measureEnd(this), m_drainEnd(this)
{
    if (m_plan.spec.scenario.login)
        m_recorder.expectLogin(m_plan.spec.scenario.login->name);
    m_recorder.setWindow(m_plan.measureBegin, m_plan.measureEnd);
    m_refresh.setInterval(1000 / m_plan.refreshHz);
    m_measureEnd.setSingleShot(true);
    m_measureEnd.setTimerType(Qt::PreciseTimer);
    m_drainEnd.setSingleShot(true);
    m_drainEnd.setTimerType(Qt::PreciseTimer);
    connect(&m_refresh, &QTimer::timeout, this,
            [this] { emit intervalsRecorded(m_index, m_recorder.takeIntervals(m_clock.now())); });
    connect(&m_measureEnd, &QTimer::timeout, this, &LoadWorker::drain);
    connect(&m_drainEnd, &QTimer::timeout, this, [this] { m_transport->abortAll(); });
    // Queued: the group says so from inside its last coroutine, whose transport we take away.
    connect(&m_tasks, &TaskGroup::emptied, this, &LoadWorker::finish, Qt::QueuedConnection);
}

LoadWorker::~LoadWorker() = default;

void LoadWorker::begin()
{
    emit threadKnown(currentThreadId());
    auto transport =
        makeTransport(m_plan.spec.connection, m_plan.spec.baseUrl, m_clock, m_plan.spec.certificate);
    if (!transport) {
        m_isFinished = true;
        emit finished(m_index, m_recorder.phase(), transport.error().message);
        return;
    }
    m_transport = std::move(transport).value();
    m_refresh.start();
    if (m_plan.measureEnd != TimePoint::max())
        m_measureEnd.start(std::chrono::ceil<Milliseconds>(m_plan.measureEnd - m_clock.now()));
    launchUsers();
}

void LoadWorker::launchUsers()
{
    const auto onBudgetSpent = [this] {
        stopAfterRunning();
        emit budgetSpent();
    };
    m_surroundings = std::make_unique<UserSurroundings>(
        UserSurroundings{m_plan.spec, *m_plan.script, m_clock, *m_transport, m_recorder, m_tasks,
                         m_plan.origin, m_plan.budget.get(), onBudgetSpent});
    for (int user = m_index; user < m_plan.spec.load.users; user += m_plan.threads)
        m_tasks.launch(runVirtualUser(*m_surroundings, user));
}

void LoadWorker::stopAfterRunning() { m_tasks.requestStop(); }

void LoadWorker::drain()
{
    m_recorder.closeWindow(m_clock.now());
    m_tasks.requestStop();
    if (!m_drainEnd.isActive())
        m_drainEnd.start(m_plan.spec.drain);
}

void LoadWorker::stop(bool now)
{
    if (m_isFinished || !m_transport)
        return;
    drain();
    if (now)
        m_transport->abortAll();
}

void LoadWorker::finish()
{
    m_isFinished = true;
    m_refresh.stop();
    m_measureEnd.stop();
    m_drainEnd.stop();
    const TimePoint now = m_clock.now();
    m_recorder.closeWindow(now);
    emit intervalsRecorded(m_index, m_recorder.takeLastIntervals(now));
    emit finished(m_index, m_recorder.phase(), m_tasks.firstError());
}

} // namespace loadstone
