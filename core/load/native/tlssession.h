// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <sys/types.h>

#include <memory>

struct ssl_st;
struct ssl_ctx_st;

namespace loadstone
{

/// TLS over one connected socket that does not block. Neither opens nor closes the socket.
class TlsSession
{
public:
    enum class Handshake { Done, Pending, Failed };

    explicit TlsSession(ssl_st *session);
    ~TlsSession();
    TlsSession(const TlsSession &) = delete;
    TlsSession &operator=(const TlsSession &) = delete;

    /// To be called again for each readiness of the socket while it is Pending.
    Handshake shakeHands();
    /// Why the handshake or what came after it failed, in a sentence.
    const QString &problem() const { return m_problem; }

    /// As recv() and send(): errno is EAGAIN, what the socket said, or EPROTO for bytes that are not TLS.
    ssize_t read(char *to, size_t size);
    ssize_t write(const char *from, size_t size);

private:
    ssize_t failureFor(int result);

    ssl_st *m_session;
    QString m_problem;
};

/// How connections of one load speak TLS, as trustOnly() has it for Qt: 1.2 or newer, one trusted
/// certificate, whose names are verified, whole handshakes only, no ALPN.
class TlsContext
{
public:
    /// @param pem of the server's certificate, made by CertificateMaker
    static Result<std::unique_ptr<TlsContext>> trustOnly(const QByteArray &pem);
    ~TlsContext();
    TlsContext(const TlsContext &) = delete;
    TlsContext &operator=(const TlsContext &) = delete;

    /// Null when there is no memory for it. @param socket connected
    std::unique_ptr<TlsSession> open(int socket) const;

private:
    explicit TlsContext(ssl_ctx_st *context) : m_context(context) { }

    ssl_ctx_st *m_context;
};

} // namespace loadstone
