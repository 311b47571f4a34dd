// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/native/responseparser.h"
#include "core/load/responsevalidator.h"
#include "core/load/transport.h"

#include <coroutine>

namespace loadstone
{

/// A virtual user's request in flight: its timestamps, its validation and its awaiter. Reused for the user's
/// next request.
class NativeExchange final : public ResponseHandler
{
public:
    void begin(PreparedRequest &&request, TimePoint now, Milliseconds timeout);
    const PreparedRequest &request() const { return m_request; }
    TimePoint begunAt() const { return m_begunAt; }
    TimePoint deadline() const { return m_deadline; }
    bool isHeadRequest() const { return m_isHeadRequest; }
    bool needsFields() const { return m_validator.needsHeaders(); }
    bool needsBody() const { return m_validator.needsBody(); }

    void connecting(TimePoint now)
    {
        if (m_connectingAt == unset)
            m_connectingAt = now;
    }
    void connected(TimePoint now);
    void encrypted(TimePoint now) { m_encryptedAt = now; }
    /// @param isReused the connection has already delivered a response
    void sending(TimePoint now, bool isReused);
    void sent(TimePoint now) { m_sentAt = now; }
    void receiving(TimePoint now)
    {
        if (m_firstByteAt == unset)
            m_firstByteAt = now;
    }

    /// Whether a broken connection, if not caused by this exchange, permits a retry.
    bool mayBeRepeated() const { return m_isOnReused && m_firstByteAt == unset && !m_outcome.wasStale; }
    /// Restarts on another connection, discarding timestamps so far.
    void restart();
    /// The same after it was sent on a persistent connection that was closed without a response.
    void repeat();

    void onField(std::string_view name, std::string_view value) override { m_validator.header(name, value); }
    void onFieldsRestart() override { m_validator.begin(*m_request.source); }
    void onBody(std::string_view bytes) override
    {
        m_validator.body(bytes.data(), static_cast<qint64>(bytes.size()));
    }

    void complete(int status, std::string_view reason, TimePoint now);
    /// @param status of the partial response
    void fail(OutcomeClass outcomeClass, RequestPhase diedIn, const QString &example, int status,
              TimePoint now);

    /// The awaiter is resumed immediately, so the time of the response needs no second clock read.
    void endAt(TimePoint now) { m_outcome.endedAt = now; }
    Outcome &outcome() { return m_outcome; }

    std::coroutine_handle<> waiting;
    NativeExchange *next = nullptr; ///< next on the same connection

private:
    static constexpr TimePoint unset{};

    void setPhases(TimePoint endedAt);
    void setPhase(RequestPhase phase, TimePoint from, TimePoint to);

    PreparedRequest m_request;
    ResponseValidator m_validator;
    Outcome m_outcome;
    TimePoint m_deadline;
    TimePoint m_begunAt;
    TimePoint m_connectingAt;
    TimePoint m_connectedAt;
    TimePoint m_encryptedAt;
    TimePoint m_sendingAt;
    TimePoint m_sentAt;
    TimePoint m_firstByteAt;
    bool m_isOnReused = false;
    bool m_isHeadRequest = false;
};

} // namespace loadstone
