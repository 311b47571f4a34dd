// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/nativeconnection.h"

#include "core/load/native/nativenetwork.h"

#include <QString>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Retry interval for a Unix socket with a full backlog: the kernel does not notify when there is room.
constexpr Milliseconds backlogPause(1);
/// Maximum number of body bytes discarded per call.
constexpr size_t mostDiscarded = 1 << 20;
/// Time slice for reading one connection: the measured times of others are late by at most that, per
/// connection with so much to read.
constexpr Milliseconds longestRead(1);
/// Maximum parsing time of one read, and minimum size of a read.
constexpr Microseconds longestPiece(500);
constexpr size_t smallestPiece = 4096;
/// Capacity of the buffer for unparsed bytes that is retained.
constexpr size_t retainedCapacity = 4096;

} // namespace

NativeConnection::NativeConnection(NativeNetwork &network)
    : m_network(network), m_parser(&network.headCache), m_piece(NativeNetwork::roomToRead)
{
}

void NativeConnection::perform(NativeExchange *exchange, TimePoint now)
{
    if (m_state == State::Open && m_queue.isEmpty() && m_socket.isReadable())
        read(); // the server may have closed it meanwhile
    m_queue.append(exchange);
    // One entry serves all deadlines: it is too early for most, and is postponed then.
    if (!m_network.reactor.waits(this))
        m_network.reactor.wakeAt(exchange->deadline(), this);
    if (m_state == State::Closed)
        open(now);
    else if (m_state == State::Open)
        send(now);
}

void NativeConnection::abort()
{
    failAll({OutcomeClass::Cancelled, {}}, Reactor::now());
    m_network.reactor.forget(this);
}

void NativeConnection::onReady(uint32_t events)
{
    if (m_state == State::Closed || m_state == State::Queued)
        return;
    m_socket.note(events);
    // Scheduled with those that did not finish in the last turn.
    if (m_network.reactor.continues(this))
        return;
    switch (m_state) {
    case State::Closed:
    case State::Queued:
        return;
    case State::Connecting:
        if (m_socket.isWritable() || m_socket.isHalfClosed())
            onConnected(Reactor::now());
        break;
    case State::Handshaking:
        shakeHands(Reactor::now());
        break;
    case State::Open:
        break;
    }
    read();
    if (m_state == State::Open && m_queue.unsent() && m_socket.isWritable())
        send(Reactor::now());
}

void NativeConnection::onDue(TimePoint now)
{
    if (m_queue.isEmpty())
        return;
    if (m_queue.first()->deadline() > now) {
        if (m_state == State::Queued)
            connect(now);
        if (!m_queue.isEmpty() && !m_network.reactor.waits(this))
            m_network.reactor.wakeAt(m_queue.first()->deadline(), this);
        return;
    }
    const RequestPhase diedIn = phaseOfFirst();
    const int status = statusOfFirst();
    // An address without any response is retried only after all others.
    if (m_state == State::Connecting && !m_network.hasAccepted)
        m_network.candidate = (m_candidate + 1) % m_network.address.candidates.size();
    timeOut(m_queue.takeFirst(), diedIn, status, now);
    close();
    resume(u"The connection was given up because the request before it timed out"_s, now);
}

// Connecting

void NativeConnection::open(TimePoint now)
{
    m_candidate = m_network.candidate;
    m_tried = 0;
    if (m_network.address.candidates.empty()) {
        failAll({OutcomeClass::Dns, m_network.address.problem}, now);
        return;
    }
    connect(now);
}

void NativeConnection::connect(TimePoint now)
{
    const SocketAddress &address = m_network.address.candidates[m_candidate];
    m_queue.first()->connecting(now);
    m_state = State::Connecting;
    const int error = m_socket.connect(address);
    if (error != 0 && error != EINPROGRESS)
        onConnectFailed(error, now);
    else if (!m_network.reactor.watch(m_socket.descriptor(), this))
        onConnectFailed(errno, now);
    else if (error == 0)
        onConnected(now);
}

void NativeConnection::onConnectFailed(int error, TimePoint now)
{
    const std::vector<SocketAddress> &candidates = m_network.address.candidates;
    const bool isLocal = candidates[m_candidate].family() == AF_UNIX;
    close();
    if (isLocal && error == EAGAIN) {
        m_state = State::Queued;
        m_network.reactor.wakeAt(now + backlogPause, this);
        return;
    }
    const NativeFailure failure = makeConnectFailure(error);
    // Without IPv6 its addresses fail with EADDRNOTAVAIL, the same error as exhausted ports.
    const bool isLimit = failure.outcomeClass == OutcomeClass::PortUnavailable
        ? m_network.hasAccepted
        : isGeneratorLimit(failure.outcomeClass);
    if (!isLimit && ++m_tried < candidates.size()) {
        m_candidate = (m_candidate + 1) % candidates.size();
        connect(now);
        return;
    }
    m_state = State::Connecting; // the phase in which it failed
    failAll(failure, now);
}

void NativeConnection::onConnected(TimePoint now)
{
    if (const int error = m_socket.connectError(); error != 0) {
        onConnectFailed(error, now);
        return;
    }
    m_network.candidate = m_candidate;
    m_network.hasAccepted = true;
    m_queue.first()->connected(now);
    m_socket.noteWritable();
    if (m_network.tls) {
        if (!m_socket.beginTls(*m_network.tls)) {
            failAll({OutcomeClass::FdUnavailable, u"No memory for another TLS connection"_s}, now);
            return;
        }
        m_state = State::Handshaking;
        shakeHands(now);
        return;
    }
    m_state = State::Open;
    send(now);
}

void NativeConnection::shakeHands(TimePoint now)
{
    switch (m_socket.shakeHands()) {
    case TlsSession::Handshake::Pending:
        return;
    case TlsSession::Handshake::Failed:
        failAll({OutcomeClass::Tls, m_socket.tlsProblem()}, now);
        return;
    case TlsSession::Handshake::Done:
        break;
    }
    m_state = State::Open;
    const TimePoint done = Reactor::now();
    m_queue.first()->encrypted(done);
    send(done);
}

// Sending

void NativeConnection::send(TimePoint now)
{
    const Connection &settings = m_network.connection;
    while (m_queue.unsent() && m_socket.isWritable() && !m_isLastSent) {
        NativeExchange *const exchange = m_queue.unsent();
        const int most = settings.reuse ? settings.requestsPerConnection : 1;
        const bool isLast = most > 0 && m_sentRequests + 1 >= most;
        exchange->sending(now, m_responses > 0);
        const std::string_view text = m_network.writer.write(exchange->request(), isLast);
        const ssize_t written = m_socket.write(text.substr(m_queue.sentBytes()));
        if (written < 0 && errno != EAGAIN) {
            breakOffAt(errno, now);
            return;
        }
        m_queue.addSentBytes(written > 0 ? static_cast<size_t>(written) : 0);
        if (m_queue.sentBytes() < text.size())
            continue;
        exchange->sent(Reactor::now());
        m_queue.setSent();
        m_isLastSent = isLast;
        ++m_sentRequests;
    }
}

// Receiving

void NativeConnection::read()
{
    std::optional<TimePoint> begun;
    TimePoint last;
    while (m_socket.isReadable() && m_state == State::Open) {
        const std::optional<TimePoint> readAt = mayDiscard() ? discard() : readSome();
        if (!readAt)
            continue;
        if (!begun)
            begun = readAt;
        else
            adaptPiece(*readAt - last);
        last = *readAt;
        // A server may send faster than this thread reads: yields to other connections, deadlines and a stop.
        if (last - *begun >= longestRead) {
            m_network.reactor.continueLater(this);
            return;
        }
    }
}

/// Tiny chunks take a hundred times as long as the same bytes of a plain body.
void NativeConnection::adaptPiece(Nanoseconds lastTook)
{
    m_piece = lastTook > longestPiece ? std::max(m_piece / 2, smallestPiece)
                                      : std::min(m_piece * 2, NativeNetwork::roomToRead);
}

std::optional<TimePoint> NativeConnection::readSome()
{
    const ssize_t got = m_socket.read(m_network.readBuffer(), m_piece);
    const std::optional<TimePoint> now = noteRead(got);
    if (now && got > 0) {
        const size_t held = m_unconsumed.size();
        char *const begin = m_network.readBuffer() - held;
        if (held > 0)
            std::memcpy(begin, m_unconsumed.data(), held);
        take({begin, held + static_cast<size_t>(got)}, *now);
    }
    return now;
}

std::optional<TimePoint> NativeConnection::noteRead(ssize_t got)
{
    const int error = errno;
    if (got < 0 && (error == EAGAIN || error == EINTR))
        return {};
    const TimePoint now = Reactor::now();
    if (got < 0)
        breakOffAt(error, now);
    else if (got == 0)
        onEnd(now);
    return now;
}

/// The rest of a long body that is only counted.
bool NativeConnection::mayDiscard() const
{
    return m_isParsing && !m_socket.isOverTls() && m_unconsumed.empty() && !m_queue.first()->needsBody()
        && m_network.address.candidates[m_network.candidate].family() != AF_UNIX
        && m_parser.remainingBody() >= NativeNetwork::roomToRead;
}

std::optional<TimePoint> NativeConnection::discard()
{
    const ssize_t got = m_socket.discard(std::min(m_parser.remainingBody(), mostDiscarded));
    const std::optional<TimePoint> now = noteRead(got);
    // The parser needs the number of bytes, not their values.
    for (size_t left = static_cast<size_t>(std::max<ssize_t>(got, 0)); left > 0;) {
        const size_t part = std::min(left, NativeNetwork::roomToRead);
        left -= part;
        take({m_network.readBuffer(), part}, *now);
    }
    return now;
}

void NativeConnection::onEnd(TimePoint now)
{
    if (m_queue.isEmpty()) {
        close();
        return;
    }
    if (m_isParsing && m_parser.readEnd() == ResponseParser::State::Complete) {
        completeFirst(now);
        close();
        resume(u"The connection was closed after the response to the request before it"_s, now);
        resumeFinished();
        return;
    }
    breakOff(makeEndFailure(m_isParsing && m_parser.hasBegun()), now);
}

void NativeConnection::take(std::string_view bytes, TimePoint now)
{
    while (takeResponse(bytes, now)) { }
    resumeFinished();
}

bool NativeConnection::takeResponse(std::string_view &bytes, TimePoint now)
{
    NativeExchange *const exchange = m_queue.first();
    if (!m_queue.isFirstOnItsWay()) {
        close(); // unsolicited bytes
        resume({}, now);
        return false;
    }
    if (!m_isParsing)
        m_parser.begin(exchange, exchange->isHeadRequest(), exchange->needsFields());
    m_isParsing = true;
    exchange->receiving(now);
    size_t taken = 0;
    const ResponseParser::State state = m_parser.read(bytes, taken);
    bytes.remove_prefix(taken);
    if (state == ResponseParser::State::NeedsMore) {
        hold(bytes, now);
        return false;
    }
    if (state == ResponseParser::State::Broken) {
        breakOff(makeProtocolFailure(m_parser.problem(), bytes), now);
        return false;
    }
    const bool wasLast = m_isLastSent && m_responses + 1 == m_sentRequests;
    const bool keeps = m_parser.keepsConnection() && m_queue.isFirstSent() && !wasLast;
    completeFirst(now);
    if (keeps && !bytes.empty())
        return true;
    m_unconsumed.clear();
    if (!keeps || (m_socket.isHalfClosed() && m_queue.isEmpty())) {
        if (bytes.empty())
            closeAfterResponse();
        else
            close();
        resume(u"The connection was closed after the response to the request before it"_s, now);
    }
    return false;
}

void NativeConnection::hold(std::string_view bytes, TimePoint now)
{
    if (bytes.size() > NativeNetwork::roomBefore) {
        breakOff(makeLongLineFailure(), now);
        return;
    }
    if (bytes.empty() && m_unconsumed.capacity() > retainedCapacity)
        m_unconsumed = std::string();
    else
        m_unconsumed.assign(bytes);
}

void NativeConnection::completeFirst(TimePoint now)
{
    NativeExchange *const exchange = m_queue.takeFirst();
    exchange->complete(m_parser.status(), m_parser.reason(), now);
    if (!m_finished)
        exchange->endAt(now);
    m_isParsing = false;
    ++m_responses;
    *m_finishedEnd = exchange;
    m_finishedEnd = &exchange->next;
}

void NativeConnection::resumeFinished()
{
    NativeExchange *exchange = std::exchange(m_finished, nullptr);
    m_finishedEnd = &m_finished;
    while (exchange) {
        NativeExchange *const following = std::exchange(exchange->next, nullptr);
        std::exchange(exchange->waiting, nullptr).resume();
        exchange = following;
    }
}

// Ending

void NativeConnection::breakOffAt(int error, TimePoint now)
{
    if (error == EPROTO && m_socket.isOverTls())
        breakOff({OutcomeClass::Tls, m_socket.tlsProblem()}, now);
    else
        breakOff(makeBreakFailure(error, m_isParsing && m_parser.hasBegun()), now);
}

void NativeConnection::breakOff(const NativeFailure &failure, TimePoint now)
{
    const bool isEnd =
        failure.outcomeClass == OutcomeClass::ClosedEarly || failure.outcomeClass == OutcomeClass::Reset;
    if (!m_queue.isEmpty() && !(isEnd && m_queue.first()->mayBeRepeated())) {
        const RequestPhase diedIn = phaseOfFirst();
        const int status = statusOfFirst();
        fail(m_queue.takeFirst(), failure, diedIn, status, now);
    }
    close();
    resume(failure.sentence, now);
}

void NativeConnection::resume(const QString &failureText, TimePoint now)
{
    ExchangeQueue left = std::exchange(m_queue, {});
    while (!left.isEmpty()) {
        const bool isOnItsWay = left.isFirstOnItsWay();
        NativeExchange *const exchange = left.takeFirst();
        if (!isOnItsWay) {
            exchange->restart();
            m_queue.append(exchange);
        } else if (exchange->mayBeRepeated()) {
            exchange->repeat();
            m_queue.append(exchange);
        } else if (exchange->deadline() <= now) {
            timeOut(exchange, RequestPhase::Wait, 0, now);
        } else {
            fail(exchange, {OutcomeClass::ClosedEarly, failureText}, RequestPhase::Wait, 0, now);
        }
    }
    if (m_queue.isEmpty())
        return;
    if (!m_network.reactor.waits(this))
        m_network.reactor.wakeAt(m_queue.first()->deadline(), this);
    open(now);
}

void NativeConnection::failAll(const NativeFailure &failure, TimePoint now)
{
    while (!m_queue.isEmpty()) {
        const RequestPhase diedIn = phaseOfFirst();
        const int status = statusOfFirst();
        fail(m_queue.takeFirst(), failure, diedIn, status, now);
        m_isParsing = false;
    }
    close();
}

void NativeConnection::fail(NativeExchange *exchange, const NativeFailure &failure, RequestPhase diedIn,
                            int status, TimePoint now)
{
    exchange->fail(failure.outcomeClass, diedIn, failure.sentence, status, now);
    m_network.reactor.resumeLater(std::exchange(exchange->waiting, nullptr));
}

void NativeConnection::timeOut(NativeExchange *exchange, RequestPhase diedIn, int status, TimePoint now)
{
    const bool isConnecting = diedIn == RequestPhase::Connect || diedIn == RequestPhase::Tls;
    fail(exchange,
         {isConnecting ? OutcomeClass::ConnectTimeout : OutcomeClass::Timeout,
          u"No complete response within %1 ms"_s.arg(m_network.connection.timeout.count())},
         diedIn, status, now);
}

RequestPhase NativeConnection::phaseOfFirst() const
{
    switch (m_state) {
    case State::Closed:
    case State::Queued:
    case State::Connecting:
        return RequestPhase::Connect;
    case State::Handshaking:
        return RequestPhase::Tls;
    case State::Open:
        break;
    }
    // The first byte ends the Wait phase, but an incomplete head is not a response.
    if (m_isParsing && m_parser.isHeadDone())
        return RequestPhase::Receive;
    return m_queue.isFirstSent() ? RequestPhase::Wait : RequestPhase::Send;
}

int NativeConnection::statusOfFirst() const { return m_isParsing ? m_parser.status() : 0; }

void NativeConnection::closeAfterResponse()
{
    if (!m_socket.isHalfClosed() && !m_network.mayCloseFirst)
        m_network.lingering.add(m_socket.release());
    close();
}

void NativeConnection::close()
{
    m_socket.close();
    m_unconsumed.clear();
    m_sentRequests = 0;
    m_responses = 0;
    m_state = State::Closed;
    m_isLastSent = m_isParsing = false;
}

} // namespace loadstone
