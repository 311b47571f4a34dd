// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/nativeworker.h"

#include "core/base/saturating.h"
#include "core/load/threadcpu.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString describeException(const std::exception_ptr &thrown)
{
    if (!thrown)
        return {};
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception &error) {
        return QString::fromLocal8Bit(error.what());
    } catch (...) {
        return u"unknown error"_s;
    }
}

} // namespace

NativeWorker::NativeWorker(const LoadPlan &plan, int index)
    : m_plan(plan), m_index(index), m_recorder(makeRecorder(m_plan))
{
}

NativeWorker::~NativeWorker() = default;

void NativeWorker::begin()
{
    emit threadStarted(currentThreadId());
    const LoadSpec &spec = m_plan.spec;
    Result<std::unique_ptr<NativeClient>> client =
        NativeClient::make(m_reactor, spec.connection, spec.baseUrl, spec.certificate);
    if (!client) {
        setFinished();
        emit finished(m_index, m_recorder.phase(), client.error().message);
        return;
    }
    m_client = std::move(client).value();
    m_runtime = std::make_unique<NativeRuntime>(m_reactor, *m_client, m_tasks);
    m_workload = std::make_unique<Workload<NativeRuntime>>(m_plan, m_index, m_recorder, *m_runtime, [this] {
        endUsers();
        emit budgetSpent();
    });
    report();
    armMeasureEnd();
    m_workload->begin();
    m_reactor.run();
    finish();
}

void NativeWorker::report()
{
    const TimePoint now = Reactor::now();
    emit intervalsRecorded(m_index, m_recorder.takeIntervals(now));
    m_reactor.wakeAt(now + reportInterval, &m_refresh);
}

void NativeWorker::endUsers()
{
    m_runtime->requestStop();
    m_workload->end();
}

void NativeWorker::armMeasureEnd()
{
    if (m_workload->measureEnd() == TimePoint::max())
        m_reactor.forget(&m_measureEnd);
    else
        m_reactor.wakeAt(m_workload->measureEnd(), &m_measureEnd);
}

void NativeWorker::onMeasureEnd()
{
    endMeasure();
    if (!m_workload->isEndedByCount())
        drain();
}

void NativeWorker::endMeasure()
{
    m_recorder.closeWindow(Reactor::now());
    endUsers();
}

void NativeWorker::drain()
{
    if (!m_reactor.waits(&m_drainEnd))
        m_reactor.wakeAt(later(Reactor::now(), m_plan.spec.drain), &m_drainEnd);
}

void NativeWorker::cutOff()
{
    m_workload->dropWaiting();
    m_client->abortAll();
}

void NativeWorker::stop(bool now)
{
    m_reactor.post([this, now] {
        m_reactor.forget(&m_measureEnd);
        endMeasure();
        drain();
        if (now)
            cutOff();
    });
}

void NativeWorker::stopAfterRunning()
{
    m_reactor.post([this] { endUsers(); });
}

void NativeWorker::setTarget(double target, TimePoint at)
{
    m_reactor.post([this, target, at] {
        if (m_runtime->isStopRequested())
            return;
        m_workload->setTarget(target, at);
        armMeasureEnd();
    });
}

void NativeWorker::finish()
{
    // Removed before the connections, whose timers are in the same heap.
    for (Alarm *alarm : {&m_refresh, &m_measureEnd, &m_drainEnd})
        m_reactor.forget(alarm);
    const TimePoint now = Reactor::now();
    m_recorder.closeWindow(now);
    emit intervalsRecorded(m_index, m_recorder.takeLastIntervals(now));
    setFinished();
    emit finished(m_index, m_recorder.phase(), describeException(m_tasks.firstThrown()));
}

} // namespace loadstone
