// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/qnam/qnamtap.h"

#include <QCoreApplication>
#include <QEvent>
#include <QNetworkProxy>
#include <QSocketNotifier>
#include <QSslSocket>
#include <QTcpSocket>

#include <algorithm>
#include <array>
#include <atomic>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <vector>

// Qt Core has it for programs that watch objects being made. The header is a private one, the symbol
// is not.
extern Q_DECL_IMPORT quintptr qtHookData[];

namespace loadstone
{

namespace
{

constexpr size_t mostPeeked = 64 * 1024;
constexpr size_t mostAhead = 256 * 1024;
/// Of a head that waits in the kernel for its end, because there it cannot grow for ever.
constexpr size_t mostOfHead = 32 * 1024;
/// What Qt holds of a body that nobody has read yet.
constexpr size_t mostBuffered = 64 * 1024;

// Finding Qt's sockets

enum Hook { DataVersion = 0, AddQObject = 3 };
using AddQObjectHook = void (*)(QObject *);
std::atomic<AddQObjectHook> nextHook = nullptr;

/// In the constructor of every QObject of the program, in its thread.
void onObjectMade(QObject *object)
{
    if (const AddQObjectHook next = nextHook)
        next(object);
    // Making a tap makes objects.
    thread_local bool isBusy = false;
    QObject *const parent = object->parent();
    if (!parent || isBusy)
        return;
    isBusy = true;
    // A socket owns its engine, and the engine the notifiers.
    if (auto *const socket = qobject_cast<QTcpSocket *>(parent))
        QnamTap::onEngine(*socket);
    else if (auto *const grandparent = qobject_cast<QTcpSocket *>(parent->parent()))
        QnamTap::onNotifier(*grandparent, *object);
    isBusy = false;
}

const QString tagPrefix = QStringLiteral("loadstone-tap/");

// Heads

bool hasName(std::string_view line, std::string_view name)
{
    return line.size() > name.size() && line[name.size()] == ':'
        && qstrnicmp(line.data(), qsizetype(name.size()), name.data(), qsizetype(name.size())) == 0;
}

/// An interim head, other than of 101. @param bytes begin with a status line that is sound
bool isInterim(std::string_view bytes)
{
    constexpr size_t codeAt = 9; // of HTTP/1.1 100
    return bytes.size() > codeAt + 2 && bytes[codeAt] == '1' && bytes.substr(codeAt, 3) != "101";
}

/// The complete lines, each with its end and with those that continue it. Whether the last one is
/// complete only the first byte of the next tells.
std::vector<std::string_view> linesOf(std::string_view bytes)
{
    std::vector<std::string_view> lines;
    size_t begin = 0;
    for (size_t end = bytes.find('\n'); end + 1 < bytes.size(); end = bytes.find('\n', end + 1)) {
        if (end == std::string_view::npos)
            break;
        if (bytes[end + 1] == ' ' || bytes[end + 1] == '\t')
            continue;
        lines.push_back(bytes.substr(begin, end + 1 - begin));
        begin = end + 1;
    }
    return lines;
}

/// Qt 6.4 forgets the whole head if it has over 100 lines, closes the connection when it cannot meet
/// a challenge, and may take an announced length for the length of a chunked body.
bool isTooMuchForQt(const std::vector<std::string_view> &lines, size_t bytes)
{
    constexpr size_t mostLines = 90;
    const auto count = [&lines](std::string_view name) {
        return std::count_if(lines.begin(), lines.end(),
                             [name](std::string_view line) { return hasName(line, name); });
    };
    const auto lengths = count("content-length");
    const bool isList = std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
        return hasName(line, "content-length") && line.find(',') != std::string_view::npos;
    });
    return isList || lines.size() > mostLines || bytes > mostOfHead || lengths > 1
        || (lengths > 0 && count("transfer-encoding") > 0) || count("www-authenticate") > 0
        || count("proxy-authenticate") > 0;
}

/// @param end of what came on the connection, an errno; 0 also when it was orderly
bool hasEnded(int descriptor, int &error)
{
    pollfd state{descriptor, POLLIN | POLLRDHUP, 0};
    ::poll(&state, 1, 0);
    error = 0;
    socklen_t length = sizeof error;
    if (state.revents & POLLERR)
        ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
    return error != 0 || (state.revents & (POLLRDHUP | POLLHUP));
}

void setLowWater(int descriptor, size_t bytes)
{
    const int wanted = static_cast<int>(bytes);
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVLOWAT, &wanted, sizeof wanted);
}

/// A packet of the loopback has up to 64 KiB, and the kernel takes no other while one that is not read
/// to its end fills the buffer. For as many bytes as it is to wait for, it makes room, and keeps that.
void makeRoom(int descriptor)
{
    constexpr size_t room = 512 * 1024;
    setLowWater(descriptor, room);
    setLowWater(descriptor, 1);
}

int descriptorOf(const QSocketNotifier &notifier) { return static_cast<int>(notifier.socket()); }

} // namespace

void QnamTap::install()
{
    static const bool isInstalled = [] {
        // A proxy without a name of its own is how a socket gets its tag: it has to lead nowhere else.
        QNetworkProxy::setApplicationProxy(QNetworkProxy::NoProxy);
        if (qtHookData[DataVersion] == 0)
            return false;
        nextHook = reinterpret_cast<AddQObjectHook>(qtHookData[AddQObject]);
        // Other threads make objects meanwhile.
        std::atomic_ref<quintptr>(qtHookData[AddQObject]).store(reinterpret_cast<quintptr>(&onObjectMade));
        return true;
    }();
    Q_UNUSED(isInstalled)
}

QString QnamTap::tag(const QnamWire &wire, const QString &connection)
{
    return QStringLiteral("%1%2/%3").arg(tagPrefix).arg(wire.id()).arg(connection);
}

void QnamTap::onEngine(QTcpSocket &socket)
{
    if (qobject_cast<QSslSocket *>(&socket))
        return; // it has another inside
    const QString tag = socket.proxy().user();
    if (!tag.startsWith(tagPrefix))
        return;
    auto *tap = socket.findChild<QnamTap *>(QString(), Qt::FindDirectChildrenOnly);
    if (!tap) {
        const QString idAndConnection = tag.mid(tagPrefix.size());
        const auto wire = QnamWire::find(idAndConnection.section(u'/', 0, 0).toULongLong());
        if (!wire)
            return;
        const bool isOverTls = qobject_cast<QSslSocket *>(socket.parent());
        tap = new QnamTap(socket, idAndConnection.section(u'/', 1), wire, isOverTls);
    }
    tap->reset();
}

void QnamTap::onNotifier(QTcpSocket &socket, QObject &notifier)
{
    if (auto *const tap = socket.findChild<QnamTap *>(QString(), Qt::FindDirectChildrenOnly))
        notifier.installEventFilter(tap);
}

QnamTap::QnamTap(QTcpSocket &socket, QString connection, std::shared_ptr<QnamWire> wire, bool isBlind)
    : QObject(&socket), m_socket(socket), m_connection(std::move(connection)), m_wire(std::move(wire)),
      m_isBlind(isBlind)
{
    // This signal comes before the one by which Qt begins to send.
    connect(&socket, &QAbstractSocket::stateChanged, this, [this](QAbstractSocket::SocketState state) {
        if (state == QAbstractSocket::ConnectedState)
            onConnected();
    });
    if (!isBlind)
        connect(&socket, &QIODevice::bytesWritten, this, &QnamTap::onBytesWritten);
}

void QnamTap::reset()
{
    m_plan.clear();
    m_planned = m_held = 0;
    m_lowWater = 1;
    m_sequence = 0;
    m_answers = 0;
    m_isParsing = m_isHolding = m_closes = false;
}

void QnamTap::onConnected()
{
    if (!m_isBlind)
        makeRoom(static_cast<int>(m_socket.socketDescriptor()));
    const auto lock = m_wire->lock();
    if (mayCarryRequest())
        m_wire->openedConnection = true;
}

void QnamTap::onBytesWritten(qint64 bytes)
{
    const auto lock = m_wire->lock();
    if (!mayCarryRequest())
        return;
    if (m_wire->carrier != this || m_sequence != m_wire->sequence) {
        m_wire->carrier = this;
        m_wire->isTapped = true;
        m_sequence = m_wire->sequence;
        m_written = 0;
        m_isParsing = false;
    }
    m_written += bytes;
}

bool QnamTap::mayCarryRequest() const { return m_wire->isPending && m_wire->connection == m_connection; }

bool QnamTap::carriesRequest() const
{
    return m_wire->isPending && m_wire->carrier == this && m_sequence == m_wire->sequence;
}

/// Qt gives a long body to the socket bit by bit.
bool QnamTap::isRequestSent() const { return m_written > m_wire->bodySize && m_socket.bytesToWrite() == 0; }

bool QnamTap::eventFilter(QObject *watched, QEvent *event)
{
    if (m_isBlind || event->type() != QEvent::SockAct || m_socket.state() != QAbstractSocket::ConnectedState)
        return false;
    auto &notifier = *static_cast<QSocketNotifier *>(watched);
    if (m_isHolding)
        return hold(notifier);
    const auto lock = m_wire->lock();
    switch (notifier.type()) {
    case QSocketNotifier::Read:
        return onReadable(notifier);
    case QSocketNotifier::Write:
        return onWritable(notifier);
    case QSocketNotifier::Exception:
        break;
    }
    return false;
}

bool QnamTap::onReadable(QSocketNotifier &notifier)
{
    const int descriptor = descriptorOf(notifier);
    int available = 0;
    ::ioctl(descriptor, FIONREAD, &available);
    const size_t known = m_planned + m_held;
    if (static_cast<size_t>(available) > known && m_planned < mostAhead) {
        look(descriptor, static_cast<size_t>(available));
    } else if (m_plan.empty() && static_cast<size_t>(available) == known) {
        int error = 0;
        return hasEnded(descriptor, error) ? onEnd(notifier, error) : letQtRead(notifier);
    }
    return m_isHolding ? hold(notifier) : letQtRead(notifier);
}

/// Qt would find by writing that the connection has ended, and not say so to anybody.
bool QnamTap::onWritable(QSocketNotifier &notifier)
{
    int available = 0;
    int error = 0;
    ::ioctl(descriptorOf(notifier), FIONREAD, &available);
    return available == 0 && m_plan.empty() && hasEnded(descriptorOf(notifier), error)
        && onEnd(notifier, error);
}

void QnamTap::look(int descriptor, size_t available)
{
    thread_local std::vector<char> buffer;
    const size_t wanted = std::min(available, m_planned + m_held + mostPeeked);
    if (buffer.size() < wanted)
        buffer.resize(std::max(wanted, mostPeeked));
    const ssize_t got = ::recv(descriptor, buffer.data(), wanted, MSG_PEEK | MSG_DONTWAIT);
    if (got > static_cast<ssize_t>(m_planned + m_held))
        take({buffer.data() + m_planned, static_cast<size_t>(got) - m_planned});
}

/// @param bytes those that are held and those that are new
void QnamTap::take(std::string_view bytes)
{
    m_held = bytes.size();
    if (!carriesRequest())
        return;
    if (!m_isParsing) {
        m_parser.begin(this, m_wire->request->method == "HEAD", m_wire->judge.needsHeaders());
        m_isParsing = true;
        m_isHeadPlanned = m_hasLength = false;
        m_early.clear();
    }
    const std::string joined = m_early.empty() ? std::string() : m_early + std::string(bytes);
    const std::string_view unread = m_early.empty() ? bytes : std::string_view(joined);
    size_t taken = 0;
    m_bodyEnd = nullptr;
    const AnswerParser::State state = m_parser.read(unread, taken);
    m_wire->verdict.status = m_parser.status();
    m_wire->verdict.isHeadDone = m_parser.isHeadDone();
    if (state == AnswerParser::State::Broken) {
        fail(failureOfProtocol(m_parser.problem(), unread.substr(taken)));
        return;
    }
    const bool isComplete = state == AnswerParser::State::Complete;
    if (m_parser.isHeadDone()) {
        takeBody(unread.substr(0, taken).substr(takeHead(unread)), isComplete);
        m_held = unread.size() - taken;
    } else {
        takeUnfinishedHead(unread, taken);
    }
    if (m_held > longestHead)
        fail(failureOfLongLine());
    else if (isComplete)
        complete();
}

/// @param bytes from the beginning of the response, as far as the parser had not taken them
/// @return how many of them are of heads
size_t QnamTap::takeHead(std::string_view bytes)
{
    if (m_isHeadPlanned)
        return 0;
    size_t begin = 0;
    while (isInterim(bytes.substr(begin)))
        begin += headLength(bytes.substr(begin));
    const size_t length = headLength(bytes.substr(begin));
    plan(begin - std::min(begin, m_early.size()), false);
    planHead(bytes.substr(begin, length), m_early.size() - std::min(begin, m_early.size()));
    m_isHeadPlanned = true;
    m_early.clear();
    return begin + length;
}

/// @param taken of the bytes are interim heads
void QnamTap::takeUnfinishedHead(std::string_view bytes, size_t taken)
{
    const size_t early = m_early.size();
    plan(taken - std::min(taken, early), false);
    const size_t known = std::max(taken, early);
    m_held = bytes.size() - known;
    m_early.erase(0, taken);
    if (m_held <= mostOfHead)
        return;
    const bool isFinal = !isInterim(bytes.substr(taken));
    const std::vector<std::string_view> lines = linesOf(bytes.substr(known));
    for (const std::string_view line : lines) {
        if (isFinal)
            planLine(line, m_early.empty(), false);
        else
            plan(line.size(), false);
        m_early.append(line);
        m_held -= line.size();
    }
}

void QnamTap::takeBody(std::string_view body, bool isComplete)
{
    size_t trailers = 0;
    if (isComplete && m_parser.isChunked() && body.size() > 2) {
        const size_t chunkEnd = m_bodyEnd ? static_cast<size_t>(m_bodyEnd - body.data()) : 0;
        const size_t lastChunk = chunkEnd + (body.substr(chunkEnd).starts_with("\r\n") ? 2 : 0);
        const size_t begin = body.find("\r\n", lastChunk) + 2;
        trailers = body.size() - std::min(body.size(), begin + 2);
    }
    constexpr size_t lastLine = 2;
    plan(body.size() - trailers - (trailers > 0 ? lastLine : 0), true);
    plan(trailers, false);
    plan(trailers > 0 ? lastLine : 0, true);
}

void QnamTap::plan(size_t bytes, bool isForQt)
{
    if (bytes == 0)
        return;
    if (m_plan.empty() || m_plan.back().isForQt != isForQt)
        m_plan.push_back({bytes, isForQt});
    else
        m_plan.back().bytes += bytes;
    m_planned += bytes;
}

/// @param done bytes of it that have been planned before
void QnamTap::planHead(std::string_view head, size_t done)
{
    // Behind the last line comes an empty one.
    const std::string_view rest = head.substr(done);
    const std::vector<std::string_view> lines = linesOf(rest);
    if (done == 0 && !isTooMuchForQt(lines, head.size())) {
        plan(head.size(), true);
        return;
    }
    size_t planned = 0;
    for (const std::string_view line : lines) {
        planLine(line, done == 0 && planned == 0, m_parser.isChunked());
        planned += line.size();
    }
    plan(rest.size() - planned, true);
}

/// Qt gets what it has to know of the body and the connection.
void QnamTap::planLine(std::string_view line, bool isStatusLine, bool isChunked)
{
    const bool isLength = hasName(line, "content-length");
    const bool isNeeded = isStatusLine || hasName(line, "connection") || hasName(line, "transfer-encoding")
        || (isLength && !isChunked && !m_hasLength);
    m_hasLength = m_hasLength || isLength;
    // Qt does not know that a length may be a list.
    const size_t comma = isLength ? line.find(',') : std::string_view::npos;
    const size_t value = std::min(comma, line.size());
    const size_t lineEnd = comma == std::string_view::npos ? line.size() : line.find_first_of("\r\n", comma);
    plan(value, isNeeded);
    plan(lineEnd - value, false);
    plan(line.size() - lineEnd, isNeeded);
}

/// Hands over what is next in the plan. @return whether Qt is not to know of the event
bool QnamTap::letQtRead(QSocketNotifier &notifier)
{
    const int descriptor = descriptorOf(notifier);
    while (!m_plan.empty() && !m_plan.front().isForQt) {
        std::array<char, 4096> nowhere;
        const ssize_t got =
            ::recv(descriptor, nowhere.data(), std::min(m_plan.front().bytes, nowhere.size()), MSG_DONTWAIT);
        if (got <= 0)
            return true;
        m_planned -= static_cast<size_t>(got);
        m_plan.front().bytes -= static_cast<size_t>(got);
        if (m_plan.front().bytes == 0)
            m_plan.pop_front();
    }
    if (m_plan.empty()) {
        if (m_held > 0 && !carriesRequest())
            refuse(descriptor);
        else
            waitForMore(descriptor, m_held + 1);
        return true;
    }
    waitForMore(descriptor, 1);
    // What QTcpSocket would say also counts the bytes that Qt has not read.
    const qint64 buffered = m_socket.QIODevice::bytesAvailable();
    const size_t part =
        std::min(m_plan.front().bytes, mostBuffered - std::min(mostBuffered, static_cast<size_t>(buffered)));
    // Qt reads up to this size, and listens again when it has room.
    m_socket.setReadBufferSize(buffered + static_cast<qint64>(part));
    m_planned -= part;
    m_plan.front().bytes -= part;
    if (m_plan.front().bytes == 0)
        m_plan.pop_front();
    if (m_plan.empty() && m_closes)
        QMetaObject::invokeMethod(this, &QnamTap::closeIfIdle, Qt::QueuedConnection);
    return part == 0;
}

/// Bytes that nobody asked for: the connection is of no use any more.
void QnamTap::refuse(int descriptor)
{
    if (m_socket.bytesToWrite() == 0) {
        m_socket.abort();
        return;
    }
    // Qt has a request for it, and sends it on another connection when it finds this one closed.
    std::array<char, mostPeeked> nowhere;
    ::recv(descriptor, nowhere.data(), nowhere.size(), MSG_DONTWAIT);
    ::shutdown(descriptor, SHUT_RDWR);
    m_held = 0;
}

/// @param error of the connection, 0 when the server closed it. @return as letQtRead()
bool QnamTap::onEnd(QSocketNotifier &notifier, int error)
{
    if (!carriesRequest()) {
        // What Qt has not sent yet it sends on another connection.
        if (mayCarryRequest() && m_socket.bytesToWrite() > 0)
            ++m_wire->repetitions;
        return false;
    }
    if (error == 0 && m_isParsing && m_parser.readEnd() == AnswerParser::State::Complete) {
        complete();
        return false;
    }
    const bool hasBegun = m_isParsing && m_parser.hasBegun();
    if (!hasBegun && m_answers > 0 && !m_wire->wasStale) {
        // Qt finds it closed, and sends the request again on another.
        m_wire->wasStale = true;
        ++m_wire->repetitions;
        m_wire->carrier = nullptr;
        return false;
    }
    fail(error != 0 ? failureOfBreak(error, hasBegun) : failureOfEnd(hasBegun));
    return hold(notifier);
}

void QnamTap::complete()
{
    m_isParsing = false;
    ++m_answers;
    WireVerdict &verdict = m_wire->verdict;
    verdict.reason = m_parser.reason();
    verdict.keepsConnection = m_parser.keepsConnection() && m_held == 0;
    // Qt does not listen before it has sent everything, and takes what then happens for a failure.
    m_isHolding = m_wire->isQtDeaf = !isRequestSent();
    m_closes = !verdict.keepsConnection;
    m_wire->conclude(WireVerdict::State::Complete);
}

void QnamTap::fail(const NativeFailure &failure)
{
    m_isHolding = m_wire->isQtDeaf = true;
    m_wire->verdict.failure = failure;
    m_wire->conclude(WireVerdict::State::Failed);
}

/// Qt does not hear of anything until the load thread ends the request.
bool QnamTap::hold(QSocketNotifier &notifier)
{
    notifier.setEnabled(false);
    return true;
}

/// Where Qt sees no reason to close.
void QnamTap::closeIfIdle()
{
    const auto lock = m_wire->lock();
    if (!carriesRequest() && !m_isHolding && m_plan.empty() && m_socket.bytesToWrite() == 0
        && m_socket.QIODevice::bytesAvailable() == 0)
        m_socket.disconnectFromHost();
}

void QnamTap::waitForMore(int descriptor, size_t bytes)
{
    if (bytes == m_lowWater)
        return;
    setLowWater(descriptor, bytes);
    m_lowWater = bytes;
}

void QnamTap::onField(std::string_view name, std::string_view value) { m_wire->judge.header(name, value); }

void QnamTap::onFieldsAgain() { m_wire->judge.begin(*m_wire->request); }

void QnamTap::onBody(std::string_view bytes)
{
    m_wire->judge.body(bytes.data(), static_cast<qint64>(bytes.size()));
    m_bodyEnd = bytes.data() + bytes.size();
}

} // namespace loadstone
