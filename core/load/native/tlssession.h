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

/// TLS over one connected non-blocking socket, which it neither opens nor closes.
class TlsSession
{
public:
    enum class Handshake { Done, Pending, Failed };

    explicit TlsSession(ssl_st *session);
    ~TlsSession();
    TlsSession(const TlsSession &) = delete;
    TlsSession &operator=(const TlsSession &) = delete;

    /// To be called for each readiness of the socket while it returns Pending.
    Handshake shakeHands();
    /// Why the handshake or the connection failed, as a sentence.
    const QString &problem() const { return m_problem; }

    /// Like recv() and send(): errno is EAGAIN, the socket's error, or EPROTO for invalid TLS.
    ssize_t read(char *to, size_t size);
    ssize_t write(const char *from, size_t size);

private:
    ssize_t failureFor(int result);

    ssl_st *m_session;
    QString m_problem;
};

/// TLS settings of a load's connections, equal to those of trustOnly() for Qt: 1.2 or later, one trusted
/// certificate with verified names, full handshakes only, no ALPN.
class TlsContext
{
public:
    /// @param pem of the server's certificate, created by CertificateMaker
    static Result<std::unique_ptr<TlsContext>> trustOnly(const QByteArray &pem);
    ~TlsContext();
    TlsContext(const TlsContext &) = delete;
    TlsContext &operator=(const TlsContext &) = delete;

    /// Null if out of memory. @param socket connected
    std::unique_ptr<TlsSession> open(int socket) const;

private:
    explicit TlsContext(ssl_ctx_st *context) : m_context(context) { }

    ssl_ctx_st *m_context;
};

} // namespace loadstone
