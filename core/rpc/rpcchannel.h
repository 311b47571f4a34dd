// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace loadstone
{

class RpcInbox;

/// One unary call, as it is to be sent.
struct RpcRequest {
    QByteArray method;                                 ///< "/MyApp/index"
    QByteArray message;                                ///< in protobuf's wire format
    QList<std::pair<QByteArray, QByteArray>> metadata; ///< names in lower case
    Milliseconds timeout{30'000};                      ///< deadline, connecting included
};

/// How a call ended.
struct RpcReply {
    int status = 0;  ///< gRPC's code, 0 is OK
    QString message; ///< what server or gRPC said to the status
    /// The status was the server's answer. Otherwise gRPC on this side made it up, and `message`
    /// tells what happened to the connection or the response. Told apart by gRPC's words: a server that
    /// ends a call with UNAVAILABLE and begins with "Socket closed" is taken for a broken connection.
    /// OK without a complete message is INTERNAL, and not the server's.
    bool isFromServer = false;
    bool wasSent = false;            ///< there was a connection for it
    bool openedConnection = false;   ///< it was the call for which the connection was made
    std::optional<TimePoint> headAt; ///< when the answer's first metadata came
    TimePoint endedAt;               ///< in gRPC's thread, before the inbox's thread was woken
    QByteArray body;                 ///< the answer in protobuf's wire format
};

/// A call under way. To be kept until its reply has come.
class RpcCall
{
public:
    virtual ~RpcCall() = default;
    /// Ends it early; the reply still comes, with status CANCELLED unless another was faster.
    virtual void cancel() = 0;
};

/// A gRPC channel to one server: at most one HTTP/2 connection, made by the first call and again
/// by the first one after it broke. Nothing is repeated, resolved, proxied or compressed; after a
/// failed connect, calls fail with the same words for a tenth of a second before gRPC tries anew.
/// Without TLS.
///
/// May be used from several threads, and dropped while calls are under way. The first channel
/// starts gRPC's threads, which then stay until the process ends.
class RpcChannel
{
public:
    using Replied = std::function<void(const RpcReply &)>;

    /// A channel with a connection of its own. @param host an IP literal or a name
    static std::shared_ptr<RpcChannel> open(const QString &host, quint16 port);
    /// The one channel to this server that everybody in this process shares while anybody has it.
    static std::shared_ptr<RpcChannel> shared(const QString &host, quint16 port);

    virtual ~RpcChannel() = default;

    /// @param clock outlives the inbox
    /// @param onReply called once in the inbox's thread, never from within this function; not at
    /// all when the inbox is gone
    virtual std::shared_ptr<RpcCall> call(const RpcRequest &request, const Clock &clock,
                                          const RpcInbox &inbox, Replied onReply) = 0;
};

} // namespace loadstone
