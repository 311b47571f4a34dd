// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QMetaType>
#include <QString>
#include <QUrl>

#include <functional>
#include <memory>

namespace loadstone
{

/// A call as it came in.
struct RpcSeen {
    QByteArray method;    ///< "/MyApp/index"
    int num = 0;          ///< of the message
    QByteArray authority; ///< the host that was asked for
    QMultiHash<QByteArray, QByteArray> metadata;
    int number = 0; ///< of all that the server got, from 0
};

/// What the server does with it.
struct RpcAnswer {
    QString text;
    int status = 0; ///< gRPC's code; other than 0 the text is what is said to it
    int delayMs = 0;
    bool hangs = false; ///< no answer until the caller gives up
};

/// The gRPC service MyApp inside the test, which does exactly what it is told and counts what
/// reaches it. It runs in gRPC's own threads, on a free port of 127.0.0.1.
class RpcServer
{
public:
    using Handler = std::function<RpcAnswer(const RpcSeen &)>;

    /// @param handler called in a thread of gRPC for each call
    explicit RpcServer(Handler handler);
    explicit RpcServer(const RpcAnswer &always);
    /// @param address of this machine, in place of 127.0.0.1; in brackets if it is of IPv6
    RpcServer(const RpcAnswer &always, const QString &address);
    ~RpcServer();
    Q_DISABLE_COPY_MOVE(RpcServer)

    quint16 port() const;
    QUrl url() const;

    int requests() const;    ///< so far
    int connections() const; ///< different ones that calls came from
    RpcSeen lastRequest() const;

    /// Stops listening and ends every connection with the calls on it.
    void die();

private:
    class Service;
    std::unique_ptr<Service> m_service;
};

} // namespace loadstone
