// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/qnam/qnamtlstap.h"

#include <QAbstractEventDispatcher>
#include <QEvent>
#include <QSignalBlocker>
#include <QSslSocket>

#include <algorithm>
#include <array>
#include <sys/socket.h>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Maximum decrypted bytes waiting for Qt. Below Qt's own 64 KiB, above which it stops decrypting.
constexpr size_t mostUnreadOfQt = 32 * 1024;

/// Access to a protected member of Qt's class.
struct SocketErrors : QAbstractSocket {
    static constexpr auto set = &SocketErrors::setSocketError;
};

} // namespace

QnamTlsTap::QnamTlsTap(QTcpSocket &socket, QSslSocket &tls, QString connection,
                       std::shared_ptr<QnamWire> wire)
    : QnamTap(socket, tls, std::move(connection), std::move(wire)), m_tls(tls)
{
    tls.installEventFilter(this);
}

void QnamTlsTap::reset()
{
    QnamTap::reset();
    m_withheldBytes.clear();
    m_header.clear();
    m_restOfRecord = 0;
    m_paused.clear();
}

void QnamTlsTap::onConnected()
{
    // Qt does not clear the previous connection's error, but a change of it reveals a new one.
    (m_tls.*SocketErrors::set)(QAbstractSocket::UnknownSocketError);
    QnamTap::onConnected();
}

bool QnamTlsTap::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != &m_tls)
        return QnamTap::eventFilter(watched, event);
    return event->type() == QEvent::MetaCall && m_socket.state() == QAbstractSocket::ConnectedState
        && m_tls.isEncrypted() && onFlush();
}

/// Qt queues data to encrypt and write. As in onWritable(), it would detect the end of the connection by
/// writing.
bool QnamTlsTap::onFlush()
{
    const int descriptor = static_cast<int>(m_socket.socketDescriptor());
    if (isQtExcluded() || availableOn(descriptor) > 0)
        return false;
    const std::optional<int> error = detectEnd(descriptor);
    const auto lock = m_wire->lock();
    return error && !passesEnd(*error);
}

bool QnamTlsTap::onReadable(QSocketNotifier &notifier, QEvent &event)
{
    const int descriptor = socketDescriptor(notifier);
    const size_t available = availableOn(descriptor);
    if (!m_tls.isEncrypted()) {
        // One record at a time, so that bytes after the last one of the handshake are left for the tap.
        if (available > 0)
            m_socket.setReadBufferSize(static_cast<qint64>(restOfRecord(descriptor)));
        return false;
    }
    if (static_cast<size_t>(m_tls.bytesAvailable()) >= mostUnreadOfQt) {
        waitForRoom(notifier);
        return true;
    }
    if (available > 0)
        return onDecryptable(notifier, event, available);
    const std::optional<int> error = detectEnd(descriptor);
    if (!error)
        return true;
    const auto lock = m_wire->lock();
    return !passesEnd(*error) && hold(notifier);
}

/// @return number of bytes that Qt may read in the handshake
size_t QnamTlsTap::restOfRecord(int descriptor)
{
    constexpr size_t headerSize = 5; // type, version, and two bytes of length
    if (m_restOfRecord == 0) {
        std::array<char, headerSize> next;
        const ssize_t got =
            ::recv(descriptor, next.data(), headerSize - m_header.size(), MSG_PEEK | MSG_DONTWAIT);
        if (got <= 0)
            return 1;
        m_header.append(next.data(), static_cast<size_t>(got));
        if (m_header.size() < headerSize)
            return static_cast<size_t>(got);
        const auto byte = [this](size_t at) { return static_cast<size_t>(quint8(m_header[at])); };
        m_restOfRecord = static_cast<size_t>(got) + (byte(3) << 8) + byte(4);
        m_header.clear();
    }
    const size_t part = std::min(m_restOfRecord, availableOn(descriptor));
    m_restOfRecord -= part;
    return part;
}

bool QnamTlsTap::onDecryptable(QSocketNotifier &notifier, QEvent &event, size_t available)
{
    const auto before = static_cast<size_t>(m_tls.bytesAvailable());
    decrypt(notifier, event, std::min(available, piece()));
    const QAbstractSocket::SocketError error = m_tls.error();
    const bool isForQt = readDecrypted(before);
    if (isQtExcluded())
        return hold(notifier);
    if (isForQt)
        emit m_tls.readyRead();
    // Qt may have closed it meanwhile.
    if (m_tls.state() != QAbstractSocket::ConnectedState || !m_tls.isEncrypted())
        return true;
    if (error != QAbstractSocket::UnknownSocketError)
        return onEnd(notifier, error);
    onUnsolicited();
    return true;
}

void QnamTlsTap::decrypt(QSocketNotifier &notifier, QEvent &event, size_t most)
{
    const qint64 unwritten = m_tls.bytesToWrite();
    m_socket.setReadBufferSize(static_cast<qint64>(most));
    {
        const QSignalBlocker blocker(m_tls);
        static_cast<QObject &>(notifier).event(&event);
    }
    // Qt encrypts pending data in the same call.
    const qint64 written = unwritten - m_tls.bytesToWrite();
    const auto lock = m_wire->lock();
    if (written > 0)
        noteWritten(written);
}

/// @param before number of bytes in Qt's buffer that Qt may read already. @return whether there are more now
bool QnamTlsTap::readDecrypted(size_t before)
{
    const qint64 all = m_tls.bytesAvailable();
    if (static_cast<size_t>(all) <= before)
        return false;
    std::string bytes(static_cast<size_t>(all), '\0');
    m_tls.peek(bytes.data(), all);
    bytes.insert(before, m_withheldBytes);
    const auto lock = m_wire->lock();
    read(std::string_view(bytes).substr(before));
    if (isQtExcluded())
        return false;
    return editBuffer(bytes, before);
}

/// Leaves only bytes for Qt in its buffer. @param bytes of the buffer, including withheld ones
bool QnamTlsTap::editBuffer(std::string &bytes, size_t before)
{
    const bool isAllForQt = m_withheldBytes.empty() && !m_plan.isEmpty() && m_plan.front().isForQt
        && m_plan.front().bytes == bytes.size() - before;
    if (isAllForQt) {
        m_plan.take(m_plan.front().bytes);
    } else {
        m_tls.read(m_tls.bytesAvailable());
        m_withheldBytes = bytes.substr(bytes.size() - m_plan.withheld());
        bytes.resize(bytes.size() - m_plan.withheld());
        size_t at = before;
        while (!m_plan.isEmpty()) {
            const QnamPlan::Segment segment = m_plan.front();
            if (segment.isForQt)
                at += segment.bytes;
            else
                bytes.erase(at, segment.bytes);
            m_plan.take(segment.bytes);
        }
        // QIODevice can insert bytes only one by one, the last one first.
        std::for_each(bytes.rbegin(), bytes.rend(), [this](char byte) { m_tls.ungetChar(byte); });
    }
    if (closesAfterPlan())
        closeLater();
    return bytes.size() > before;
}

/// Unsolicited bytes: the connection is unusable.
void QnamTlsTap::onUnsolicited()
{
    {
        const auto lock = m_wire->lock();
        if (m_plan.withheld() == 0 || carriesRequest())
            return;
    }
    m_plan.hold(0);
    m_withheldBytes.clear();
    // Qt sends an unsent request on another connection after finding this one closed.
    if (m_tls.bytesToWrite() > 0)
        ::shutdown(static_cast<int>(m_socket.socketDescriptor()), SHUT_RDWR);
    else if (m_tls.bytesAvailable() == 0)
        m_tls.abort();
}

/// The TLS session ended, by the end of the TCP connection or otherwise.
bool QnamTlsTap::onEnd(QSocketNotifier &notifier, QAbstractSocket::SocketError error)
{
    const bool isOrderly = error == QAbstractSocket::RemoteHostClosedError;
    {
        const auto lock = m_wire->lock();
        if (!isOrderly && carriesRequest())
            fail({OutcomeClass::Tls, u"The received bytes are not TLS: %1"_s.arg(m_tls.errorString())});
        if (isQtExcluded() || !passesEnd(0))
            return hold(notifier);
    }
    emit m_tls.errorOccurred(error);
    // The server may wait for the client to close.
    if (m_tls.state() == QAbstractSocket::ConnectedState)
        m_tls.disconnectFromHost();
    return true;
}

/// Qt reads its buffer without a signal, but only in an event: retries in the next turn.
void QnamTlsTap::waitForRoom(QSocketNotifier &notifier)
{
    notifier.setEnabled(false);
    m_paused = &notifier;
    const QAbstractEventDispatcher *const dispatcher = QAbstractEventDispatcher::instance();
    connect(dispatcher, &QAbstractEventDispatcher::awake, this, &QnamTlsTap::listenIfRoom,
            Qt::UniqueConnection);
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &QnamTlsTap::listenIfRoom,
            Qt::UniqueConnection);
}

void QnamTlsTap::listenIfRoom()
{
    if (m_paused && static_cast<size_t>(m_tls.bytesAvailable()) >= mostUnreadOfQt)
        return;
    QAbstractEventDispatcher::instance()->disconnect(this);
    if (m_paused && !isQtExcluded())
        m_paused->setEnabled(true);
    m_paused.clear();
}

} // namespace loadstone
