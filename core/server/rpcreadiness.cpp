// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/rpcreadiness.h"

#include "core/base/undyingclock.h"
#include "core/rpc/rpcchannel.h"
#include "core/rpc/rpcinbox.h"
#include "core/rpc/rpcmessages.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

Sentence findProblem(const RpcReply &reply, const Readiness &readiness)
{
    if (reply.status != 0 && !reply.isFromServer)
        return reply.wasSent ? Sentence(
                   QT_TRANSLATE_NOOP("Sentence", "accepts calls, but does not respond: %1"), reply.message)
                             : Sentence();
    if (reply.status != 0)
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "responds, but with gRPC status %1 (%2)"), reply.status,
                        reply.message);
    const Result<QByteArray> wanted = encodeRpcResponse(readiness.path, readiness.body);
    if (!wanted)
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "cannot be called for readiness: %1"),
                        wanted.error().message);
    const Result<QByteArray> came = decodeRpcResponse(readiness.path, reply.body);
    if (!came)
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "responds, but not with the expected message: %1"),
                        came.error().message);
    if (*came != decodeRpcResponse(readiness.path, *wanted).value())
        return Sentence(
            QT_TRANSLATE_NOOP("Sentence", "responds, but with %1 instead of the expected message"),
            QString::fromUtf8(came->left(200)));
    return {};
}

} // namespace

class RpcReadinessCall::Private
{
public:
    std::shared_ptr<RpcChannel> channel; ///< outlives the call
    RpcInbox inbox;
    std::shared_ptr<RpcCall> call;
};

RpcReadinessCall::RpcReadinessCall(const QString &host, quint16 port, const Readiness &readiness,
                                   Milliseconds deadline, std::function<void()> ended)
    : m_d(std::make_unique<Private>())
{
    m_d->channel = RpcChannel::open(host, port);
    RpcRequest request;
    request.method = readiness.path;
    request.timeout = deadline;
    m_d->call = m_d->channel->call(request, undyingClock(), m_d->inbox,
                                   [this, readiness, ended = std::move(ended)](const RpcReply &reply) {
                                       m_problem = findProblem(reply, readiness);
                                       m_isValid = reply.status == 0 && m_problem.isEmpty();
                                       // A copy: the callback may destroy this object, and with it the
                                       // running function.
                                       const auto callback = ended;
                                       callback();
                                   });
}

RpcReadinessCall::~RpcReadinessCall() { m_d->call->cancel(); }

} // namespace loadstone
