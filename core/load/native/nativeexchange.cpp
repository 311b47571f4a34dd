// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/nativeexchange.h"

#include "core/base/saturating.h"

namespace loadstone
{

namespace
{

} // namespace

void NativeExchange::begin(PreparedRequest &&request, TimePoint now, Milliseconds timeout)
{
    m_request = std::move(request);
    m_validator.begin(*m_request.source);
    m_outcome = {};
    m_deadline = later(now, timeout);
    m_begunAt = now;
    m_connectingAt = m_connectedAt = m_encryptedAt = unset;
    m_sendingAt = m_sentAt = m_firstByteAt = unset;
    m_isOnReused = false;
    const QByteArray &method = m_request.source->method;
    m_isHeadRequest = method.size() == 4 && method == "HEAD";
    next = nullptr;
}

void NativeExchange::connected(TimePoint now)
{
    m_connectedAt = now;
    m_outcome.openedConnection = true;
}

void NativeExchange::sending(TimePoint now, bool isReused)
{
    if (m_sendingAt != unset)
        return;
    m_sendingAt = now;
    m_isOnReused = isReused;
}

void NativeExchange::repeat()
{
    m_outcome.wasStale = true;
    restart();
}

void NativeExchange::restart()
{
    m_connectingAt = m_connectedAt = m_encryptedAt = unset;
    m_sendingAt = m_sentAt = unset;
    m_isOnReused = false;
}

void NativeExchange::complete(int status, std::string_view reason, TimePoint now)
{
    m_validator.conclude(m_outcome, status, reason);
    setPhases(now);
}

void NativeExchange::fail(OutcomeClass outcomeClass, RequestPhase diedIn, const QString &example, int status,
                          TimePoint now)
{
    m_outcome.outcomeClass = outcomeClass;
    m_outcome.diedIn = diedIn;
    m_outcome.example = example.left(Outcome::longestExample);
    m_outcome.status = status;
    m_outcome.bytesReceived = m_validator.bodyBytes();
    setPhases(now);
}

void NativeExchange::setPhase(RequestPhase phase, TimePoint from, TimePoint to)
{
    if (from != unset && to != unset)
        m_outcome.phases[static_cast<size_t>(phase)] = to - from;
}

void NativeExchange::setPhases(TimePoint endedAt)
{
    // Apart from connecting, only waiting for a shared connection or an attempt on a stale one can precede
    // sending.
    const TimePoint startedAt = m_connectingAt != unset ? m_connectingAt : m_sendingAt;
    if (startedAt != unset && startedAt != m_begunAt)
        setPhase(RequestPhase::Blocked, m_begunAt, startedAt);
    setPhase(RequestPhase::Connect, m_connectingAt, m_connectedAt);
    setPhase(RequestPhase::Tls, m_connectedAt, m_encryptedAt);
    setPhase(RequestPhase::Send, m_sendingAt, m_sentAt);
    setPhase(RequestPhase::Wait, m_sentAt, m_firstByteAt);
    setPhase(RequestPhase::Receive, m_firstByteAt, endedAt);
}

} // namespace loadstone
