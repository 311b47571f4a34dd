// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/recorder.h"

#include <algorithm>
#include <utility>

namespace loadstone
{

namespace
{

constexpr qsizetype maxExampleLength = 200;

/// To the nearest one, but at least one: the histogram knows nothing shorter.
qint64 toMicroseconds(Nanoseconds duration) { return std::max<qint64>(1, (duration.count() + 500) / 1000); }

} // namespace

void RecordedPhase::merge(const RecordedPhase &other)
{
    metrics.merge(other.metrics);
    windowBegin = std::min(windowBegin, other.windowBegin);
    windowEnd = std::max(windowEnd, other.windowEnd);
    lastEnded = std::max(lastEnded, other.lastEnded);
    endedBefore += other.endedBefore;
    requestTime += other.requestTime;
    userTime += other.userTime;
    endedInWindow += other.endedInWindow;
    timeInSystem += other.timeInSystem;
    pausesInWindow += other.pausesInWindow;
    pauses += other.pauses;
    sendLate.merge(other.sendLate);
    due += other.due;
    dropped += other.dropped;
    waited += other.waited;
    afterEnd.merge(other.afterEnd);
}

Recorder::Recorder(const QStringList &endpointNames, TimePoint origin)
    : m_origin(origin), m_integratedTo(origin)
{
    for (const QString &name : endpointNames) {
        EndpointMetrics endpoint;
        endpoint.name = name;
        m_phase.metrics.endpoints.append(endpoint);
    }
    setWindow(origin, TimePoint::max());
}

void Recorder::setWindow(TimePoint begin, TimePoint end)
{
    m_phase.windowBegin = begin;
    m_phase.windowEnd = end;
    m_phase.lastEnded = begin;
    beginInterval(m_origin);
}

void Recorder::closeWindow(TimePoint at)
{
    advance(at);
    if (at >= m_phase.windowEnd)
        return;
    m_phase.windowBegin = std::min(m_phase.windowBegin, at);
    m_phase.windowEnd = at;
    m_phase.lastEnded = std::max(m_phase.lastEnded, m_phase.windowBegin);
    if (at > m_filling.begin)
        completeInterval(at);
    beginInterval(at);
}

void Recorder::moveWindowEnd(TimePoint end, TimePoint now)
{
    if (now >= m_phase.windowEnd)
        return;
    // A moment that has passed will do, as long as nothing was recorded since.
    if (end <= m_integratedTo) {
        closeWindow(now);
        return;
    }
    m_phase.windowEnd = end;
    setIntervalEnd();
    advance(now);
}

void Recorder::expectLogin(const QString &name)
{
    m_phase.metrics.login.emplace();
    m_phase.metrics.login->requests.name = name;
}

void Recorder::loginEnded(Nanoseconds serviceTime, const Outcome &outcome)
{
    LoginMetrics &login = *m_phase.metrics.login;
    ++login.requests.started;
    ++login.requests.counts[static_cast<size_t>(outcome.outcomeClass)];
    login.requests.connectionsOpened += outcome.openedConnection ? 1 : 0;
    if (outcome.outcomeClass == OutcomeClass::Ok)
        login.requests.serviceTime.record(toMicroseconds(serviceTime));
    else if (isFailure(outcome.outcomeClass) && login.firstFailure.isEmpty())
        login.firstFailure = outcome.example;
}

void Recorder::userStarted(TimePoint now)
{
    advance(now);
    ++m_users;
}

void Recorder::userEnded(TimePoint now)
{
    advance(now);
    --m_users;
}

Attempt Recorder::started(int endpoint, TimePoint now, TimePoint due)
{
    advance(now);
    ++m_inFlight;
    ++m_filling.started;
    const bool isMeasured = isInWindow(due);
    if (isMeasured)
        ++m_phase.metrics.endpoints[endpoint].started;
    return {endpoint, now, due, isMeasured};
}

void Recorder::arrived(TimePoint due, TimePoint now)
{
    advance(now);
    ++m_filling.due;
    m_phase.due += isInWindow(due) ? 1 : 0;
}

void Recorder::waited(TimePoint due) { m_phase.waited += isInWindow(due) ? 1 : 0; }

void Recorder::dropped(TimePoint due, TimePoint now)
{
    advance(now);
    ++m_filling.dropped;
    m_phase.dropped += isInWindow(due) ? 1 : 0;
}

void Recorder::ended(const Attempt &attempt, Nanoseconds serviceTime, const Outcome &outcome, TimePoint now)
{
    advance(now);
    --m_inFlight;
    ++m_filling.counts[static_cast<size_t>(outcome.outcomeClass)];
    m_filling.bytesReceived += outcome.bytesReceived;
    const bool isOk = outcome.outcomeClass == OutcomeClass::Ok;
    if (isOk) {
        m_filling.serviceTime.record(toMicroseconds(serviceTime));
        if (m_keepsResponseTimes)
            m_filling.responseTime.record(toMicroseconds(now - attempt.dueAt));
    }

    if (now < m_phase.windowBegin
        || (m_filling.phase == Phase::Drain && m_phase.windowBegin == m_phase.windowEnd))
        ++m_phase.endedBefore;
    if (isInWindow(now) && outcome.outcomeClass != OutcomeClass::Cancelled) {
        ++m_phase.endedInWindow;
        m_phase.timeInSystem += serviceTime;
        if (isOk)
            ++m_phase.metrics.endpoints[attempt.endpoint].okInWindow;
    }
    if (attempt.isMeasured)
        recordMeasured(attempt, serviceTime, outcome, now);
}

void Recorder::recordMeasured(const Attempt &attempt, Nanoseconds serviceTime, const Outcome &outcome,
                              TimePoint now)
{
    EndpointMetrics &endpoint = m_phase.metrics.endpoints[attempt.endpoint];
    ++endpoint.counts[static_cast<size_t>(outcome.outcomeClass)];
    endpoint.bytesReceived += outcome.bytesReceived;
    endpoint.connectionsOpened += outcome.openedConnection ? 1 : 0;
    endpoint.stale += outcome.wasStale ? 1 : 0;
    m_phase.lastEnded = now;
    if (isFailure(outcome.outcomeClass))
        recordFailure(attempt, outcome, now);
    if (outcome.outcomeClass != OutcomeClass::Ok)
        return;
    if (now >= m_phase.windowEnd)
        m_phase.afterEnd.record(toMicroseconds(now - m_phase.windowEnd));
    endpoint.serviceTime.record(toMicroseconds(serviceTime));
    if (m_keepsResponseTimes)
        endpoint.responseTime.record(toMicroseconds(now - attempt.dueAt));
    for (size_t phase = 0; phase < outcome.phases.size(); ++phase) {
        if (outcome.phases[phase])
            endpoint.phases[phase].record(toMicroseconds(*outcome.phases[phase]));
    }
}

void Recorder::recordFailure(const Attempt &attempt, const Outcome &outcome, TimePoint now)
{
    LoadMetrics &metrics = m_phase.metrics;
    const FailureKey key{outcome.outcomeClass, outcome.status, outcome.diedIn, attempt.endpoint};
    const double atS = Seconds(now - m_phase.windowBegin).count();
    const auto known = m_failureIndex.find(key);
    if (known != m_failureIndex.end()) {
        FailureRecord &record = metrics.failures[known->second];
        ++record.count;
        record.lastAtS = atS;
        return;
    }
    if (metrics.failures.size() >= maximumFailureKinds) {
        ++metrics.otherFailures;
        return;
    }
    m_failureIndex.emplace(key, metrics.failures.size());
    FailureRecord record;
    record.outcomeClass = outcome.outcomeClass;
    record.status = outcome.status;
    record.diedIn = outcome.diedIn;
    record.endpoint = attempt.endpoint;
    record.count = 1;
    record.firstAtS = atS;
    record.lastAtS = atS;
    record.example = outcome.example.left(maxExampleLength);
    metrics.failures.append(record);
}

void Recorder::paused(Nanoseconds drawn, TimePoint now)
{
    if (!isInWindow(now))
        return;
    ++m_phase.pausesInWindow;
    m_phase.pauses += drawn;
}

void Recorder::sentLate(Nanoseconds lateness, TimePoint now)
{
    m_filling.sendLate.record(toMicroseconds(lateness));
    if (isInWindow(now))
        m_phase.sendLate.record(toMicroseconds(lateness));
}

std::vector<RecordedInterval> Recorder::takeIntervals(TimePoint now)
{
    advance(now);
    std::vector<RecordedInterval> taken = std::exchange(m_completed, {});
    RecordedInterval filling = m_filling;
    filling.end = std::max(now, filling.begin);
    filling.users = m_users;
    filling.inFlight = m_inFlight;
    taken.push_back(std::move(filling));
    return taken;
}

std::vector<RecordedInterval> Recorder::takeLastIntervals(TimePoint now)
{
    std::vector<RecordedInterval> taken = takeIntervals(now);
    taken.back().isComplete = true;
    return taken;
}

void Recorder::advance(TimePoint now)
{
    integrate(now);
    while (now >= m_intervalEnd) {
        const TimePoint border = m_intervalEnd;
        completeInterval(border);
        beginInterval(border);
    }
}

void Recorder::integrate(TimePoint now)
{
    if (now <= m_integratedTo)
        return;
    const TimePoint from = std::max(m_integratedTo, m_phase.windowBegin);
    const TimePoint to = std::min(now, m_phase.windowEnd);
    if (to > from) {
        m_phase.requestTime += Seconds(to - from) * m_inFlight;
        m_phase.userTime += Seconds(to - from) * m_users;
    }
    m_integratedTo = now;
}

void Recorder::beginInterval(TimePoint begin)
{
    m_filling = {};
    m_filling.begin = begin;
    m_filling.second = std::chrono::floor<std::chrono::seconds>(begin - m_origin).count();
    m_filling.phase = begin < m_phase.windowBegin ? Phase::WarmUp
        : begin < m_phase.windowEnd               ? Phase::Measure
                                                  : Phase::Drain;
    setIntervalEnd();
}

void Recorder::setIntervalEnd()
{
    m_intervalEnd = m_origin + std::chrono::seconds(m_filling.second + 1);
    for (const TimePoint border : {m_phase.windowBegin, m_phase.windowEnd}) {
        if (border > m_filling.begin)
            m_intervalEnd = std::min(m_intervalEnd, border);
    }
}

void Recorder::completeInterval(TimePoint end)
{
    m_filling.end = end;
    m_filling.isComplete = true;
    m_filling.users = m_users;
    m_filling.inFlight = m_inFlight;
    m_completed.push_back(std::move(m_filling));
}

} // namespace loadstone
