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

/// A listening socket that nobody accepts from, with a full queue: a connect is never answered.
class BlackHole
{
public:
    BlackHole()
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *generic = reinterpret_cast<sockaddr *>(&address);
        if (::bind(m_listener, generic, size) != 0 || ::listen(m_listener, 0) != 0
            || ::getsockname(m_listener, generic, &size) != 0 || ::connect(m_filler, generic, size) != 0)
            qFatal("No socket with a full queue: %s", std::strerror(errno));
        m_port = ntohs(address.sin_port);
    }
    ~BlackHole()
    {
        ::close(m_filler);
        ::close(m_listener);
    }
    Q_DISABLE_COPY_MOVE(BlackHole)
    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port)); }

private:
    int m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int m_filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    quint16 m_port = 0;
};

} // namespace loadstone
