// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadworker.h"
#include "core/load/native/nativeruntime.h"
#include "core/load/workload.h"

namespace loadstone
{

/// A load worker that runs a reactor in its thread from begin() to the end of the load: Qt events are not
/// delivered there meanwhile, and none are needed. Calls from other threads arrive in the reactor's mailbox.
class NativeWorker final : public LoadWorker
{
    Q_OBJECT
public:
    NativeWorker(const LoadPlan &plan, int index);
    ~NativeWorker() override;

    /// Returns at the end of the load.
    void begin() override;
    void stop(bool now) override;
    void stopAfterRunning() override;
    void setTarget(double target, TimePoint at) override;

private:
    /// A timer of the worker.
    class Alarm final : public TimerHandler
    {
    public:
        Alarm(NativeWorker &owner, void (NativeWorker::*call)()) : m_owner(owner), m_call(call) { }
        void onDue(TimePoint /*now*/) override { (m_owner.*m_call)(); }

    private:
        NativeWorker &m_owner;
        void (NativeWorker::*m_call)();
    };

    void report();
    void armMeasureEnd();
    void endUsers();
    void onMeasureEnd();
    void endMeasure();
    void drain();
    void cutOff();
    void finish();

    const LoadPlan m_plan;
    const int m_index;
    Recorder m_recorder;
    Reactor m_reactor;
    TaskScope m_tasks{[this] { m_reactor.end(); }};
    std::unique_ptr<NativeClient> m_client;
    std::unique_ptr<NativeRuntime> m_runtime;
    std::unique_ptr<Workload<NativeRuntime>> m_workload;
    Alarm m_refresh{*this, &NativeWorker::report};
    Alarm m_measureEnd{*this, &NativeWorker::onMeasureEnd};
    Alarm m_drainEnd{*this, &NativeWorker::cutOff};
};

} // namespace loadstone
