// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/tlssession.h"

#include "core/server/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <sys/socket.h>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// The name to verify: every certificate of CertificateMaker contains it, whatever the server's address.
const QByteArray &verifiedName()
{
    static const QByteArray name = certifiedName(u"user"_s).toLatin1();
    return name;
}

int socketFor(BIO *bio) { return static_cast<int>(reinterpret_cast<intptr_t>(BIO_get_data(bio))); }

// OpenSSL's own socket BIO writes without MSG_NOSIGNAL: a broken connection would raise SIGPIPE.
int writeToSocket(BIO *bio, const char *from, size_t size, size_t *written)
{
    BIO_clear_retry_flags(bio);
    const ssize_t sent = ::send(socketFor(bio), from, size, MSG_NOSIGNAL);
    *written = sent > 0 ? static_cast<size_t>(sent) : 0;
    if (sent < 0 && (errno == EAGAIN || errno == EINTR))
        BIO_set_retry_write(bio);
    return sent > 0 ? 1 : 0;
}

int readFromSocket(BIO *bio, char *to, size_t size, size_t *read)
{
    BIO_clear_retry_flags(bio);
    const ssize_t got = ::recv(socketFor(bio), to, size, 0);
    *read = got > 0 ? static_cast<size_t>(got) : 0;
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        BIO_set_retry_read(bio);
    if (got == 0)
        errno = 0;
    return got > 0 ? 1 : 0;
}

long controlSocket(BIO * /*bio*/, int command, long /*number*/, void * /*pointer*/)
{
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD *socketMethod()
{
    static BIO_METHOD *const method = [] {
        BIO_METHOD *const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "loadstone socket");
        BIO_meth_set_write_ex(made, writeToSocket);
        BIO_meth_set_read_ex(made, readFromSocket);
        BIO_meth_set_ctrl(made, controlSocket);
        return made;
    }();
    return method;
}

QString lastReason()
{
    const char *const reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason ? QString::fromLatin1(reason) : u"unknown reason"_s;
}

bool trust(SSL_CTX *context, const QByteArray &pem)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(
        BIO_new_mem_buf(pem.constData(), static_cast<int>(pem.size())), &BIO_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        text ? PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr) : nullptr, &X509_free);
    return certificate && X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get()) == 1;
}

} // namespace

TlsSession::TlsSession(ssl_st *session) : m_session(session) { }

TlsSession::~TlsSession() { SSL_free(m_session); }

TlsSession::Handshake TlsSession::shakeHands()
{
    ERR_clear_error();
    errno = 0;
    const int result = SSL_do_handshake(m_session);
    if (result == 1)
        return Handshake::Done;
    const int socketError = errno;
    const int kind = SSL_get_error(m_session, result);
    if (kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE)
        return Handshake::Pending;
    const long verified = SSL_get_verify_result(m_session);
    const bool isEnd = kind == SSL_ERROR_SYSCALL || kind == SSL_ERROR_ZERO_RETURN
        || ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
    if (verified != X509_V_OK)
        m_problem = u"The server's certificate is not the one that is trusted: %1"_s.arg(
            QString::fromLatin1(X509_verify_cert_error_string(verified)));
    else if (isEnd)
        m_problem = socketError == ECONNRESET ? u"The connection was reset in the TLS handshake"_s
                                              : u"The connection ended in the TLS handshake"_s;
    else
        m_problem = u"The TLS handshake failed: %1"_s.arg(lastReason());
    return Handshake::Failed;
}

ssize_t TlsSession::read(char *to, size_t size)
{
    ERR_clear_error();
    errno = 0;
    size_t got = 0;
    const int result = SSL_read_ex(m_session, to, size, &got);
    return result == 1 ? static_cast<ssize_t>(got) : failureFor(result);
}

ssize_t TlsSession::write(const char *from, size_t size)
{
    ERR_clear_error();
    errno = 0;
    size_t written = 0;
    const int result = SSL_write_ex(m_session, from, size, &written);
    return result == 1 ? static_cast<ssize_t>(written) : failureFor(result);
}

ssize_t TlsSession::failureFor(int result)
{
    const int socketError = errno;
    switch (SSL_get_error(m_session, result)) {
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        errno = EAGAIN;
        return -1;
    case SSL_ERROR_SYSCALL:
        errno = socketError;
        return socketError == 0 ? 0 : -1;
    default:
        // Many servers end the connection without a close_notify alert.
        if (ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
            return 0;
        m_problem = u"The received bytes are not TLS: %1"_s.arg(lastReason());
        errno = EPROTO;
        return -1;
    }
}

Result<std::unique_ptr<TlsContext>> TlsContext::trustOnly(const QByteArray &pem)
{
    SSL_CTX *const context = SSL_CTX_new(TLS_client_method());
    std::unique_ptr<TlsContext> made(new TlsContext(context));
    if (!context || !trust(context, pem))
        return Error{ErrorCode::Usage,
                     u"The certificate to trust cannot be read: %1. Give the PEM file of the "
                     "server's certificate."_s.arg(lastReason()),
                     {}};
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                         | SSL_MODE_RELEASE_BUFFERS);
    return made;
}

TlsContext::~TlsContext() { SSL_CTX_free(m_context); }

std::unique_ptr<TlsSession> TlsContext::open(int socket) const
{
    SSL *const session = SSL_new(m_context);
    BIO *const bio = BIO_new(socketMethod());
    if (!session || !bio || SSL_set1_host(session, verifiedName().constData()) != 1
        || SSL_set_tlsext_host_name(session, verifiedName().constData()) != 1) {
        SSL_free(session);
        BIO_free(bio);
        return nullptr;
    }
    BIO_set_data(bio, reinterpret_cast<void *>(static_cast<intptr_t>(socket)));
    BIO_set_init(bio, 1);
    SSL_set_bio(session, bio, bio);
    SSL_set_connect_state(session);
    return std::make_unique<TlsSession>(session);
}

} // namespace loadstone
