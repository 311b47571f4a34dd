// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QMap>

#include <memory>

class QSslSocket;
struct pollfd;

namespace loadstone
{

/// One HTTP/1 response.
struct HttpResponse {
    int status = 0;
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;                      ///< without chunk framing
};

/// Opens a non-blocking TCP connection.
/// @param host an address, or "localhost" for whichever of its addresses accepts
/// @returns the descriptor, -1 with errno otherwise
int openConnection(const QString &host, quint16 port);

/// poll() that also ends when interruption of the QThread is requested. False if nothing is ready.
bool pollInterruptibly(pollfd *descriptors, size_t count, Milliseconds time);

/// A minimal client connection, independent of the load engines so that it shares none of their defects.
/// Every call blocks its thread, up to the limit, or until interruption of the QThread is requested.
class PlainConnection
{
public:
    /// @param host as openConnection(). @param certificate PEM, the only one trusted; empty: no TLS
    PlainConnection(const QString &host, quint16 port, Milliseconds limit,
                    const QByteArray &certificate = {});
    ~PlainConnection();
    Q_DISABLE_COPY_MOVE(PlainConnection)

    /// Sends a request and reads exactly one response; otherwise the error.
    Result<HttpResponse> sendRequest(const QByteArray &request);
    /// Whether the server closes the connection within the time, without another request.
    bool endsWithin(Milliseconds time);

private:
    enum class Received { Bytes, End, Nothing };
    bool waitFor(short events, Milliseconds time) const;
    Received receive(Milliseconds time);
    Received receiveEncrypted(Milliseconds time);
    Status send(const QByteArray &request);
    Status sendEncrypted(const QByteArray &request);

    int m_fd = -1;
    std::unique_ptr<QSslSocket> m_tls; ///< instead of the descriptor
    Milliseconds m_limit;
    QByteArray m_bytes;
};

} // namespace loadstone
