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

/// A received call.
struct RpcSeen {
    QByteArray method;    ///< "/MyApp/index"
    int num = 0;          ///< in the message
    QByteArray authority; ///< the requested host
    QMultiHash<QByteArray, QByteArray> metadata;
    int number = 0; ///< index among all received calls
};

/// How the server responds.
struct RpcAnswer {
    QString text;
    int status = 0; ///< gRPC's code; if not 0, the text is its message
    int delayMs = 0;
    bool hangs = false; ///< no response until the caller cancels
};

/// The gRPC service MyApp inside the test, with scripted responses and counts of calls. Runs in gRPC's own
/// threads, on a free port of 127.0.0.1.
class RpcServer
{
public:
    using Handler = std::function<RpcAnswer(const RpcSeen &)>;

    /// @param handler called in a gRPC thread for each call
    explicit RpcServer(Handler handler);
    explicit RpcServer(const RpcAnswer &always);
    /// @param address of this machine, in place of 127.0.0.1; IPv6 in brackets
    RpcServer(const RpcAnswer &always, const QString &address);
    ~RpcServer();
    Q_DISABLE_COPY_MOVE(RpcServer)

    quint16 port() const;
    QUrl url() const;

    int requests() const;    ///< so far
    int connections() const; ///< distinct ones with calls
    RpcSeen lastRequest() const;

    /// Stops listening and resets every connection with its calls.
    void die();

private:
    class Service;
    std::unique_ptr<Service> m_service;
};

} // namespace loadstone
