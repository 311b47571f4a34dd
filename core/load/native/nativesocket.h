// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/native/tlssession.h"
#include "core/load/serveraddress.h"

#include <sys/types.h>

#include <memory>
#include <string_view>

namespace loadstone
{

/// A non-blocking socket with or without TLS, and its readiness: events are edge triggered, so readiness is
/// stored until a read or write returns EAGAIN.
class NativeSocket
{
public:
    NativeSocket() = default;
    ~NativeSocket() { close(); }
    NativeSocket(const NativeSocket &) = delete;
    NativeSocket &operator=(const NativeSocket &) = delete;

    /// Starts to connect. 0: connected; EINPROGRESS: an event follows; otherwise the errno.
    int connect(const SocketAddress &address);
    /// After the event: 0 if connected, otherwise the errno.
    int connectError() const;
    /// False if out of memory.
    bool beginTls(const TlsContext &context);
    TlsSession::Handshake shakeHands();
    const QString &tlsProblem() const { return m_tls->problem(); }
    bool isOverTls() const { return m_tls != nullptr; }

    /// @param events of epoll
    void note(uint32_t events);
    void noteWritable() { m_isWritable = true; }
    bool isReadable() const { return m_isReadable; }
    bool isWritable() const { return m_isWritable; }
    /// The server has closed its side; only buffered data is left.
    bool isHalfClosed() const { return m_isHalfClosed; }

    /// Number of bytes written; -1 with errno, including EAGAIN.
    ssize_t write(std::string_view bytes);
    /// Number of bytes read, 0 at the end; -1 with errno.
    ssize_t read(char *to, size_t size);
    /// Like read(), but the kernel discards the bytes. TCP without TLS only.
    ssize_t discard(size_t size);

    int descriptor() const { return m_descriptor; }
    /// Gives up the descriptor without closing it.
    int release();
    void close();

private:
    ssize_t noteRead(ssize_t got, size_t requested);

    std::unique_ptr<TlsSession> m_tls;
    int m_descriptor = -1;
    bool m_isReadable = false;
    bool m_isWritable = false;
    bool m_isHalfClosed = false;
};

} // namespace loadstone
