// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/rpccheck.h"

#include "core/base/undyingclock.h"
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

constexpr Milliseconds answerLimit(10'000);
constexpr int crowd = 200;

/// A method's request and the expected response, both as JSON.
struct RpcQuestion {
    QByteArray method;
    QByteArray message;
    QByteArray answer;
    Milliseconds atLeast{0};
};

QByteArray textAnswer(const QString &text)
{
    return QJsonDocument(QJsonObject{{u"text"_s, text}}).toJson(QJsonDocument::Compact);
}

/// Nothing for an unknown method.
std::optional<RpcQuestion> questionFor(const QByteArray &method, const CheckContext &context)
{
    if (method == "/MyApp/index")
        return RpcQuestion{method, {}, textAnswer(u"ready"_s)};
    if (method == "/MyApp/cpu_bound")
        return RpcQuestion{method, R"({"num":10})", textAnswer(u"10 products"_s)};
    if (method == "/MyApp/io_bound") {
        const QStringList answers(context.upstream.calls, u"slow api response"_s);
        return RpcQuestion{method, R"({"num":1})", textAnswer(answers.join(u'\n')), Milliseconds(1'000)};
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
    QString ask(const RpcQuestion &question, const std::vector<std::shared_ptr<RpcChannel>> &channels)
    {
        const Result<QByteArray> message = encodeRpcRequest(question.method, question.message);
        if (!message)
            return message.error().message;
        const RpcRequest request{question.method, *message, {}, answerLimit};
        const TimePoint begun = undyingClock().now();
        size_t left = channels.size();
        QString problem;
        QEventLoop loop;
        std::vector<std::shared_ptr<RpcCall>> calls;
        calls.reserve(channels.size());
        for (const std::shared_ptr<RpcChannel> &channel : channels)
            calls.push_back(channel->call(request, undyingClock(), m_inbox, [&](const RpcReply &reply) {
                if (problem.isEmpty())
                    problem = findProblem(question, reply, reply.endedAt - begun);
                if (--left == 0)
                    loop.quit();
            }));
        const InterruptionWatch watch(loop);
        loop.exec(); // ends by the calls' deadline at the latest
        if (left == 0)
            return problem;
        for (const std::shared_ptr<RpcCall> &call : calls)
            call->cancel(); // a late completion would find its receiver destroyed
        return u"was stopped"_s;
    }

private:
    static QString findProblem(const RpcQuestion &question, const RpcReply &reply, Nanoseconds took)
    {
        if (reply.status != 0)
            return u"ended with gRPC status %1: %2"_s.arg(reply.status).arg(reply.message);
        const Result<QByteArray> answer = decodeRpcAnswer(question.method, reply.body);
        if (!answer)
            return answer.error().message;
        const auto text = [](const QByteArray &json) { return QJsonDocument::fromJson(json); };
        if (text(*answer) != text(question.answer))
            return u"answers %1 instead of %2"_s.arg(QString::fromUtf8(answer->left(100)),
                                                     QString::fromUtf8(question.answer.left(100)));
        if (took < question.atLeast)
            return u"came after %1 ms, before the slow upstream can have answered"_s.arg(
                std::chrono::duration_cast<Milliseconds>(took).count());
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
        const auto question = questionFor(endpoint.toUtf8(), context);
        if (!question) {
            steps << CheckStep{endpoint, CheckStep::State::NotChecked,
                               u"what to send is known to its author only."_s};
            continue;
        }
        QString problem = caller.ask(*question, one);
        if (problem.isEmpty())
            problem = caller.ask(*question, one);
        steps << makeStep(endpoint, problem);
    }
    const auto ready = questionFor(stack.readiness.path, context);
    if (isStopped || !ready)
        return steps;
    std::vector<std::shared_ptr<RpcChannel>> many;
    many.reserve(crowd);
    for (int i = 0; i < crowd; ++i)
        many.push_back(caller.connection());
    steps << makeStep(u"%1 simultaneous connections"_s.arg(crowd), caller.ask(*ready, many));
    return steps;
}

} // namespace loadstone
