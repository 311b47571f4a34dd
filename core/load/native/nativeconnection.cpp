// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/nativeconnection.h"

#include "core/load/native/nativenetwork.h"

#include <QString>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace loadstone
{

namespace
{

/// Until a Unix socket with a full backlog is tried again: the kernel tells nobody when there is room.
constexpr Milliseconds backlogPause(1);
/// Bytes of a body that the kernel is told to throw away at once.
constexpr size_t mostDiscarded = 1 << 20;
/// What is kept of memory for bytes that wait, once it was needed.
constexpr size_t keptCapacity = 4096;

QString systemText(int error) { return QString::fromLocal8Bit(std::strerror(error)); }

OutcomeClass classOfConnectError(int error)
{
    switch (error) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case ENOSPC: // of epoll: too many watched
        return OutcomeClass::FdUnavailable;
    case EADDRNOTAVAIL:
    case EAGAIN:
        return OutcomeClass::PortUnavailable;
    case ETIMEDOUT:
        return OutcomeClass::ConnectTimeout;
    case ECONNRESET:
        return OutcomeClass::Reset;
    default:
        return OutcomeClass::Refused;
    }
}

QString sentenceOfConnectError(int error)
{
    switch (classOfConnectError(error)) {
    case OutcomeClass::FdUnavailable:
        return QStringLiteral("No descriptor for another connection: %1").arg(systemText(error));
    case OutcomeClass::PortUnavailable:
        return QStringLiteral("No free port for another connection to this server");
    default:
        return QStringLiteral("The connection was not made: %1").arg(systemText(error));
    }
}

/// The first bytes of what came, without what a terminal would obey.
QString shown(std::string_view bytes)
{
    QString text =
        QString::fromLatin1(bytes.data(), static_cast<qsizetype>(std::min<size_t>(bytes.size(), 40)));
    std::replace_if(
        text.begin(), text.end(), [](QChar each) { return !each.isPrint(); }, u'.');
    return text;
}

} // namespace

NativeConnection::~NativeConnection() { close(); }

void NativeConnection::perform(NativeExchange *exchange, TimePoint now)
{
    if (m_state == State::Open && !m_first && m_isReadable)
        read(); // the server may have closed it meanwhile
    append(exchange);
    // One entry serves all deadlines: it is too early for most, and put off then.
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

void NativeConnection::append(NativeExchange *exchange)
{
    exchange->next = nullptr;
    (m_first ? m_last->next : m_first) = exchange;
    m_last = exchange;
    if (!m_unsent)
        m_unsent = exchange;
}

NativeExchange *NativeConnection::takeFirst()
{
    NativeExchange *const exchange = m_first;
    m_first = exchange->next;
    if (m_unsent == exchange) {
        m_unsent = m_first;
        m_sentBytes = 0;
    }
    exchange->next = nullptr;
    return exchange;
}

void NativeConnection::onReady(uint32_t events)
{
    if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
        m_isHalfClosed = m_isReadable = true;
    if ((events & EPOLLIN) != 0)
        m_isReadable = true;
    if ((events & EPOLLOUT) != 0)
        m_isWritable = true;
    switch (m_state) {
    case State::Closed:
    case State::Queued:
        return;
    case State::Connecting:
        if (m_isWritable || m_isHalfClosed)
            onConnected(Reactor::now());
        break;
    case State::Handshaking:
        shakeHands(Reactor::now());
        break;
    case State::Open:
        break;
    }
    read();
    if (m_state == State::Open && m_unsent && m_isWritable)
        send(Reactor::now());
}

void NativeConnection::onDue(TimePoint now)
{
    if (!m_first)
        return;
    if (m_first->deadline() > now) {
        if (m_state == State::Queued)
            connect(now);
        if (m_first && !m_network.reactor.waits(this))
            m_network.reactor.wakeAt(m_first->deadline(), this);
        return;
    }
    const RequestPhase diedIn = phaseOfFirst();
    const int status = statusOfFirst();
    timeOut(takeFirst(), diedIn, status, now);
    close();
    carryOn(QStringLiteral("The connection was given up because the request before it timed out"), now);
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
    m_first->connecting(now);
    m_state = State::Connecting;
    m_socket = ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_socket < 0) {
        onConnectFailed(errno, now);
        return;
    }
    if (address.family() != AF_UNIX) {
        const int yes = 1;
        ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
    const int result =
        ::connect(m_socket, reinterpret_cast<const sockaddr *>(&address.storage), address.size);
    if ((result != 0 && errno != EINPROGRESS) || !m_network.reactor.watch(m_socket, this))
        onConnectFailed(errno, now);
    else if (result == 0)
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
    const OutcomeClass outcomeClass = classOfConnectError(error);
    if (!isGeneratorLimit(outcomeClass) && ++m_tried < candidates.size()) {
        m_candidate = (m_candidate + 1) % candidates.size();
        connect(now);
        return;
    }
    m_state = State::Connecting; // where it died
    failAll({outcomeClass, sentenceOfConnectError(error)}, now);
}

void NativeConnection::onConnected(TimePoint now)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (m_isHalfClosed && ::getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error != 0) {
        onConnectFailed(error, now);
        return;
    }
    m_network.candidate = m_candidate;
    m_first->connected(now);
    m_isWritable = true;
    if (m_network.tls) {
        m_tls = m_network.tls->open(m_socket);
        if (!m_tls) {
            failAll({OutcomeClass::FdUnavailable, QStringLiteral("No memory for another TLS connection")},
                    now);
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
    switch (m_tls->shakeHands()) {
    case TlsSession::Handshake::Pending:
        return;
    case TlsSession::Handshake::Failed:
        failAll({OutcomeClass::Tls, m_tls->problem()}, now);
        return;
    case TlsSession::Handshake::Done:
        break;
    }
    m_state = State::Open;
    // Bytes of the socket may be held by the session already, and no event would tell of them.
    m_isReadable = true;
    const TimePoint done = Reactor::now();
    m_first->encrypted(done);
    send(done);
}

// Sending

void NativeConnection::send(TimePoint now)
{
    const Connection &settings = m_network.connection;
    while (m_unsent && m_isWritable && !m_isLastSent) {
        NativeExchange *const exchange = m_unsent;
        const int most = settings.reuse ? settings.requestsPerConnection : 1;
        const bool isLast = most > 0 && m_sentRequests + 1 >= most;
        exchange->sending(now, m_answers > 0);
        const std::string_view text = m_network.writer.write(exchange->request(), isLast);
        const ssize_t written = write(text.substr(m_sentBytes));
        if (written < 0 && errno != EAGAIN) {
            breakOffAt(errno, now);
            return;
        }
        m_sentBytes += written > 0 ? static_cast<size_t>(written) : 0;
        if (m_sentBytes < text.size()) {
            m_isWritable = m_tls && written > 0;
            continue;
        }
        exchange->sent(Reactor::now());
        m_unsent = exchange->next;
        m_sentBytes = 0;
        m_isLastSent = isLast;
        ++m_sentRequests;
    }
}

ssize_t NativeConnection::write(std::string_view bytes)
{
    if (m_tls)
        return m_tls->write(bytes.data(), bytes.size());
    return ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

// Receiving

void NativeConnection::read()
{
    while (m_isReadable && m_state == State::Open) {
        if (mayDiscard()) {
            discard();
            continue;
        }
        const size_t room = NativeNetwork::roomToRead;
        const ssize_t got = receive(m_network.readBuffer(), room);
        if (got < 0) {
            onReadFailed(errno);
            continue;
        }
        const TimePoint now = Reactor::now();
        if (got == 0) {
            onEnd(now);
            return;
        }
        // TLS may hold more than it was asked for.
        if (static_cast<size_t>(got) < room && !m_isHalfClosed && !m_tls)
            m_isReadable = false;
        const size_t held = m_held.size();
        char *const begin = m_network.readBuffer() - held;
        std::memcpy(begin, m_held.data(), held);
        take({begin, held + static_cast<size_t>(got)}, now);
    }
}

ssize_t NativeConnection::receive(char *to, size_t size)
{
    return m_tls ? m_tls->read(to, size) : ::recv(m_socket, to, size, 0);
}

void NativeConnection::onReadFailed(int error)
{
    if (error == EAGAIN)
        m_isReadable = false;
    else if (error != EINTR)
        breakOffAt(error, Reactor::now());
}

/// The rest of a long body that nobody wants to see.
bool NativeConnection::mayDiscard() const
{
    return m_isParsing && !m_tls && m_held.empty() && !m_first->needsBody()
        && m_network.address.candidates[m_network.candidate].family() != AF_UNIX
        && m_parser.knownRest() >= NativeNetwork::roomToRead;
}

void NativeConnection::discard()
{
    const size_t wanted = std::min(m_parser.knownRest(), mostDiscarded);
    const ssize_t got = ::recv(m_socket, nullptr, wanted, MSG_TRUNC);
    if (got < 0) {
        onReadFailed(errno);
        return;
    }
    const TimePoint now = Reactor::now();
    if (got == 0) {
        onEnd(now);
        return;
    }
    if (static_cast<size_t>(got) < wanted && !m_isHalfClosed)
        m_isReadable = false;
    // The parser wants to see as many bytes, whichever.
    for (size_t left = static_cast<size_t>(got); left > 0;) {
        const size_t part = std::min(left, NativeNetwork::roomToRead);
        left -= part;
        take({m_network.readBuffer(), part}, now);
    }
}

void NativeConnection::onEnd(TimePoint now)
{
    if (!m_first) {
        close();
        return;
    }
    if (m_isParsing && m_parser.readEnd() == AnswerParser::State::Complete) {
        completeFirst(now);
        close();
        carryOn(QStringLiteral("The connection was closed after the answer to the request before it"), now);
        resumeFinished();
        return;
    }
    const bool hasBegun = m_isParsing && m_parser.hasBegun();
    breakOff({OutcomeClass::ClosedEarly,
              hasBegun ? QStringLiteral("The connection was closed inside the answer")
                       : QStringLiteral("The connection was closed before an answer")},
             now);
}

void NativeConnection::take(std::string_view bytes, TimePoint now)
{
    while (takeAnswer(bytes, now)) { }
    resumeFinished();
}

bool NativeConnection::takeAnswer(std::string_view &bytes, TimePoint now)
{
    NativeExchange *const exchange = m_first;
    if (!exchange || !hasSentAnyOf(exchange)) {
        close(); // bytes that nobody asked for
        carryOn({}, now);
        return false;
    }
    if (!m_isParsing)
        m_parser.begin(exchange, exchange->answersHead(), exchange->needsFields());
    m_isParsing = true;
    exchange->receiving(now);
    size_t taken = 0;
    const AnswerParser::State state = m_parser.read(bytes, taken);
    bytes.remove_prefix(taken);
    if (state == AnswerParser::State::NeedsMore) {
        hold(bytes, now);
        return false;
    }
    if (state == AnswerParser::State::Broken) {
        breakOff({OutcomeClass::Protocol,
                  QStringLiteral("The answer is not HTTP: %1, in “%2”")
                      .arg(QString::fromStdString(m_parser.problem()), shown(bytes))},
                 now);
        return false;
    }
    const bool wasLast = m_isLastSent && m_answers + 1 == m_sentRequests;
    const bool keeps = m_parser.keepsConnection() && exchange != m_unsent && !wasLast;
    completeFirst(now);
    if (keeps && !bytes.empty())
        return true;
    m_held.clear();
    if (!keeps || (m_isHalfClosed && !m_first)) {
        if (bytes.empty())
            closeAfterAnswer();
        else
            close();
        carryOn(QStringLiteral("The connection was closed after the answer to the request before it"), now);
    }
    return false;
}

void NativeConnection::hold(std::string_view bytes, TimePoint now)
{
    if (bytes.size() > NativeNetwork::roomBefore) {
        breakOff(
            {OutcomeClass::Protocol, QStringLiteral("A line of the answer's framing is longer than 256 KiB")},
            now);
        return;
    }
    if (bytes.empty() && m_held.capacity() > keptCapacity)
        m_held = std::string();
    else
        m_held.assign(bytes);
}

void NativeConnection::completeFirst(TimePoint now)
{
    NativeExchange *const exchange = takeFirst();
    exchange->complete(m_parser.status(), m_parser.reason(), now);
    m_isParsing = false;
    ++m_answers;
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
    if (error == EPROTO && m_tls) {
        breakOff({OutcomeClass::Tls, m_tls->problem()}, now);
        return;
    }
    const bool isReset = error == ECONNRESET || error == EPIPE;
    const bool hasBegun = m_isParsing && m_parser.hasBegun();
    const QString where = hasBegun ? QStringLiteral("inside the answer") : QStringLiteral("before an answer");
    breakOff({OutcomeClass::Reset,
              isReset ? QStringLiteral("The connection was reset %1").arg(where)
                      : QStringLiteral("The connection broke %1: %2").arg(where, systemText(error))},
             now);
}

void NativeConnection::breakOff(const Broken &broken, TimePoint now)
{
    const bool isEnd =
        broken.outcomeClass == OutcomeClass::ClosedEarly || broken.outcomeClass == OutcomeClass::Reset;
    if (m_first && !(isEnd && m_first->mayBeRepeated())) {
        const RequestPhase diedIn = phaseOfFirst();
        const int status = statusOfFirst();
        fail(takeFirst(), broken, diedIn, status, now);
    }
    close();
    carryOn(broken.sentence, now);
}

void NativeConnection::carryOn(const QString &whyNotAnswered, TimePoint now)
{
    NativeExchange *exchange = std::exchange(m_first, nullptr);
    const NativeExchange *const unsent = std::exchange(m_unsent, nullptr);
    const bool isPartlySent = std::exchange(m_sentBytes, 0) > 0;
    bool isSent = true;
    while (exchange) {
        NativeExchange *const following = exchange->next;
        isSent = isSent && exchange != unsent;
        if (!isSent && !(exchange == unsent && isPartlySent)) {
            exchange->beginAgain();
            append(exchange);
        } else if (exchange->mayBeRepeated()) {
            exchange->repeat();
            append(exchange);
        } else if (exchange->deadline() <= now) {
            timeOut(exchange, RequestPhase::Wait, 0, now);
        } else {
            fail(exchange, {OutcomeClass::ClosedEarly, whyNotAnswered}, RequestPhase::Wait, 0, now);
        }
        exchange = following;
    }
    if (!m_first)
        return;
    if (!m_network.reactor.waits(this))
        m_network.reactor.wakeAt(m_first->deadline(), this);
    open(now);
}

void NativeConnection::failAll(const Broken &broken, TimePoint now)
{
    NativeExchange *exchange = m_first;
    while (exchange) {
        const RequestPhase diedIn = phaseOfFirst();
        const int status = statusOfFirst();
        fail(takeFirst(), broken, diedIn, status, now);
        m_isParsing = false;
        exchange = m_first;
    }
    close();
}

void NativeConnection::fail(NativeExchange *exchange, const Broken &broken, RequestPhase diedIn, int status,
                            TimePoint now)
{
    exchange->fail(broken.outcomeClass, diedIn, broken.sentence, status, now);
    m_network.reactor.resumeLater(std::exchange(exchange->waiting, nullptr));
}

void NativeConnection::timeOut(NativeExchange *exchange, RequestPhase diedIn, int status, TimePoint now)
{
    const bool isConnecting = diedIn == RequestPhase::Connect || diedIn == RequestPhase::Tls;
    fail(exchange,
         {isConnecting ? OutcomeClass::ConnectTimeout : OutcomeClass::Timeout,
          QStringLiteral("No complete answer within %1 ms").arg(m_network.connection.timeout.count())},
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
    // The first byte ends the wait, but half a head is no answer yet.
    if (m_isParsing && m_parser.isHeadDone())
        return RequestPhase::Receive;
    return m_first == m_unsent ? RequestPhase::Send : RequestPhase::Wait;
}

int NativeConnection::statusOfFirst() const { return m_isParsing ? m_parser.status() : 0; }

bool NativeConnection::hasSentAnyOf(const NativeExchange *exchange) const
{
    return exchange != m_unsent || m_sentBytes > 0;
}

void NativeConnection::closeAfterAnswer()
{
    if (!m_isHalfClosed)
        m_network.farewells.add(std::exchange(m_socket, -1));
    close();
}

void NativeConnection::close()
{
    m_tls.reset();
    if (m_socket >= 0)
        ::close(std::exchange(m_socket, -1));
    m_held.clear();
    m_sentRequests = 0;
    m_answers = 0;
    m_state = State::Closed;
    m_isReadable = m_isWritable = m_isHalfClosed = false;
    m_isLastSent = m_isParsing = false;
}

} // namespace loadstone
