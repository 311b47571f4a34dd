// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/concurrenttlsrequests.h"

#include "core/check/interruptionwatch.h"
#include "core/server/trust.h"

#include <QEventLoop>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

#include <memory>
#include <vector>

namespace loadstone
{

namespace
{

class TlsRequests
{
public:
    TlsRequests(const SecureRequest &request, int count) : m_request(request), m_left(count)
    {
        const QSslConfiguration trust = trustOnly(request.certificate);
        for (int i = 0; i < count; ++i)
            add(trust);
    }

    ConcurrentOutcomes run(Milliseconds limit)
    {
        QTimer::singleShot(limit, &m_loop, &QEventLoop::quit);
        const InterruptionWatch watch(m_loop);
        m_loop.exec();
        for (const auto &member : m_members)
            member->socket.disconnect();
        return m_count;
    }

private:
    struct Member {
        QSslSocket socket;
        QByteArray bytes;
        bool hasEnded = false;
    };

    void add(const QSslConfiguration &trust)
    {
        Member *const member = m_members.emplace_back(std::make_unique<Member>()).get();
        QSslSocket *const socket = &member->socket;
        QObject::connect(socket, &QSslSocket::encrypted, socket,
                         [this, socket] { socket->write(m_request.request); });
        QObject::connect(socket, &QSslSocket::readyRead, socket, [this, member] { read(*member, false); });
        QObject::connect(socket, &QSslSocket::errorOccurred, socket, [this, member] { read(*member, true); });
        socket->setSslConfiguration(trust);
        socket->connectToHostEncrypted(m_request.host, m_request.port);
    }

    void read(Member &member, bool atEnd)
    {
        member.bytes += member.socket.readAll();
        const auto response = parseResponse(member.bytes, atEnd);
        if (response)
            end(member, isSame(*response, m_request.wanted) ? m_count.right : m_count.wrong);
        else if (atEnd)
            end(member, m_count.dropped);
    }

    void end(Member &member, int &count)
    {
        if (std::exchange(member.hasEnded, true))
            return;
        ++count;
        // A server may wait for this connection to close before it accepts the next.
        member.socket.disconnectFromHost();
        if (--m_left == 0)
            m_loop.quit();
    }

    const SecureRequest &m_request;
    std::vector<std::unique_ptr<Member>> m_members;
    QEventLoop m_loop;
    ConcurrentOutcomes m_count;
    int m_left;
};

} // namespace

ConcurrentOutcomes requestConcurrentlyOverTls(const SecureRequest &request, int count, Milliseconds limit)
{
    return TlsRequests(request, count).run(limit);
}

} // namespace loadstone
