// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/qnam/qnamplaintap.h"

#include <QSocketNotifier>
#include <QTcpSocket>

#include <algorithm>
#include <array>
#include <sys/socket.h>
#include <vector>

namespace loadstone
{

namespace
{

constexpr size_t mostAhead = 256 * 1024;
/// Maximum number of unread body bytes in Qt.
constexpr size_t mostBuffered = 64 * 1024;

void setLowWater(int descriptor, size_t bytes)
{
    const int wanted = static_cast<int>(bytes);
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVLOWAT, &wanted, sizeof wanted);
}

/// A loopback packet has up to 64 KiB, and the kernel accepts no other while a partially read one fills the
/// buffer. SO_RCVLOWAT enlarges the buffer, permanently.
void makeRoom(int descriptor)
{
    constexpr size_t room = 512 * 1024;
    setLowWater(descriptor, room);
    setLowWater(descriptor, 1);
}

} // namespace

QnamPlainTap::QnamPlainTap(QTcpSocket &socket, QString connection, std::shared_ptr<QnamWire> wire)
    : QnamTap(socket, socket, std::move(connection), std::move(wire))
{
}

void QnamPlainTap::reset()
{
    QnamTap::reset();
    m_lowWater = 1;
}

void QnamPlainTap::onConnected()
{
    makeRoom(static_cast<int>(m_socket.socketDescriptor()));
    QnamTap::onConnected();
}

bool QnamPlainTap::onReadable(QSocketNotifier &notifier, QEvent &)
{
    const int descriptor = socketDescriptor(notifier);
    const size_t available = availableOn(descriptor);
    const size_t known = m_plan.planned() + m_plan.withheld();
    const auto lock = m_wire->lock();
    if (available > known && m_plan.planned() < mostAhead) {
        look(descriptor, available);
    } else if (m_plan.isEmpty() && available == known) {
        if (const std::optional<int> error = detectEnd(descriptor))
            return !passesEnd(*error) && hold(notifier);
    }
    return isQtExcluded() ? hold(notifier) : letQtRead(notifier);
}

void QnamPlainTap::look(int descriptor, size_t available)
{
    thread_local std::vector<char> buffer;
    const size_t planned = m_plan.planned();
    const size_t known = planned + m_plan.withheld();
    const size_t wanted = std::min(available, known + piece());
    if (buffer.size() < wanted)
        buffer.resize(std::max(wanted, largestPiece));
    const ssize_t got = ::recv(descriptor, buffer.data(), wanted, MSG_PEEK | MSG_DONTWAIT);
    if (got > static_cast<ssize_t>(known))
        read({buffer.data() + planned, static_cast<size_t>(got) - planned});
}

/// Passes on the next segment of the plan. @return whether to suppress Qt's notification
bool QnamPlainTap::letQtRead(QSocketNotifier &notifier)
{
    const int descriptor = socketDescriptor(notifier);
    while (!m_plan.isEmpty() && !m_plan.front().isForQt) {
        std::array<char, 4096> nowhere;
        const ssize_t got =
            ::recv(descriptor, nowhere.data(), std::min(m_plan.front().bytes, nowhere.size()), MSG_DONTWAIT);
        if (got <= 0)
            return true;
        m_plan.take(static_cast<size_t>(got));
    }
    if (m_plan.isEmpty()) {
        if (m_plan.withheld() > 0 && !carriesRequest())
            refuse(descriptor);
        else
            waitForMore(descriptor, m_plan.withheld() + 1);
        return true;
    }
    waitForMore(descriptor, 1);
    // QTcpSocket::bytesAvailable() also counts bytes that Qt has not read.
    const qint64 buffered = m_socket.QIODevice::bytesAvailable();
    const size_t room = mostBuffered - std::min(mostBuffered, static_cast<size_t>(buffered));
    const size_t part = std::min({m_plan.front().bytes, room, piece()});
    // Qt reads up to this size, and resumes when it has room.
    m_socket.setReadBufferSize(buffered + static_cast<qint64>(part));
    m_plan.take(part);
    if (closesAfterPlan())
        closeLater();
    return part == 0;
}

/// Unsolicited bytes: the connection is unusable.
void QnamPlainTap::refuse(int descriptor)
{
    if (m_socket.bytesToWrite() == 0) {
        m_socket.abort();
        return;
    }
    // Qt has a request for it, and sends it on another connection after finding this one closed.
    std::array<char, largestPiece> nowhere;
    ::recv(descriptor, nowhere.data(), nowhere.size(), MSG_DONTWAIT);
    ::shutdown(descriptor, SHUT_RDWR);
    m_plan.hold(0);
}

void QnamPlainTap::waitForMore(int descriptor, size_t bytes)
{
    if (bytes == m_lowWater)
        return;
    setLowWater(descriptor, bytes);
    m_lowWater = bytes;
}

} // namespace loadstone
