// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>

#include <memory>

class QTcpSocket;

namespace loadstone
{

/// What a stack answered to one request.
struct Answer {
    int status = 0;                       ///< 0: no whole answer came
    QMap<QByteArray, QByteArray> headers; ///< lower case
    QByteArray body;                      ///< without the marks of chunks
    bool keepsConnection = false;         ///< as its version and headers say
};

/// Asks a server on 127.0.0.1, and keeps its connection as long as the server says that it does.
class StackClient
{
public:
    static constexpr int answerMs = 10'000;

    explicit StackClient(quint16 port);
    ~StackClient();

    Answer ask(const QByteArray &request);
    int connections() const { return m_connections; } ///< opened so far

private:
    quint16 m_port;
    int m_connections = 0;
    std::unique_ptr<QTcpSocket> m_socket;
};

} // namespace loadstone
