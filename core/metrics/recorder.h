// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/metrics/loadmetrics.h"
#include "core/metrics/phase.h"

#include <QStringList>

#include <limits>
#include <map>
#include <tuple>
#include <vector>

namespace loadstone
{

/// One attempt on its way: what Recorder::started hands out and Recorder::ended takes back.
struct Attempt {
    int endpoint = 0;
    TimePoint startedAt;
    TimePoint dueAt;         ///< when it should have started; startedAt where nothing says so
    bool isMeasured = false; ///< due within the measure window
};

/// What one worker saw between two borders of the live time axis. Borders lie at every whole
/// second since the origin, and also where the measure window begins and ends: a second that
/// straddles such a border is split in two, so that no bucket mixes phases.
struct RecordedInterval {
    qint64 second = 0;           ///< whole seconds since the origin
    Phase phase = Phase::WarmUp; ///< WarmUp before the measure window, Drain after it
    TimePoint begin;
    TimePoint end;           ///< while filling: the moment of the snapshot
    bool isComplete = false; ///< nothing more will be added
    qint64 started = 0;
    std::array<qint64, outcomeClassCount> counts{};
    qint64 bytesReceived = 0;
    qint64 due = 0;         ///< arrivals that were due, started or not
    qint64 dropped = 0;     ///< arrivals that were never started
    Histogram serviceTime;  ///< successes only
    Histogram responseTime; ///< likewise; empty where no request is due
    Histogram sendLate;
    int users = 0;    ///< at the end of the interval
    int inFlight = 0; ///< likewise
};

/// Everything of the measure window of one worker. Times that are summed here are averaged by
/// the merging thread, over the window's length. The sums are of floating point: many users for
/// a thousand hours are more nanoseconds than an integer holds.
struct RecordedPhase {
    LoadMetrics metrics;
    TimePoint windowBegin;
    TimePoint windowEnd;      ///< equal to windowBegin when measuring was never reached
    TimePoint lastEnded;      ///< when the last measured attempt ended; windowBegin when there was none
    qint64 endedBefore = 0;   ///< attempts that ended before the window
    Seconds requestTime{};    ///< integral over the window of requests in the system
    Seconds userTime{};       ///< integral over the window of active virtual users
    qint64 endedInWindow = 0; ///< attempts of any class but Cancelled that ended in the window
    Seconds timeInSystem{};   ///< sum of their service times
    qint64 pausesInWindow = 0;
    Seconds pauses{};   ///< sum of the think times drawn in the window
    Histogram sendLate; ///< µs; sends in the window against the moment the generator was scheduled to send
    qint64 due = 0;     ///< arrivals due in the window, started or not
    qint64 dropped = 0; ///< of these, never started
    qint64 waited = 0;  ///< of these, started late because every connection was taken
    Histogram afterEnd; ///< µs; of the measured successes that ended after the window, since its end

    void merge(const RecordedPhase &other);
};

/// Records what the virtual users of one worker do. Written and read by that worker's thread
/// only. The worker says what time it is, so that one reading serves a whole step.
///
/// What counts as measured: the attempts that were *due* within the measure window, however they
/// end; those the drain deadline cuts off end as Cancelled. So in `metrics` always
/// `started == sum of counts` once nothing is in flight. An arrival that is dropped is no attempt. Throughput is another question:
/// EndpointMetrics::okInWindow counts every successful answer that *arrived* within the window,
/// whenever its request was sent, so that a slow answer is neither lost at the beginning nor
/// credited after the end. The rate is okInWindow over the window's length.
class Recorder
{
public:
    /// @param origin zero of the live time axis
    Recorder(const QStringList &endpointNames, TimePoint origin);

    /// The measure window [begin, end); an end that is not known yet is `TimePoint::max()`.
    /// To be called before the first attempt.
    void setWindow(TimePoint begin, TimePoint end);
    /// Requests have a moment at which they are due: keeps their response time as well. To be called
    /// before the first attempt.
    void keepResponseTimes() { m_keepsResponseTimes = true; }
    /// Ends the window at `at`, unless it has ended already. Before its begin: it stays empty.
    void closeWindow(TimePoint at);
    /// The window ends at another moment than was said, unless it has ended already.
    void moveWindowEnd(TimePoint end, TimePoint now);
    bool isInWindow(TimePoint at) const { return at >= m_phase.windowBegin && at < m_phase.windowEnd; }
    bool isAfterWindow(TimePoint at) const { return at >= m_phase.windowEnd; }

    /// There is a login of that name. To be called before the first attempt.
    void expectLogin(const QString &name);
    /// A user's attempt to log in ended. It is none of the attempts below.
    void loginEnded(Nanoseconds serviceTime, const Outcome &outcome);

    void userStarted(TimePoint now);
    void userEnded(TimePoint now);
    Attempt started(int endpoint, TimePoint now) { return started(endpoint, now, now); }
    /// @param due not after now
    Attempt started(int endpoint, TimePoint now, TimePoint due);
    /// An arrival of an open load was due then, and is going to be started or dropped.
    void arrived(TimePoint due, TimePoint now);
    /// An arrival that waited for a connection is started now.
    void waited(TimePoint due);
    /// An arrival is given up: it was due then, and no request was made of it.
    void dropped(TimePoint due, TimePoint now);
    /// @param serviceTime goes into the histograms when the outcome is Ok
    void ended(const Attempt &attempt, Nanoseconds serviceTime, const Outcome &outcome, TimePoint now);
    /// A virtual user begins to think.
    void paused(Nanoseconds drawn, TimePoint now);
    /// A request is sent this much after the generator meant to send it.
    void sentLate(Nanoseconds lateness, TimePoint now);

    int inFlight() const { return m_inFlight; }
    int users() const { return m_users; }

    /// The intervals completed since the last call, and the filling one as it is.
    std::vector<RecordedInterval> takeIntervals(TimePoint now);
    /// Ends the filling interval as well: for the very last call.
    std::vector<RecordedInterval> takeLastIntervals(TimePoint now);

    /// The measure window so far.
    const RecordedPhase &phase() const { return m_phase; }

private:
    using FailureKey = std::tuple<OutcomeClass, int, RequestPhase, int>;

    void advance(TimePoint now);
    void integrate(TimePoint now);
    void beginInterval(TimePoint begin);
    void setIntervalEnd();
    void completeInterval(TimePoint end);
    void recordMeasured(const Attempt &attempt, Nanoseconds serviceTime, const Outcome &outcome,
                        TimePoint now);
    void recordFailure(const Attempt &attempt, const Outcome &outcome, TimePoint now);

    TimePoint m_origin;
    TimePoint m_integratedTo;
    TimePoint m_intervalEnd; ///< where the filling interval has to end
    RecordedInterval m_filling;
    std::vector<RecordedInterval> m_completed;
    RecordedPhase m_phase;
    std::map<FailureKey, qsizetype> m_failureIndex; ///< into m_phase.metrics.failures
    int m_users = 0;
    int m_inFlight = 0;
    bool m_keepsResponseTimes = false;
};

} // namespace loadstone
