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
Answer receive(QTcpSocket &socket)
{
    QByteArray text;
    Answer answer;
    qsizetype head = -1;
    const auto isWhole = [&] {
        if (answer.headers.value("transfer-encoding") == "chunked")
            return text.endsWith("0\r\n\r\n");
        if (answer.headers.contains("content-length"))
            return text.size() - head >= answer.headers.value("content-length").toLongLong();
        return socket.state() == QAbstractSocket::UnconnectedState && socket.bytesAvailable() == 0;
    };
    while (head < 0 || !isWhole()) {
        if (socket.bytesAvailable() == 0)
            socket.waitForReadyRead(StackClient::answerMs);
        if (socket.bytesAvailable() == 0 && (head < 0 || !isWhole()))
            return {};
        text += socket.readAll();
        if (head >= 0 || !text.contains("\r\n\r\n"))
            continue;
        head = text.indexOf("\r\n\r\n") + 4;
        QList<QByteArray> lines = text.left(head).split('\n');
        const QByteArray statusLine = lines.takeFirst();
        answer.status = statusLine.split(' ').value(1).toInt();
        for (const QByteArray &line : lines) {
            const qsizetype colon = line.indexOf(':');
            if (colon > 0)
                answer.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        }
        const QByteArray connection = answer.headers.value("connection").toLower();
        answer.keepsConnection =
            statusLine.startsWith("HTTP/1.1") ? connection != "close" : connection == "keep-alive";
    }
    answer.body = text.mid(head);
    if (answer.headers.value("transfer-encoding") == "chunked")
        answer.body = withoutChunks(answer.body);
    return answer;
}

} // namespace

StackClient::StackClient(quint16 port) : m_port(port) { }
StackClient::~StackClient() = default;

Answer StackClient::ask(const QByteArray &request)
{
    const bool isReused = m_socket != nullptr;
    Answer answer = askOnce(request);
    // Some servers close without announcement: no response then means that none will arrive.
    if (answer.status == 0 && isReused)
        answer = askOnce(request);
    return answer;
}

Answer StackClient::askOnce(const QByteArray &request)
{
    if (m_socket == nullptr) {
        m_socket = std::make_unique<QTcpSocket>();
        m_socket->connectToHost(u"127.0.0.1"_s, m_port);
        if (!m_socket->waitForConnected(answerMs)) {
            m_socket.reset();
            return {};
        }
        ++m_connections;
    }
    m_socket->write(request);
    Answer answer = receive(*m_socket);
    if (!answer.keepsConnection)
        m_socket.reset();
    return answer;
}

AtOnce askAtOnce(quint16 port, const QByteArray &request, const QByteArray &body, int count)
{
    AtOnce result;
    QElapsedTimer timer;
    timer.start();
    std::vector<QByteArray> texts(static_cast<size_t>(count));
    std::vector<std::unique_ptr<QTcpSocket>> crowd;
    for (QByteArray &text : texts) {
        crowd.push_back(std::make_unique<QTcpSocket>());
        QTcpSocket *socket = crowd.back().get();
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
    result.ms =
        QTest::qWaitFor(areAll, StackClient::answerMs) ? timer.elapsed() : qint64(StackClient::answerMs);
    return result;
}

} // namespace loadstone
