// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/plainconnection.h"

#include "core/base/loopback.h"
#include "core/check/checktext.h"
#include "core/server/readinessprobe.h"
#include "core/server/trust.h"

#include <QDeadlineTimer>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QThread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr Milliseconds interruptionInterval(50); // between checks for a requested interruption

/// Repeats one of Qt's blocking waits until it succeeds, the connection ends, the time is over or
/// interruption of the thread is requested.
template<typename Wait>
bool waitInSlices(const QSslSocket &socket, Milliseconds time, Wait wait)
{
    const QDeadlineTimer deadline(time);
    while (!QThread::currentThread()->isInterruptionRequested()) {
        const Milliseconds slice = std::min(Milliseconds(deadline.remainingTime()), interruptionInterval);
        if (wait(static_cast<int>(slice.count())))
            return true;
        if (deadline.hasExpired() || socket.error() != QAbstractSocket::SocketTimeoutError)
            return false;
    }
    return false;
}

Error problem(const QString &text) { return {ErrorCode::Network, text, {}}; }

QString errorText(int code) { return QString::fromLocal8Bit(std::strerror(code)); }

QMap<QByteArray, QByteArray> parseHeaders(const QByteArray &head)
{
    QMap<QByteArray, QByteArray> headers;
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
    }
    return headers;
}

/// -1 with errno on an immediate failure.
int beginConnection(const QString &host, quint16 port)
{
    const QByteArray text = host.toLatin1();
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    const bool isSix = inet_pton(AF_INET6, text.constData(), &six.sin6_addr) == 1;
    if (!isSix)
        inet_pton(AF_INET, text.constData(), &four.sin_addr);
    const int fd = socket(isSix ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    const auto *const address =
        isSix ? reinterpret_cast<const sockaddr *>(&six) : reinterpret_cast<const sockaddr *>(&four);
    if (connect(fd, address, isSix ? sizeof six : sizeof four) != 0 && errno != EINPROGRESS) {
        const int code = errno;
        close(fd);
        errno = code;
        return -1;
    }
    return fd;
}

/// Waits for a connection to be established; immediate for loopback.
bool isConnected(int fd)
{
    constexpr int limitMs = 1'000;
    pollfd waited{fd, POLLOUT, 0};
    int error = 0;
    socklen_t size = sizeof error;
    return poll(&waited, 1, limitMs) == 1 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0
        && error == 0;
}

} // namespace

bool pollInterruptibly(pollfd *descriptors, size_t count, Milliseconds time)
{
    const QDeadlineTimer deadline(time);
    while (!QThread::currentThread()->isInterruptionRequested()) {
        const Milliseconds slice = std::min(Milliseconds(deadline.remainingTime()), interruptionInterval);
        if (poll(descriptors, count, static_cast<int>(slice.count())) > 0)
            return true;
        if (deadline.hasExpired())
            return false;
    }
    return false;
}

int openConnection(const QString &host, quint16 port)
{
    const QStringList addresses = addressesToTry(host);
    int fd = -1;
    for (qsizetype i = 0; i < addresses.size(); ++i) {
        fd = beginConnection(addresses.at(i), port);
        // A failure of the last one shows on first use.
        if (fd >= 0 && (i + 1 == addresses.size() || isConnected(fd)))
            return fd;
        if (fd >= 0)
            close(fd);
    }
    return fd;
}

PlainConnection::PlainConnection(const QString &host, quint16 port, Milliseconds limit,
                                 const QByteArray &certificate)
    : m_limit(limit)
{
    if (certificate.isEmpty()) {
        m_fd = openConnection(host, port);
        return;
    }
    m_tls = std::make_unique<QSslSocket>();
    m_tls->setSslConfiguration(trustOnly(certificate));
    m_tls->connectToHostEncrypted(host, port);
}

PlainConnection::~PlainConnection()
{
    if (m_fd >= 0)
        close(m_fd);
}

Result<HttpResponse> PlainConnection::sendRequest(const QByteArray &request)
{
    if (const Status sent = send(request); !sent)
        return sent.error();
    const QDeadlineTimer deadline(m_limit);
    bool isAtEnd = false;
    while (true) {
        while (m_bytes.startsWith("\r\n")) // the end of the chunks of the response before
            m_bytes.remove(0, 2);
        if (const std::optional<ProbeResponse> response = parseResponse(m_bytes, isAtEnd)) {
            if (response->status == 0)
                return problem(CheckText::tr("the response is not HTTP"));
            const HttpResponse whole{response->status, parseHeaders(response->head), response->body};
            m_bytes.clear();
            return whole;
        }
        if (isAtEnd)
            return problem(CheckText::tr("the server closed the connection without a response"));
        switch (receive(Milliseconds(deadline.remainingTime()))) {
        case Received::Bytes:
            break;
        case Received::End:
            isAtEnd = true;
            break;
        case Received::Nothing:
            return problem(CheckText::tr("no complete response within %1 s").arg(Seconds(m_limit).count()));
        }
    }
}

bool PlainConnection::endsWithin(Milliseconds time)
{
    const QDeadlineTimer deadline(time);
    while (true) {
        const Received received = receive(Milliseconds(deadline.remainingTime()));
        if (received != Received::Bytes)
            return received == Received::End;
    }
}

bool PlainConnection::waitFor(short events, Milliseconds time) const
{
    pollfd waited{m_fd, events, 0};
    return pollInterruptibly(&waited, 1, time);
}

PlainConnection::Received PlainConnection::receive(Milliseconds time)
{
    if (m_tls)
        return receiveEncrypted(time);
    std::array<char, 65'536> buffer{};
    if (!waitFor(POLLIN, time))
        return Received::Nothing;
    const ssize_t got = recv(m_fd, buffer.data(), buffer.size(), 0);
    if (got <= 0)
        return Received::End; // a reset is an end too
    m_bytes.append(buffer.data(), got);
    return Received::Bytes;
}

PlainConnection::Received PlainConnection::receiveEncrypted(Milliseconds time)
{
    const auto isThere = [this](int slice) { return m_tls->waitForReadyRead(slice); };
    if (m_tls->bytesAvailable() == 0 && !waitInSlices(*m_tls, time, isThere))
        return m_tls->state() == QAbstractSocket::ConnectedState ? Received::Nothing : Received::End;
    m_bytes += m_tls->readAll();
    return Received::Bytes;
}

Status PlainConnection::sendEncrypted(const QByteArray &request)
{
    const auto isEncrypted = [this](int slice) { return m_tls->waitForEncrypted(slice); };
    const auto isSent = [this](int slice) { return m_tls->waitForBytesWritten(slice); };
    if (!m_tls->isEncrypted() && !waitInSlices(*m_tls, m_limit, isEncrypted))
        return problem(CheckText::tr("there was no TLS connection: %1").arg(m_tls->errorString()));
    m_tls->write(request);
    if (!waitInSlices(*m_tls, m_limit, isSent))
        return problem(CheckText::tr("the request could not be sent: %1").arg(m_tls->errorString()));
    return success();
}

Status PlainConnection::send(const QByteArray &request)
{
    if (m_tls)
        return sendEncrypted(request);
    qsizetype sent = 0;
    while (sent < request.size()) {
        if (m_fd < 0 || !waitFor(POLLOUT, m_limit))
            return problem(CheckText::tr("no connection within %1 s").arg(Seconds(m_limit).count()));
        const ssize_t count =
            ::send(m_fd, request.constData() + sent, size_t(request.size() - sent), MSG_NOSIGNAL);
        if (count < 0)
            return problem(CheckText::tr("the request could not be sent: %1").arg(errorText(errno)));
        sent += count;
    }
    return success();
}

} // namespace loadstone
