// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

#include <atomic>
#include <functional>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace loadstone
{

/// A TLS server with full control over every record and shutdown, which QSslSocket does not offer. Blocking,
/// in one thread per connection, on a free port of 127.0.0.1.
class RawTlsServer
{
public:
    /// One accepted connection, before its handshake.
    class Peer
    {
    public:
        Peer(SSL_CTX *context, int socket) : m_ssl(SSL_new(context)), m_socket(socket)
        {
            SSL_set_fd(m_ssl, socket);
            SSL_set_accept_state(m_ssl);
        }
        ~Peer()
        {
            SSL_free(m_ssl);
            ::close(m_socket);
        }
        Q_DISABLE_COPY_MOVE(Peer)

        bool shakeHands() { return SSL_do_handshake(m_ssl) == 1; }
        /// Packets are sent when full, or 200 ms later.
        void cork()
        {
            const int on = 1;
            ::setsockopt(m_socket, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
        }
        /// @return false at the end of the connection
        bool readRequest()
        {
            std::string received;
            while (received.find("\r\n\r\n") == std::string::npos) {
                char buffer[4096];
                const int got = SSL_read(m_ssl, buffer, sizeof buffer);
                if (got <= 0)
                    return false;
                received.append(buffer, static_cast<size_t>(got));
            }
            return true;
        }
        void send(std::string_view bytes) { SSL_write(m_ssl, bytes.data(), static_cast<int>(bytes.size())); }
        /// Bypasses TLS.
        void sendPlain(std::string_view bytes) { ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
        /// Ends the TLS session, not the connection.
        void sendCloseNotify() { SSL_shutdown(m_ssl); }
        /// Until the client ends the connection. Discards what it sends meanwhile.
        void waitForEnd() const
        {
            char buffer[4096];
            while (::recv(m_socket, buffer, sizeof buffer, 0) > 0) { }
        }

    private:
        SSL *m_ssl;
        int m_socket;
    };
    using Talk = std::function<void(Peer &)>;

    /// @param certificate, key files @param newest version of TLS, an OpenSSL constant
    RawTlsServer(const QString &certificate, const QString &key, Talk talk, int newest = TLS1_3_VERSION)
        : m_context(SSL_CTX_new(TLS_server_method())), m_talk(std::move(talk)),
          m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        SSL_CTX_use_certificate_chain_file(m_context, qPrintable(certificate));
        SSL_CTX_use_PrivateKey_file(m_context, qPrintable(key), SSL_FILETYPE_PEM);
        SSL_CTX_set_max_proto_version(m_context, newest);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), length) != 0
            || ::listen(m_listener, SOMAXCONN) != 0
            || ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length) != 0)
            qFatal("The raw TLS server cannot listen");
        m_port = ntohs(address.sin_port);
        m_acceptor = std::thread([this] { acceptAll(); });
    }
    /// Waits for the connections to end: the client must be destroyed first.
    ~RawTlsServer()
    {
        ::shutdown(m_listener, SHUT_RDWR);
        m_acceptor.join();
        for (std::thread &connection : m_threads)
            connection.join();
        ::close(m_listener);
        SSL_CTX_free(m_context);
    }
    Q_DISABLE_COPY_MOVE(RawTlsServer)

    QUrl url() const { return QUrl(QStringLiteral("https://127.0.0.1:%1").arg(m_port)); }
    int connections() const { return m_connections; }

private:
    void acceptAll()
    {
        for (int socket = accept(); socket >= 0; socket = accept()) {
            ++m_connections;
            m_threads.emplace_back([this, socket] {
                Peer peer(m_context, socket);
                m_talk(peer);
            });
        }
    }
    int accept() const { return ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC); }

    SSL_CTX *m_context;
    Talk m_talk;
    int m_listener;
    quint16 m_port = 0;
    std::atomic<int> m_connections{0};
    std::thread m_acceptor;
    std::vector<std::thread> m_threads; ///< used by the acceptor until it has ended
};

} // namespace loadstone
