// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace loadstone
{

/// A listening socket that never accepts, with a full queue: a connect gets no response.
class BlackHole
{
public:
    BlackHole() : BlackHole(AF_INET, 0) { }
    /// @param family AF_INET for 127.0.0.1, AF_INET6 for ::1
    BlackHole(int family, quint16 port)
        : m_listener(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)),
          m_filler(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        four.sin_port = htons(port);
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_addr = in6addr_loopback;
        six.sin6_port = htons(port);
        const bool isSix = family == AF_INET6;
        socklen_t size = isSix ? sizeof six : sizeof four;
        auto *generic = isSix ? reinterpret_cast<sockaddr *>(&six) : reinterpret_cast<sockaddr *>(&four);
        if (::bind(m_listener, generic, size) != 0 || ::listen(m_listener, 0) != 0
            || ::getsockname(m_listener, generic, &size) != 0 || ::connect(m_filler, generic, size) != 0)
            qFatal("No socket with a full queue: %s", std::strerror(errno));
        m_port = ntohs(isSix ? six.sin6_port : four.sin_port);
    }
    ~BlackHole()
    {
        ::close(m_filler);
        ::close(m_listener);
    }
    Q_DISABLE_COPY_MOVE(BlackHole)
    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port)); }

private:
    int m_listener;
    int m_filler;
    quint16 m_port = 0;
};

} // namespace loadstone
