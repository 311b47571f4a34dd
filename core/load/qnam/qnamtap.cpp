// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/qnam/qnamtap.h"

#include "core/load/qnam/qnamplaintap.h"
#include "core/load/qnam/qnamtlstap.h"

#include <QCoreApplication>
#include <QEvent>
#include <QNetworkProxy>
#include <QPointer>
#include <QSocketNotifier>
#include <QSslSocket>
#include <QTcpSocket>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

// Qt Core's hook for programs that observe object creation. The header is private, the symbol is exported.
extern Q_DECL_IMPORT quintptr qtHookData[];

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Time slice for reading one connection, and minimum size of a read. Qt takes ten microseconds per chunk of
/// any size.
constexpr std::chrono::milliseconds longestTurn(1);
constexpr size_t smallestPiece = 1024;

// Finding Qt's sockets

enum Hook { DataVersion = 0, AddQObject = 3 };
using AddQObjectHook = void (*)(QObject *);
std::atomic<AddQObjectHook> nextHook = nullptr;

/// Runs in the constructor of every QObject of the process, in its thread.
void onObjectMade(QObject *object)
{
    if (const AddQObjectHook next = nextHook)
        next(object);
    // Creating a tap creates objects.
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

const QString tagPrefix = u"loadstone-tap/"_s;

} // namespace

void QnamTap::install()
{
    static const bool isInstalled = [] {
        // Sockets are tagged through a proxy of type DefaultProxy, which must not resolve to a real one.
        QNetworkProxy::setApplicationProxy(QNetworkProxy::NoProxy);
        if (qtHookData[DataVersion] == 0)
            return false;
        nextHook = reinterpret_cast<AddQObjectHook>(qtHookData[AddQObject]);
        // Other threads create objects concurrently.
        std::atomic_ref<quintptr>(qtHookData[AddQObject]).store(reinterpret_cast<quintptr>(&onObjectMade));
        return true;
    }();
    Q_UNUSED(isInstalled)
}

QString QnamTap::tag(const QnamWire &wire, const QString &connection)
{
    return u"%1%2/%3"_s.arg(tagPrefix).arg(wire.id()).arg(connection);
}

void QnamTap::onEngine(QTcpSocket &socket)
{
    if (qobject_cast<QSslSocket *>(&socket))
        return; // nested
    const QString tag = socket.proxy().user();
    if (!tag.startsWith(tagPrefix))
        return;
    auto *tap = socket.findChild<QnamTap *>(QString(), Qt::FindDirectChildrenOnly);
    if (!tap) {
        const QString idAndConnection = tag.mid(tagPrefix.size());
        const auto wire = QnamWire::find(idAndConnection.section(u'/', 0, 0).toULongLong());
        if (!wire)
            return;
        const QString connection = idAndConnection.section(u'/', 1);
        if (auto *const tls = qobject_cast<QSslSocket *>(socket.parent()))
            tap = new QnamTlsTap(socket, *tls, connection, wire);
        else
            tap = new QnamPlainTap(socket, connection, wire);
    }
    tap->reset();
}

void QnamTap::onNotifier(QTcpSocket &socket, QObject &notifier)
{
    if (auto *const tap = socket.findChild<QnamTap *>(QString(), Qt::FindDirectChildrenOnly))
        notifier.installEventFilter(tap);
}

QnamTap::QnamTap(QTcpSocket &socket, QTcpSocket &http, QString connection, std::shared_ptr<QnamWire> wire)
    : QObject(&socket), m_socket(socket), m_http(http), m_wire(std::move(wire)), m_plan(*m_wire),
      m_connection(std::move(connection))
{
    // This signal precedes the one that makes Qt send.
    connect(&socket, &QAbstractSocket::stateChanged, this, [this](QAbstractSocket::SocketState state) {
        if (state == QAbstractSocket::ConnectedState)
            onConnected();
    });
    connect(&http, &QIODevice::bytesWritten, this, [this](qint64 bytes) {
        const auto lock = m_wire->lock();
        noteWritten(bytes);
    });
}

void QnamTap::reset()
{
    m_plan.reset();
    m_sequence = 0;
    m_responses = 0;
    m_piece = largestPiece;
    m_isQtExcluded = m_closes = false;
}

void QnamTap::onConnected()
{
    const auto lock = m_wire->lock();
    if (mayCarryRequest())
        m_wire->openedConnection = true;
}

void QnamTap::noteWritten(qint64 bytes)
{
    if (!mayCarryRequest())
        return;
    if (m_wire->carrier != this || m_sequence != m_wire->sequence) {
        m_wire->carrier = this;
        m_wire->isTapped = true;
        m_sequence = m_wire->sequence;
        m_written = 0;
        m_plan.beginResponse();
    }
    m_written += bytes;
}

bool QnamTap::mayCarryRequest() const { return m_wire->isPending && m_wire->connection == m_connection; }

bool QnamTap::carriesRequest() const
{
    return m_wire->isPending && m_wire->carrier == this && m_sequence == m_wire->sequence;
}

/// Qt writes a long body to the socket in parts.
bool QnamTap::isRequestSent() const
{
    return m_written > m_wire->bodySize && m_http.bytesToWrite() == 0 && m_socket.bytesToWrite() == 0;
}

bool QnamTap::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::SockAct || m_socket.state() != QAbstractSocket::ConnectedState)
        return false;
    auto &notifier = *static_cast<QSocketNotifier *>(watched);
    if (m_isQtExcluded)
        return hold(notifier);
    switch (notifier.type()) {
    case QSocketNotifier::Read:
        return readPiece(notifier, *event);
    case QSocketNotifier::Write:
        return onWritable(notifier);
    case QSocketNotifier::Exception:
        break;
    }
    return false;
}

/// Includes Qt's processing: Qt is notified here, not by the sender of the event.
bool QnamTap::readPiece(QSocketNotifier &notifier, QEvent &event)
{
    const QPointer<QnamTap> self = this;
    const auto begun = std::chrono::steady_clock::now();
    if (!onReadable(notifier, event))
        static_cast<QObject &>(notifier).event(&event);
    const auto took = std::chrono::steady_clock::now() - begun;
    if (self)
        m_piece =
            took > longestTurn ? std::max(m_piece / 2, smallestPiece) : std::min(m_piece * 2, largestPiece);
    return true;
}

/// Qt would detect the end of the connection while writing, without reporting it.
bool QnamTap::onWritable(QSocketNotifier &notifier)
{
    const int descriptor = socketDescriptor(notifier);
    if (availableOn(descriptor) > 0 || !m_plan.isEmpty())
        return false;
    const std::optional<int> error = detectEnd(descriptor);
    const auto lock = m_wire->lock();
    return error && !passesEnd(*error) && hold(notifier);
}

int QnamTap::socketDescriptor(const QSocketNotifier &notifier) { return static_cast<int>(notifier.socket()); }

size_t QnamTap::availableOn(int descriptor)
{
    int available = 0;
    ::ioctl(descriptor, FIONREAD, &available);
    return static_cast<size_t>(available);
}

std::optional<int> QnamTap::detectEnd(int descriptor)
{
    pollfd state{descriptor, POLLIN | POLLRDHUP, 0};
    ::poll(&state, 1, 0);
    int error = 0;
    socklen_t length = sizeof error;
    if (state.revents & POLLERR)
        ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error == 0 && !(state.revents & (POLLRDHUP | POLLHUP)))
        return {};
    return error;
}

void QnamTap::read(std::string_view bytes)
{
    if (!carriesRequest()) {
        m_plan.hold(bytes.size());
        return;
    }
    const QnamPlan::State state = m_plan.read(bytes);
    m_wire->verdict.status = m_plan.parser().status();
    m_wire->verdict.isHeadDone = m_plan.parser().isHeadDone();
    switch (state) {
    case QnamPlan::State::NeedsMore:
        break;
    case QnamPlan::State::Complete:
        complete();
        break;
    case QnamPlan::State::Broken:
        fail(m_plan.failure());
        break;
    }
}

bool QnamTap::passesEnd(int error)
{
    if (!carriesRequest()) {
        // Qt sends unsent data on another connection.
        if (mayCarryRequest() && m_http.bytesToWrite() > 0)
            ++m_wire->repetitions;
        return true;
    }
    if (error == 0 && m_plan.isReading() && m_plan.parser().readEnd() == ResponseParser::State::Complete) {
        complete();
        return true;
    }
    const bool hasBegun = m_plan.isReading() && m_plan.parser().hasBegun();
    if (!hasBegun && m_responses > 0 && !m_wire->wasStale) {
        // Qt finds it closed, and repeats the request on another.
        m_wire->wasStale = true;
        ++m_wire->repetitions;
        m_wire->carrier = nullptr;
        return true;
    }
    fail(error != 0 ? makeBreakFailure(error, hasBegun) : makeEndFailure(hasBegun));
    return false;
}

void QnamTap::complete()
{
    m_plan.beginResponse();
    ++m_responses;
    const ResponseParser &parser = m_plan.parser();
    WireVerdict &verdict = m_wire->verdict;
    verdict.reason = parser.reason();
    verdict.keepsConnection = parser.keepsConnection() && m_plan.withheld() == 0;
    // Qt does not read before it has sent everything, and would report a failure then.
    m_isQtExcluded = m_wire->isQtDeaf = !isRequestSent();
    m_closes = !verdict.keepsConnection;
    m_wire->conclude(WireVerdict::State::Complete);
}

void QnamTap::fail(const NativeFailure &failure)
{
    m_isQtExcluded = m_wire->isQtDeaf = true;
    m_wire->verdict.failure = failure;
    m_wire->conclude(WireVerdict::State::Failed);
}

bool QnamTap::hold(QSocketNotifier &notifier)
{
    notifier.setEnabled(false);
    return true;
}

void QnamTap::closeLater() { QMetaObject::invokeMethod(this, &QnamTap::closeIfIdle, Qt::QueuedConnection); }

void QnamTap::closeIfIdle()
{
    {
        const auto lock = m_wire->lock();
        if (carriesRequest() || m_isQtExcluded || !m_plan.isEmpty())
            return;
    }
    if (m_http.bytesToWrite() == 0 && m_http.QIODevice::bytesAvailable() == 0)
        m_http.disconnectFromHost();
}

} // namespace loadstone
