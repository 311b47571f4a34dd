// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/curve.h"
#include "core/load/loadspec.h"
#include "core/load/userscript.h"
#include "core/metrics/recorder.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace loadstone
{

/// The measured requests that may still be started, shared by all users of all load threads.
class RequestBudget
{
public:
    explicit RequestBudget(qint64 requests) : m_left(requests) { }
    /// False when the budget is used up.
    bool take() { return m_left.fetch_sub(1, std::memory_order_relaxed) > 0; }

private:
    std::atomic<qint64> m_left;
};

/// How often a load thread hands over what it has recorded: as often as a screen shows it at most.
inline constexpr Milliseconds reportInterval{100};

/// What all load threads of a generator agree on before they begin.
struct LoadPlan {
    LoadSpec spec;
    std::shared_ptr<SequenceCounts> sequences; ///< of the variables that all users count together
    TimePoint origin;                          ///< zero of the live time axis
    TimePoint measureBegin;                    ///< all users have started and warm-up is over
    TimePoint measureEnd;                      ///< TimePoint::max() when only the number of requests ends it
    std::shared_ptr<RequestBudget> budget;     ///< of a closed load; null without a limit
    int threads = 1;
    /// Sees each outcome in its load thread, logins included; empty: nothing looks at single ones.
    std::function<void(int user, const Outcome &outcome)> onOutcome = {};
};

/// One load thread's share of the work: its network, its virtual users and its recorder. Made in
/// the generator's thread, then moved to its own, where begin() is called and every signal is
/// emitted. It finishes by itself, or soon after stop().
class LoadWorker : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Begins. May return at once, or when the load has ended.
    virtual void begin() = 0;

    // These may be called from any thread, from begin() being asked for on.

    /// Starts nothing new, and drains. @param now cancels what is running instead of draining
    virtual void stop(bool now) = 0;
    /// The measured requests are all on their way: starts nothing new, waits for their answers.
    virtual void stopAfterRunning() = 0;
    /// From `at` on: so many users, or arrivals per second, whatever was planned.
    virtual void setTarget(double target, TimePoint at) = 0;
    bool isFinished() const { return m_isFinished; }

signals:
    void threadKnown(int threadId);
    /// New since the last time, every reportInterval: completed intervals, then the filling one.
    void intervalsRecorded(int worker, const std::vector<loadstone::RecordedInterval> &intervals);
    void budgetSpent();
    /// Nothing runs any more. `error` is empty unless the load could not be made.
    void finished(int worker, const loadstone::RecordedPhase &phase, const QString &error);

protected:
    void setFinished() { m_isFinished = true; }

private:
    std::atomic<bool> m_isFinished = false;
};

} // namespace loadstone
