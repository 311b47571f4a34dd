// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/stack/stackclient.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTest>

#include <vector>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QByteArray withoutChunks(QByteArray text)
{
    QByteArray body;
    for (qsizetype end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
        const qsizetype size = text.left(end).toLongLong(nullptr, 16);
        if (size == 0)
            return body;
        body += text.mid(end + 2, size);
        text.remove(0, end + 2 + size + 2);
    }
    return body;
}

// Reads one response; status 0 if there is none.
StackResponse receive(QTcpSocket &socket)
{
    QByteArray text;
    StackResponse response;
    qsizetype head = -1;
    const auto isWhole = [&] {
        if (response.headers.value("transfer-encoding") == "chunked")
            return text.endsWith("0\r\n\r\n");
        if (response.headers.contains("content-length"))
            return text.size() - head >= response.headers.value("content-length").toLongLong();
        return socket.state() == QAbstractSocket::UnconnectedState && socket.bytesAvailable() == 0;
    };
    while (head < 0 || !isWhole()) {
        if (socket.bytesAvailable() == 0)
            socket.waitForReadyRead(StackClient::responseTimeoutMs);
        if (socket.bytesAvailable() == 0 && (head < 0 || !isWhole()))
            return {};
        text += socket.readAll();
        if (head >= 0 || !text.contains("\r\n\r\n"))
            continue;
        head = text.indexOf("\r\n\r\n") + 4;
        QList<QByteArray> lines = text.left(head).split('\n');
        const QByteArray statusLine = lines.takeFirst();
        response.status = statusLine.split(' ').value(1).toInt();
        for (const QByteArray &line : lines) {
            const qsizetype colon = line.indexOf(':');
            if (colon > 0)
                response.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        }
        const QByteArray connection = response.headers.value("connection").toLower();
        response.keepsConnection =
            statusLine.startsWith("HTTP/1.1") ? connection != "close" : connection == "keep-alive";
    }
    response.body = text.mid(head);
    if (response.headers.value("transfer-encoding") == "chunked")
        response.body = withoutChunks(response.body);
    return response;
}

} // namespace

StackClient::StackClient(quint16 port) : m_port(port) { }
StackClient::~StackClient() = default;

StackResponse StackClient::sendRequest(const QByteArray &request)
{
    const bool isReused = m_socket != nullptr;
    StackResponse response = requestOnce(request);
    // Some servers close without announcement: no response then means that none will arrive.
    if (response.status == 0 && isReused)
        response = requestOnce(request);
    return response;
}

StackResponse StackClient::requestOnce(const QByteArray &request)
{
    if (m_socket == nullptr) {
        m_socket = std::make_unique<QTcpSocket>();
        m_socket->connectToHost(u"127.0.0.1"_s, m_port);
        if (!m_socket->waitForConnected(responseTimeoutMs)) {
            m_socket.reset();
            return {};
        }
        ++m_connections;
    }
    m_socket->write(request);
    StackResponse response = receive(*m_socket);
    if (!response.keepsConnection)
        m_socket.reset();
    return response;
}

ConcurrentResult requestConcurrently(quint16 port, const QByteArray &request, const QByteArray &body,
                                     int count)
{
    ConcurrentResult result;
    QElapsedTimer timer;
    timer.start();
    std::vector<QByteArray> texts(static_cast<size_t>(count));
    std::vector<std::unique_ptr<QTcpSocket>> clients;
    for (QByteArray &text : texts) {
        clients.push_back(std::make_unique<QTcpSocket>());
        QTcpSocket *socket = clients.back().get();
        QObject::connect(socket, &QTcpSocket::connected, socket,
                         [socket, request] { socket->write(request); });
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [&text, &result, &body, socket] {
            text += socket->readAll();
            if (text.endsWith(body)) {
                ++result.answered;
                socket->abort();
            }
        });
        socket->connectToHost(u"127.0.0.1"_s, port);
    }
    const auto areAll = [&result, count] { return result.answered == count; };
    result.ms = QTest::qWaitFor(areAll, StackClient::responseTimeoutMs)
        ? timer.elapsed()
        : qint64(StackClient::responseTimeoutMs);
    return result;
}

} // namespace loadstone
