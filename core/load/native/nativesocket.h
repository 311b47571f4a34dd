// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/native/tlssession.h"
#include "core/load/serveraddress.h"

#include <sys/types.h>

#include <memory>
#include <string_view>

namespace loadstone
{

/// A socket that does not block, with or without TLS, and what is known of its readiness: an event
/// is told once, so it is remembered until a read or write finds that there is nothing more.
class NativeSocket
{
public:
    NativeSocket() = default;
    ~NativeSocket() { close(); }
    NativeSocket(const NativeSocket &) = delete;
    NativeSocket &operator=(const NativeSocket &) = delete;

    /// Begins to connect. 0: done; EINPROGRESS: an event will tell; otherwise why not.
    int connect(const SocketAddress &address);
    /// After the event: 0 when it is connected, otherwise why not.
    int connectError() const;
    /// False when there is no memory for it.
    bool beginTls(const TlsContext &context);
    TlsSession::Handshake shakeHands();
    const QString &tlsProblem() const { return m_tls->problem(); }
    bool isOverTls() const { return m_tls != nullptr; }

    /// @param events of epoll
    void note(uint32_t events);
    void noteWritable() { m_isWritable = true; }
    bool isReadable() const { return m_isReadable; }
    bool isWritable() const { return m_isWritable; }
    /// The server will send nothing more than what there is.
    bool isHalfClosed() const { return m_isHalfClosed; }

    /// Bytes written; -1 with errno, EAGAIN among them.
    ssize_t write(std::string_view bytes);
    /// Bytes read, 0 at the end; -1 with errno.
    ssize_t read(char *to, size_t size);
    /// As read(), but the bytes are thrown away by the kernel. TCP without TLS only.
    ssize_t discard(size_t size);

    int descriptor() const { return m_descriptor; }
    /// Closes nothing: the descriptor is somebody else's now.
    int release();
    void close();

private:
    ssize_t noteRead(ssize_t got, size_t asked);

    std::unique_ptr<TlsSession> m_tls;
    int m_descriptor = -1;
    bool m_isReadable = false;
    bool m_isWritable = false;
    bool m_isHalfClosed = false;
};

} // namespace loadstone
