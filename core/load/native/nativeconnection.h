// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/native/exchangequeue.h"
#include "core/load/native/nativefailures.h"
#include "core/load/native/nativesocket.h"
#include "core/load/native/reactor.h"
#include "core/load/native/responseparser.h"

#include <optional>
#include <string>

namespace loadstone
{

struct NativeNetwork;

/// The connection of one virtual user, or of several with pipelining: connects when there is something to
/// send, sends requests in order, reads the responses in the same order, enforces the deadline of each, and
/// reconnects after it was closed. Never closed for being idle.
///
/// An exchange with a response resumes its awaiter immediately; a failed one in a later turn of the reactor:
/// otherwise a refused port would cause an endless loop.
class NativeConnection final : public FdHandler, public TimerHandler
{
public:
    explicit NativeConnection(NativeNetwork &network);
    NativeConnection(const NativeConnection &) = delete;
    NativeConnection &operator=(const NativeConnection &) = delete;

    /// Appends the exchange to those in progress; never resumes within the call.
    void perform(NativeExchange *exchange, TimePoint now);
    /// Cancels all its exchanges.
    void abort();

    void onReady(uint32_t events) override;
    void onDue(TimePoint now) override;

private:
    enum class State {
        Closed,
        Queued, ///< for a Unix socket with a full backlog; to be retried soon
        Connecting,
        Handshaking,
        Open,
    };
    void open(TimePoint now);
    void connect(TimePoint now);
    void onConnectFailed(int error, TimePoint now);
    void onConnected(TimePoint now);
    void shakeHands(TimePoint now);

    void send(TimePoint now);
    /// Until there is nothing left to read, or the time slice is used up.
    void read();
    /// Reads once. The time of the read; nothing if no bytes were available.
    std::optional<TimePoint> readSome();
    std::optional<TimePoint> discard();
    bool mayDiscard() const;
    std::optional<TimePoint> noteRead(ssize_t got);
    void adaptPiece(Nanoseconds lastTook);
    void onEnd(TimePoint now);
    void take(std::string_view bytes, TimePoint now);
    bool takeResponse(std::string_view &bytes, TimePoint now);
    void hold(std::string_view bytes, TimePoint now);
    void completeFirst(TimePoint now);
    void resumeFinished();

    /// The connection is unusable: fails its first exchange unless that may be repeated.
    void breakOff(const NativeFailure &failure, TimePoint now);
    void breakOffAt(int error, TimePoint now);
    void failAll(const NativeFailure &failure, TimePoint now);
    void fail(NativeExchange *exchange, const NativeFailure &failure, RequestPhase diedIn, int status,
              TimePoint now);
    /// After the end of a connection: moves the remaining exchanges to a new one, or fails them.
    void resume(const QString &failureText, TimePoint now);
    void timeOut(NativeExchange *exchange, RequestPhase diedIn, int status, TimePoint now);
    RequestPhase phaseOfFirst() const;
    int statusOfFirst() const;
    void closeAfterResponse();
    void close();

    NativeNetwork &m_network;
    ResponseParser m_parser;
    NativeSocket m_socket;
    std::string m_unconsumed; ///< received, but not consumed yet
    size_t m_piece;           ///< maximum size of one read
    ExchangeQueue m_queue;
    NativeExchange *m_finished = nullptr; ///< to be resumed
    NativeExchange **m_finishedEnd = &m_finished;
    size_t m_candidate = 0; ///< index of the current address
    size_t m_tried = 0;     ///< addresses tried before it
    int m_sentRequests = 0;
    int m_responses = 0;
    State m_state = State::Closed;
    bool m_isLastSent = false; ///< the last request of this connection has been sent
    bool m_isParsing = false;  ///< the parser has begun with the response to m_first
};

} // namespace loadstone
