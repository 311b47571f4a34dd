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

/// The connection of one virtual user, or of some that pipeline on it together: connects when there
/// is something to send, sends requests in the order they come, reads the answers in the same order,
/// keeps the deadline of each, and connects again after it was closed. Ends by itself at no moment.
///
/// An exchange that has an answer resumes whoever waits for it at once; one that failed does so in a
/// later turn of the reactor, or a refused port would become an endless loop.
class NativeConnection final : public FdHandler, public TimerHandler
{
public:
    explicit NativeConnection(NativeNetwork &network);
    NativeConnection(const NativeConnection &) = delete;
    NativeConnection &operator=(const NativeConnection &) = delete;

    /// Takes it on, after those that it has; never resumes within the call.
    void perform(NativeExchange *exchange, TimePoint now);
    /// Cuts off everything; all it has ends as Cancelled.
    void abort();

    void onReady(uint32_t events) override;
    void onDue(TimePoint now) override;

private:
    enum class State {
        Closed,
        Queued, ///< for a Unix socket whose backlog is full; tried again soon
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
    /// Until there is nothing more, or for so long that it is another's turn.
    void read();
    /// Both: when it was read; nothing when there was nothing.
    std::optional<TimePoint> readSome();
    std::optional<TimePoint> discard();
    bool mayDiscard() const;
    std::optional<TimePoint> noteRead(ssize_t got);
    void adaptPiece(Nanoseconds lastTook);
    void onEnd(TimePoint now);
    void take(std::string_view bytes, TimePoint now);
    bool takeAnswer(std::string_view &bytes, TimePoint now);
    void hold(std::string_view bytes, TimePoint now);
    void completeFirst(TimePoint now);
    void resumeFinished();

    /// The connection is of no use any more: its first exchange ends so unless it may be repeated.
    void breakOff(const NativeFailure &failure, TimePoint now);
    void breakOffAt(int error, TimePoint now);
    void failAll(const NativeFailure &failure, TimePoint now);
    void fail(NativeExchange *exchange, const NativeFailure &failure, RequestPhase diedIn, int status,
              TimePoint now);
    /// After the end of a connection: what is left goes to the next one, or ends as well.
    void carryOn(const QString &whyNotAnswered, TimePoint now);
    void timeOut(NativeExchange *exchange, RequestPhase diedIn, int status, TimePoint now);
    RequestPhase phaseOfFirst() const;
    int statusOfFirst() const;
    void closeAfterAnswer();
    void close();

    NativeNetwork &m_network;
    ResponseParser m_parser;
    NativeSocket m_socket;
    std::string m_held; ///< bytes that came and are not done with
    size_t m_piece;     ///< bytes that are read in one go at most
    ExchangeQueue m_queue;
    NativeExchange *m_finished = nullptr; ///< to be resumed
    NativeExchange **m_finishedEnd = &m_finished;
    size_t m_candidate = 0; ///< address that is tried
    size_t m_tried = 0;     ///< addresses before it
    int m_sentRequests = 0;
    int m_answers = 0;
    State m_state = State::Closed;
    bool m_isLastSent = false; ///< the last request of this connection has been sent
    bool m_isParsing = false;  ///< the parser has begun with the answer to m_first
};

} // namespace loadstone
