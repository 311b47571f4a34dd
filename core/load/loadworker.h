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

/// The remaining measured requests, shared by all users of all load threads.
class RequestBudget
{
public:
    explicit RequestBudget(qint64 requests) : m_left(requests) { }
    /// False if the budget is exhausted.
    bool take() { return m_left.fetch_sub(1, std::memory_order_relaxed) > 0; }

private:
    std::atomic<qint64> m_left;
};

/// How often a load thread hands over its recorded intervals: the highest refresh rate of a screen.
inline constexpr Milliseconds reportInterval{100};

/// Parameters shared by all load threads of a generator.
struct LoadPlan {
    LoadSpec spec;
    std::shared_ptr<SequenceCounts> sequences; ///< of variables counted across all users
    TimePoint origin;                          ///< zero of the live time axis
    TimePoint measureBegin;                    ///< all users have started and the warm-up is over
    TimePoint measureEnd;                      ///< TimePoint::max() if only the number of requests ends it
    std::shared_ptr<RequestBudget> budget;     ///< of a closed load; null without a limit
    int threads = 1;
    /// Receives each outcome in its load thread, logins included; may be empty.
    std::function<void(int user, const Outcome &outcome)> onOutcome = {};
};

/// One load thread's share: its network, virtual users and recorder. Created in the generator's thread, then
/// moved to its own, where begin() is called and every signal is emitted. It finishes by itself, or soon
/// after stop().
class LoadWorker : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Starts the load. May return immediately, or when the load has ended.
    virtual void begin() = 0;

    // Thread-safe as soon as the call of begin() has been posted.

    /// Starts no more requests, and drains. @param now cancels requests in flight instead of draining
    virtual void stop(bool now) = 0;
    /// All measured requests have been sent: starts no more, waits for their responses.
    virtual void stopAfterRunning() = 0;
    /// A constant number of users, or arrivals per second, from `at`, replacing the schedule.
    virtual void setTarget(double target, TimePoint at) = 0;
    bool isFinished() const { return m_isFinished; }

signals:
    void threadStarted(int threadId);
    /// Intervals since the last emission, every reportInterval: completed ones, then the current one.
    void intervalsRecorded(int worker, const std::vector<loadstone::RecordedInterval> &intervals);
    void budgetSpent();
    /// Everything has ended. `error` is empty unless the load was impossible.
    void finished(int worker, const loadstone::RecordedPhase &phase, const loadstone::Sentence &error);

protected:
    void setFinished() { m_isFinished = true; }

private:
    std::atomic<bool> m_isFinished = false;
};

} // namespace loadstone
