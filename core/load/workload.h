// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/saturating.h"
#include "core/load/arrivals.h"
#include "core/load/loadworker.h"
#include "core/load/schedule.h"
#include "core/load/userscript.h"

#include <algorithm>
#include <coroutine>
#include <deque>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace loadstone
{

/// The recorder of a load thread.
Recorder makeRecorder(const LoadPlan &plan);

/// The behaviour of one load thread's virtual users, independent of the runtime. One thread creates, uses and
/// destroys it; it outlives its coroutines.
///
/// A runtime has: `Task`, the type of a coroutine that starts immediately and returns nothing;
/// `launch(Task)`, which takes it over; `now()`; `isStopRequested()`; `perform(user, request, now)`, awaited
/// for `PerformResult` (an Outcome, or a reference to one that is valid until the user's next request), which never
/// resumes within the call; `endTime(outcome)`, called immediately after that: when the request ended, which
/// is also when its user continues; and `Sleep`, created with the runtime and owned by one coroutine:
/// `until(moment)` is awaited by at most one at a time and returns false if the load is stopped or,
/// immediately, if wake() ended it early. A moment in the past still yields.
template<typename Runtime>
class Workload
{
public:
    using Task = typename Runtime::Task;

    /// @param plan outlives it, as do the others @param onBudgetSpent no request is left to make: the runtime
    /// must be stopped
    Workload(const LoadPlan &plan, int index, Recorder &recorder, Runtime &runtime,
             std::function<void()> onBudgetSpent)
        : m_plan(plan), m_load(plan.spec.load), m_index(index), m_recorder(recorder), m_runtime(runtime),
          m_onBudgetSpent(std::move(onBudgetSpent)), m_script(plan.spec, plan.sequences),
          m_curve(m_load, plan.origin, plan.measureBegin),
          m_arrivals(m_curve, m_load.arrivals, index, plan.threads, plan.spec.seed)
    {
        planMeasureEnd();
    }

    void begin() { m_runtime.launch(m_load.isOpen() ? dispatchArrivals() : superviseUsers()); }

    /// The runtime was asked to stop. Arrivals due until now are still started.
    void end()
    {
        if (m_endedAt == TimePoint::min())
            m_endedAt = std::min(m_runtime.now(), m_measureEnd);
        wakeSupervisor();
    }

    /// The expected end of measuring; setTarget() may change it.
    TimePoint measureEnd() const { return m_measureEnd; }
    /// That end is given by a number of requests, not by a duration.
    bool isEndedByCount() const { return m_measureEnd < m_plan.measureEnd; }

    /// Drops the arrivals that wait for a connection, at the end.
    void dropWaiting()
    {
        m_isCutOff = true;
        for (const TimePoint due : std::exchange(m_waiting, {}))
            m_recorder.dropped(due, m_runtime.now());
    }

    void setTarget(double target, TimePoint at)
    {
        m_curve.hold(target, at);
        planMeasureEnd();
        wakeSupervisor();
    }

private:
    /// A connection of an open load that waits for an arrival.
    struct Idle {
        std::coroutine_handle<> waiting;
        std::optional<TimePoint> *due;
    };
    /// Awaited by an idle connection: the due time of its next request, nothing at the end.
    struct NextArrival {
        Workload &load;
        std::optional<TimePoint> due{};
        bool await_ready()
        {
            if (!load.m_waiting.empty()) {
                due = load.m_waiting.front();
                load.m_waiting.pop_front();
                load.m_recorder.waited(*due);
                return true;
            }
            return load.m_areArrivalsOver;
        }
        void await_suspend(std::coroutine_handle<> waiting) { load.m_idle.push_back({waiting, &due}); }
        std::optional<TimePoint> await_resume() const { return due; }
    };
    void planMeasureEnd()
    {
        m_measureEnd = std::min(m_plan.measureEnd, m_curve.endOfCount(m_load, m_plan.measureBegin));
        if (!m_load.isOpen() || !m_load.requests)
            return;
        m_arrivals.limit(m_plan.measureBegin, *m_load.requests);
        m_recorder.moveWindowEnd(m_measureEnd, m_runtime.now());
    }

    using PerformResult = typename Runtime::PerformResult;
    using Sleep = typename Runtime::Sleep;

    /// Measured requests use up the budget; those of the warm-up are free.
    bool takeFromBudget(TimePoint due)
    {
        if (!m_plan.budget || !m_recorder.isInWindow(due) || m_plan.budget->take())
            return true;
        m_onBudgetSpent();
        return false;
    }

    /// Starts users when the curve rises and ends them when it falls.
    Task superviseUsers()
    {
        Sleep sleep(m_runtime);
        m_supervisor = &sleep;
        while (!m_runtime.isStopRequested()) {
            const TimePoint now = m_runtime.now();
            m_target = m_curve.usersAt(now);
            for (int user = m_index; user < m_target; user += m_plan.threads) {
                if (!isRunning(user))
                    startUser(user);
            }
            wakeSuperfluous();
            co_await sleep.until(m_curve.nextUserChange(m_runtime.now()));
        }
        m_supervisor = nullptr;
    }

    size_t place(int user) const { return static_cast<size_t>(user / m_plan.threads); }
    bool isRunning(int user) const { return place(user) < m_users.size() && m_users[place(user)].isRunning; }

    void startUser(int user)
    {
        if (place(user) >= m_users.size())
            m_users.resize(place(user) + 1);
        m_users[place(user)].isRunning = true;
        m_runtime.launch(runUser(user));
    }

    void wakeSuperfluous()
    {
        for (size_t i = m_users.size(); i-- > 0;) {
            const int user = m_index + static_cast<int>(i) * m_plan.threads;
            if (user < m_target)
                break;
            if (m_users[i].sleep)
                m_users[i].sleep->wake();
        }
    }

    bool mayContinue(int user) const { return user < m_target && !m_runtime.isStopRequested(); }

    Task runUser(int user)
    {
        Sleep sleep(m_runtime);
        UserScript script(m_script, user);
        ThinkTimes thinkTimes(m_load.thinkTime, m_plan.spec.seed, user);
        const bool thinks = m_load.thinkTime.kind != ThinkTime::Kind::None;
        const bool isPaced = m_load.pacing > Milliseconds(0);
        m_recorder.userStarted(m_runtime.now());
        // As few clock reads as possible: one costs a hundredth of a request.
        TimePoint now = m_runtime.now();
        TimePoint due = now;
        while (mayContinue(user)) {
            if (!isPaced)
                due = now;
            // Nothing is sent after the measure phase, even if the stop arrives late.
            const bool isLogin = script.needsLogin();
            if (m_recorder.isAfterWindow(now) || (!isLogin && !takeFromBudget(due)))
                break;
            UserScript::Step step = script.next();
            const Attempt attempt = isLogin ? Attempt() : m_recorder.started(step.endpoint, now, due);
            PerformResult outcome = co_await m_runtime.perform(user, std::move(step.request), now);
            const TimePoint endedAt = m_runtime.endTime(outcome);
            const TimePoint sentAt = std::exchange(now, endedAt);
            if (m_plan.onOutcome)
                m_plan.onOutcome(user, outcome);
            script.handleOutcome(outcome);
            if (isLogin) {
                m_recorder.loginEnded(endedAt - sentAt, outcome);
                due = endedAt;
                if (!script.needsLogin())
                    continue;
                // A failed login uses up the budget, or a load with a number of requests would never end if
                // all logins fail.
                if (!takeFromBudget(endedAt))
                    break;
            } else {
                m_recorder.ended(attempt, endedAt - sentAt, outcome, endedAt);
            }
            if (!thinks && !isPaced)
                continue;
            const Nanoseconds pause = thinks ? thinkTimes.next() : Nanoseconds::zero();
            const TimePoint next = isPaced ? later(due, m_load.pacing) : later(endedAt, pause);
            m_recorder.paused(std::max(next - endedAt, Nanoseconds::zero()), endedAt);
            if (isPaced && next <= endedAt) {
                due = next; // the server was late, not the generator
                continue;
            }
            m_users[place(user)].sleep = &sleep;
            const bool isSlept = co_await sleep.until(next);
            m_users[place(user)].sleep = nullptr;
            now = m_runtime.now();
            if (!isSlept)
                continue; // asked to end, or to check whether to
            m_recorder.sentLate(now - next, now);
            due = next;
        }
        m_users[place(user)].isRunning = false;
        m_recorder.userEnded(m_runtime.now());
    }

    /// Starts arrivals on time or as soon as possible.
    Task dispatchArrivals()
    {
        // Limits a burst of late arrivals, so that responses are processed in between.
        constexpr int longestBurst = 64;
        int burst = 0;
        Sleep sleep(m_runtime);
        m_supervisor = &sleep;
        for (;;) {
            const TimePoint due = m_arrivals.next();
            const TimePoint now = m_runtime.now();
            // Every arrival due before the end is started or counted as dropped, however late.
            if (m_runtime.isStopRequested() && due >= m_endedAt)
                break;
            if (now >= due && ++burst > longestBurst) {
                burst = 0;
                co_await sleep.until(now);
                continue;
            }
            if (now < due) {
                burst = 0;
                co_await sleep.until(std::min(due, m_measureEnd));
                if (due >= m_measureEnd && m_runtime.now() >= m_measureEnd)
                    break;
                continue;
            }
            if (m_recorder.isAfterWindow(due))
                break;
            m_arrivals.pop();
            m_recorder.arrived(due, now);
            if (!m_isCutOff && !m_idle.empty()) {
                m_recorder.sentLate(now - due, now);
                resumeIdle(due);
            } else if (!m_isCutOff && m_opened < share(m_load.connections)) {
                m_recorder.sentLate(now - due, now);
                m_runtime.launch(runConnection(m_index + m_opened++ * m_plan.threads, due));
            } else if (!m_isCutOff && static_cast<qint64>(m_waiting.size()) < share(m_load.queue)) {
                m_waiting.push_back(due);
            } else {
                m_recorder.dropped(due, now);
            }
        }
        m_supervisor = nullptr;
        m_areArrivalsOver = true;
        while (!m_idle.empty())
            resumeIdle({});
    }

    /// This thread's share of a limit of the whole load, at least one.
    int share(int limit) const
    {
        const int part = limit / m_plan.threads + (m_index < limit % m_plan.threads ? 1 : 0);
        return limit > 0 ? std::max(part, 1) : 0;
    }

    void resumeIdle(std::optional<TimePoint> due)
    {
        // The one used last, whose connection is the least likely to be closed.
        const Idle idle = m_idle.back();
        m_idle.pop_back();
        *idle.due = due;
        idle.waiting.resume();
    }

    Task runConnection(int connection, TimePoint firstDue)
    {
        UserScript script(m_script, connection);
        m_recorder.userStarted(m_runtime.now());
        std::optional<TimePoint> due = firstDue;
        while (due) {
            const TimePoint now = m_runtime.now();
            const bool isLogin = script.needsLogin();
            UserScript::Step step = script.next();
            const Attempt attempt = isLogin ? Attempt() : m_recorder.started(step.endpoint, now, *due);
            PerformResult outcome = co_await m_runtime.perform(connection, std::move(step.request), now);
            const TimePoint endedAt = m_runtime.endTime(outcome);
            if (m_plan.onOutcome)
                m_plan.onOutcome(connection, outcome);
            script.handleOutcome(outcome);
            if (isLogin) {
                m_recorder.loginEnded(endedAt - now, outcome);
                if (!script.needsLogin())
                    continue; // the arrival waited for it
                m_recorder.dropped(*due, endedAt);
            } else {
                outcome.phases[static_cast<size_t>(RequestPhase::Blocked)] = now - *due;
                m_recorder.ended(attempt, endedAt - now, outcome, endedAt);
            }
            due.reset();
            if (!m_areArrivalsOver || !m_waiting.empty()) {
                NextArrival next{*this};
                due = co_await next;
            }
        }
        m_recorder.userEnded(m_runtime.now());
    }

    void wakeSupervisor()
    {
        if (m_supervisor)
            m_supervisor->wake();
    }

    struct User {
        bool isRunning = false;
        Sleep *sleep = nullptr; ///< while it sleeps
    };

    const LoadPlan &m_plan;
    const Load &m_load;
    const int m_index;
    Recorder &m_recorder;
    Runtime &m_runtime;
    std::function<void()> m_onBudgetSpent;
    const LoadScript m_script;
    LoadCurve m_curve;
    ArrivalStream m_arrivals;
    TimePoint m_measureEnd;
    Sleep *m_supervisor = nullptr; ///< of the coroutine that starts the others
    int m_target = 0;
    std::vector<User> m_users; ///< by index among this thread's
    int m_opened = 0;
    bool m_areArrivalsOver = false;
    bool m_isCutOff = false;
    TimePoint m_endedAt = TimePoint::min(); ///< min: not yet
    std::vector<Idle> m_idle;
    std::deque<TimePoint> m_waiting; ///< due times, in order
};

} // namespace loadstone
