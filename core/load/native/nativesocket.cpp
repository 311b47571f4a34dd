// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/nativesocket.h"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <utility>

namespace loadstone
{

int NativeSocket::connect(const SocketAddress &address)
{
    m_descriptor = ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_descriptor < 0)
        return errno;
    if (address.family() != AF_UNIX) {
        const int yes = 1;
        ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
    return ::connect(m_descriptor, address.address(), address.size) == 0 ? 0 : errno;
}

int NativeSocket::connectError() const
{
    if (!m_isHalfClosed)
        return 0;
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

bool NativeSocket::beginTls(const TlsContext &context)
{
    m_tls = context.open(m_descriptor);
    return m_tls != nullptr;
}

TlsSession::Handshake NativeSocket::shakeHands()
{
    const TlsSession::Handshake state = m_tls->shakeHands();
    // The session may have buffered bytes of the socket already, for which there will be no event.
    if (state == TlsSession::Handshake::Done)
        m_isReadable = m_isWritable = true;
    return state;
}

void NativeSocket::note(uint32_t events)
{
    if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
        m_isHalfClosed = m_isReadable = true;
    if ((events & EPOLLIN) != 0)
        m_isReadable = true;
    if ((events & EPOLLOUT) != 0)
        m_isWritable = true;
}

ssize_t NativeSocket::write(std::string_view bytes)
{
    const ssize_t written = m_tls ? m_tls->write(bytes.data(), bytes.size())
                                  : ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    // TLS writes one record at a time.
    if (written < 0 || (!m_tls && static_cast<size_t>(written) < bytes.size()))
        m_isWritable = false;
    return written;
}

ssize_t NativeSocket::read(char *to, size_t size)
{
    return noteRead(m_tls ? m_tls->read(to, size) : ::recv(m_descriptor, to, size, 0), size);
}

ssize_t NativeSocket::discard(size_t size)
{
    return noteRead(::recv(m_descriptor, nullptr, size, MSG_TRUNC), size);
}

ssize_t NativeSocket::noteRead(ssize_t got, size_t requested)
{
    const bool isEmpty = got < 0 && errno == EAGAIN;
    // A short read drains a plain socket, but not a TLS session, nor one whose end of file is still to come.
    const bool isShort = got > 0 && static_cast<size_t>(got) < requested && !m_tls && !m_isHalfClosed;
    if (isEmpty || isShort)
        m_isReadable = false;
    return got;
}

int NativeSocket::release()
{
    m_tls.reset();
    return std::exchange(m_descriptor, -1);
}

void NativeSocket::close()
{
    m_tls.reset();
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
    m_isReadable = m_isWritable = m_isHalfClosed = false;
}

} // namespace loadstone
