// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/taskgroup.h"
#include "core/load/userscript.h"
#include "core/load/virtualuser.h"
#include "core/metrics/recorder.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace loadstone
{

/// What all load threads of a generator agree on before they begin.
struct LoadPlan {
    LoadSpec spec;
    std::shared_ptr<const LoadScript> script; ///< what users send
    TimePoint origin;                         ///< zero of the live time axis
    TimePoint measureBegin;                   ///< all users have started and warm-up is over
    TimePoint measureEnd;                     ///< TimePoint::max() when only the number of requests ends it
    std::shared_ptr<RequestBudget> budget;    ///< null without a limit
    int threads = 1;
    int refreshHz = 4;
};

/// One load thread's share of the work: its transport, its virtual users and its recorder. Made
/// in the generator's thread, then moved to its own; every slot runs there, every signal is
/// emitted there. It finishes by itself, or soon after stop().
class LoadWorker : public QObject
{
    Q_OBJECT
public:
    /// @param index 0 … threads - 1: serves the users whose index leaves this remainder
    LoadWorker(const LoadPlan &plan, int index, const Clock &clock);
    ~LoadWorker() override;

    void begin();
    /// Starts nothing new, and drains. @param now cancels what is running instead of draining
    void stop(bool now);
    /// The measured requests are all on their way: starts nothing new, waits for their answers.
    void stopAfterRunning();
    bool isFinished() const { return m_isFinished; }

signals:
    void threadKnown(int threadId);
    /// New since the last time, refreshHz times a second: completed intervals, then the filling one.
    void intervalsRecorded(int worker, const std::vector<loadstone::RecordedInterval> &intervals);
    void budgetSpent();
    /// Nothing runs any more. `error` is empty unless the load could not be made.
    void finished(int worker, const loadstone::RecordedPhase &phase, const QString &error);

private:
    void launchUsers();
    void drain();
    void finish();

    const LoadPlan m_plan;
    const int m_index;
    const Clock &m_clock;
    Recorder m_recorder;
    TaskGroup m_tasks;
    std::unique_ptr<Transport> m_transport;
    std::unique_ptr<UserSurroundings> m_surroundings;
    QTimer m_refresh;
    QTimer m_measureEnd;
    QTimer m_drainEnd;
    bool m_isFinished = false;
};

} // namespace loadstone
