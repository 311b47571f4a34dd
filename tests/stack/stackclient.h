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

    /// Where a kept connection turns out to be closed, asks once more on a new one.
    Answer ask(const QByteArray &request);
    int connections() const { return m_connections; } ///< opened so far

private:
    Answer askOnce(const QByteArray &request);

    quint16 m_port;
    int m_connections = 0;
    std::unique_ptr<QTcpSocket> m_socket;
};

/// As many clients at once, each on a connection of its own that it leaves as soon as it has its
/// answer: a server may wait for that before it takes the next.
struct AtOnce {
    int answered = 0; ///< whose answer ended with the body before StackClient::answerMs were over
    qint64 ms = 0;    ///< until the last of them
};
AtOnce askAtOnce(quint16 port, const QByteArray &request, const QByteArray &body, int count);

} // namespace loadstone
