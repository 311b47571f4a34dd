// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/rpccheck.h"

#include "core/base/undyingclock.h"
#include "core/check/checktext.h"
#include "core/check/interruptionwatch.h"
#include "core/rpc/rpcchannel.h"
#include "core/rpc/rpcinbox.h"
#include "core/rpc/rpcmessages.h"

#include <QEventLoop>
#include <QJsonDocument>

#include <vector>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr Milliseconds callTimeout(10'000);
constexpr int connectionCount = 200;

/// A method's request and the expected response, both as JSON.
struct RpcCase {
    QByteArray method;
    QByteArray message;
    QByteArray response;
    Milliseconds atLeast{0};
};

QByteArray textResponse(const QString &text)
{
    return QJsonDocument(QJsonObject{{u"text"_s, text}}).toJson(QJsonDocument::Compact);
}

/// Nothing for an unknown method.
std::optional<RpcCase> rpcCaseFor(const QByteArray &method, const CheckContext &context)
{
    if (method == "/MyApp/index")
        return RpcCase{method, {}, textResponse(u"ready"_s)};
    if (method == "/MyApp/cpu_bound")
        return RpcCase{method, R"({"num":10})", textResponse(u"10 products"_s)};
    if (method == "/MyApp/io_bound") {
        const QStringList responses(context.upstream.calls, u"slow api response"_s);
        return RpcCase{method, R"({"num":1})", textResponse(responses.join(u'\n')), Milliseconds(1'000)};
    }
    return std::nullopt;
}

/// Calls methods and waits for all responses, or until interruption of its thread is requested.
class Caller
{
public:
    explicit Caller(const CheckContext &context) : m_context(context) { }

    std::shared_ptr<RpcChannel> connection() const
    {
        return RpcChannel::open(m_context.host, m_context.port);
    }

    /// One call over each channel, concurrently; the first wrong response as the end of a sentence, empty if
    /// all are right.
    QString callConcurrently(const RpcCase &checkCase,
                             const std::vector<std::shared_ptr<RpcChannel>> &channels)
    {
        const Result<QByteArray> message = encodeRpcRequest(checkCase.method, checkCase.message);
        if (!message)
            return message.error().text();
        const RpcRequest request{checkCase.method, *message, {}, callTimeout};
        const TimePoint begun = undyingClock().now();
        size_t left = channels.size();
        QString problem;
        QEventLoop loop;
        std::vector<std::shared_ptr<RpcCall>> calls;
        calls.reserve(channels.size());
        for (const std::shared_ptr<RpcChannel> &channel : channels)
            calls.push_back(channel->call(request, undyingClock(), m_inbox, [&](const RpcReply &reply) {
                if (problem.isEmpty())
                    problem = findProblem(checkCase, reply, reply.endedAt - begun);
                if (--left == 0)
                    loop.quit();
            }));
        const InterruptionWatch watch(loop);
        loop.exec(); // ends by the calls' deadline at the latest
        if (left == 0)
            return problem;
        for (const std::shared_ptr<RpcCall> &call : calls)
            call->cancel(); // a late completion would find its receiver destroyed
        return CheckText::tr("was stopped");
    }

private:
    static QString findProblem(const RpcCase &checkCase, const RpcReply &reply, Nanoseconds took)
    {
        if (reply.status != 0)
            return CheckText::tr("ended with gRPC status %1: %2").arg(reply.status).arg(reply.message);
        const Result<QByteArray> response = decodeRpcResponse(checkCase.method, reply.body);
        if (!response)
            return response.error().text();
        const auto text = [](const QByteArray &json) { return QJsonDocument::fromJson(json); };
        if (text(*response) != text(checkCase.response))
            return CheckText::tr("returns %1 instead of %2")
                .arg(QString::fromUtf8(response->left(100)), QString::fromUtf8(checkCase.response.left(100)));
        if (took < checkCase.atLeast)
            return CheckText::tr("came after %1 ms, before the delay of the slow upstream")
                .arg(std::chrono::duration_cast<Milliseconds>(took).count());
        return {};
    }

    const CheckContext &m_context;
    RpcInbox m_inbox;
};

CheckStep makeStep(const QString &what, const QString &problem)
{
    return problem.isEmpty() ? CheckStep{what, CheckStep::State::Passed, {}}
                             : CheckStep{what, CheckStep::State::Failed, problem + u'.'};
}

} // namespace

QList<CheckStep> checkRpcMethods(const Stack &stack, const CheckContext &context,
                                 const std::atomic<bool> &isStopped)
{
    QList<CheckStep> steps;
    Caller caller(context);
    const std::vector<std::shared_ptr<RpcChannel>> one{caller.connection()};
    for (const QString &endpoint : stack.endpoints) {
        if (isStopped)
            return steps;
        const auto checkCase = rpcCaseFor(endpoint.toUtf8(), context);
        if (!checkCase) {
            steps << CheckStep{endpoint, CheckStep::State::NotChecked,
                               CheckText::tr("the catalogue defines no request for it.")};
            continue;
        }
        QString problem = caller.callConcurrently(*checkCase, one);
        if (problem.isEmpty())
            problem = caller.callConcurrently(*checkCase, one);
        steps << makeStep(endpoint, problem);
    }
    const auto ready = rpcCaseFor(stack.readiness.path, context);
    if (isStopped || !ready)
        return steps;
    std::vector<std::shared_ptr<RpcChannel>> many;
    many.reserve(connectionCount);
    for (int i = 0; i < connectionCount; ++i)
        many.push_back(caller.connection());
    steps << makeStep(CheckText::tr("%1 simultaneous connections").arg(connectionCount),
                      caller.callConcurrently(*ready, many));
    return steps;
}

} // namespace loadstone
