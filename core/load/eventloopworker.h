// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/longtimer.h"
#include "core/base/taskgroup.h"
#include "core/load/eventloopruntime.h"
#include "core/load/loadworker.h"
#include "core/load/workload.h"

#include <QTimer>

namespace loadstone
{

/// A load worker with a transport in Qt's event loop.
class EventLoopWorker final : public LoadWorker
{
    Q_OBJECT
public:
    using TransportMaker = std::unique_ptr<Transport> (*)(const LoadSpec &spec, const Clock &clock);

    /// @param makeTransport called in the worker's thread @param clock outlives the worker
    EventLoopWorker(const LoadPlan &plan, int index, const Clock &clock, TransportMaker makeTransport);
    ~EventLoopWorker() override;

    void begin() override;
    void stop(bool now) override;
    void stopAfterRunning() override;
    void setTarget(double target, TimePoint at) override;

private:
    void stopHere(bool now);
    void armMeasureEnd();
    void endMeasure();
    void drain();
    void finish();

    const LoadPlan m_plan;
    const int m_index;
    const Clock &m_clock;
    const TransportMaker m_makeTransport;
    Recorder m_recorder;
    TaskGroup m_tasks;
    std::unique_ptr<Transport> m_transport;
    std::unique_ptr<EventLoopRuntime> m_runtime;
    std::unique_ptr<Workload<EventLoopRuntime>> m_workload;
    QTimer m_refresh;
    LongTimer m_measureEnd;
    LongTimer m_drainEnd;
};

} // namespace loadstone
