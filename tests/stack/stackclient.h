// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>

#include <memory>

class QTcpSocket;

namespace loadstone
{

/// Response of a stack to one request.
struct StackResponse {
    int status = 0;                       ///< 0: no complete response
    QMap<QByteArray, QByteArray> headers; ///< lower case
    QByteArray body;                      ///< without chunk framing
    bool keepsConnection = false;         ///< according to its version and headers
};

/// Client for a server on 127.0.0.1 with a persistent connection, as far as the server supports it.
class StackClient
{
public:
    static constexpr int responseTimeoutMs = 10'000;

    explicit StackClient(quint16 port);
    ~StackClient();

    /// Retries once on a new connection if the persistent one turns out to be closed.
    StackResponse sendRequest(const QByteArray &request);
    int connections() const { return m_connections; } ///< opened so far

private:
    StackResponse requestOnce(const QByteArray &request);

    quint16 m_port;
    int m_connections = 0;
    std::unique_ptr<QTcpSocket> m_socket;
};

/// Concurrent clients, each with its own connection that it closes as soon as it has its response: a server
/// may wait for that before it accepts the next.
struct ConcurrentResult {
    int answered = 0; ///< with a complete response within StackClient::responseTimeoutMs
    qint64 ms = 0;    ///< until the last of them
};
ConcurrentResult requestConcurrently(quint16 port, const QByteArray &request, const QByteArray &body,
                                     int count);

} // namespace loadstone
