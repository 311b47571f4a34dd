// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/grpc/grpctransport.h"

#include "core/base/oneshot.h"
#include "core/load/grpc/grpcoutcome.h"
#include "core/load/responsejson.h"
#include "core/load/responsevalidator.h"
#include "core/rpc/rpcinbox.h"
#include "core/rpc/rpcmessages.h"
#include "core/rpc/rpcmetadata.h"

#include <QCryptographicHash>
#include <QTimer>

#include <set>
#include <unordered_map>
#include <vector>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int cancelled = 1;
/// Time after the deadline before a call is ended here.
constexpr Milliseconds grace{250};

QList<std::pair<QByteArray, QByteArray>> makeMetadata(const QList<Header> &headers)
{
    QList<std::pair<QByteArray, QByteArray>> metadata;
    for (const Header &header : headers)
        metadata.append({header.name.toLower(), header.value});
    return metadata;
}

QString metadataProblem(const QList<Header> &headers)
{
    for (const Header &header : headers) {
        if (QString problem = rpcMetadataProblem(header.name, header.value); !problem.isEmpty())
            return problem;
    }
    return {};
}

/// Equal as messages; the order of fields on the wire is unspecified.
bool isSameMessage(const QByteArray &method, const QByteArray &response, const QByteArray &expected)
{
    if (response == expected)
        return true;
    const Result<QByteArray> got = decodeRpcResponse(method, response);
    const Result<QByteArray> wanted = decodeRpcResponse(method, expected);
    return got && wanted && *got == *wanted;
}

class GrpcTransport final : public Transport
{
public:
    GrpcTransport(const Connection &connection, const QUrl &baseUrl, const Clock &clock)
        : m_connection(connection), m_host(baseUrl.host()), m_port(static_cast<quint16>(baseUrl.port(80))),
          m_clock(clock)
    {
        if (connection.reuse && connection.sharesChannel)
            m_sharedChannel = RpcChannel::shared(m_host, m_port);
        QObject::connect(&m_overdue, &QTimer::timeout, &m_inbox, [this] { endOverdue(); });
        m_overdue.start(grace);
    }

    QCoro::Task<Outcome> perform(int user, PreparedRequest request) override
    {
        const TimePoint begunAt = m_clock.now();
        const auto running = std::make_shared<Running>();
        running->begunAt = begunAt;
        const std::shared_ptr<RpcChannel> channel = channelFor(user);
        const Result<RpcRequest> rpc = rpcRequest(request);
        if (rpc)
            running->call = channel->call(*rpc, m_clock, m_inbox,
                                          [running](const RpcReply &came) { running->reply.set(came); });
        else
            // In a later turn of the event loop, as every response.
            post(*m_inbox.slot(), [running] { running->reply.set({}); });
        m_running.insert(running);
        const RpcReply reply = co_await running->reply.wait();
        m_running.erase(running);
        running->call.reset();
        if (!rpc)
            co_return unsendable(rpc.error().text());
        co_return classify(request, reply, running->isCancelled, begunAt);
    }

    void abortAll() override
    {
        for (const std::shared_ptr<Running> &running : m_running) {
            running->isCancelled = true;
            if (running->call)
                running->call->cancel();
            // gRPC may not process the cancellation; a reply that has already arrived takes precedence.
            post(*m_inbox.slot(), [running] {
                RpcReply reply;
                reply.status = cancelled;
                running->reply.set(reply);
            });
        }
    }

private:
    /// A call in progress.
    struct Running {
        OneShot<RpcReply> reply;
        std::shared_ptr<RpcCall> call;
        TimePoint begunAt;
        bool isCancelled = false;
    };
    /// A request's message and the expected response, both encoded.
    struct Encoded {
        QByteArray json;
        QByteArray message;
        std::optional<QByteArray> response;
    };

    std::shared_ptr<RpcChannel> channelFor(int user)
    {
        if (m_sharedChannel)
            return m_sharedChannel;
        if (!m_connection.reuse)
            return RpcChannel::open(m_host, m_port);
        std::shared_ptr<RpcChannel> &channel = m_channels[user];
        if (!channel)
            channel = RpcChannel::open(m_host, m_port);
        return channel;
    }

    /// While a server floods it with frames, gRPC processes neither deadlines nor cancellations.
    void endOverdue()
    {
        const TimePoint now = m_clock.now();
        const std::set<std::shared_ptr<Running>> all = m_running;
        for (const std::shared_ptr<Running> &running : all) {
            if (now - running->begunAt < m_connection.timeout + grace)
                continue;
            if (running->call)
                running->call->cancel();
            RpcReply reply;
            reply.status = grpcDeadlineExceeded;
            reply.wasSent = true;
            reply.endedAt = now;
            running->reply.set(reply);
        }
    }

    /// The call to send, or why it is invalid: values of variables may not fit.
    Result<RpcRequest> rpcRequest(const PreparedRequest &request)
    {
        if (QString problem = metadataProblem(request.headers()); !problem.isEmpty())
            return Error{ErrorCode::Usage, problem, {}};
        const Result<QByteArray> message = encoded(request);
        if (!message)
            return message.error();
        return RpcRequest{request.target, *message, makeMetadata(request.headers()), m_connection.timeout};
    }

    /// JSON is encoded once, unless variables change the message per call.
    Result<QByteArray> encoded(const PreparedRequest &request)
    {
        Encoded &known = m_encoded[request.source];
        const bool isNew = known.message.isNull();
        if (!isNew && known.json == request.body)
            return known.message;
        Result<QByteArray> message = encodeRpcRequest(request.target, request.body);
        if (!message)
            return message;
        known.json = request.body;
        known.message = message->isNull() ? QByteArray("") : *message;
        if (isNew && request.source->expect.body) {
            Result<QByteArray> response = encodeRpcResponse(request.target, *request.source->expect.body);
            if (!response)
                return response;
            known.response = *response;
        }
        return known.message;
    }

    static Outcome unsendable(const QString &why)
    {
        Outcome outcome;
        outcome.outcomeClass = OutcomeClass::Protocol;
        outcome.diedIn = RequestPhase::Send;
        outcome.example = why.left(200);
        return outcome;
    }

    Outcome classify(const PreparedRequest &request, const RpcReply &reply, bool isCancelled,
                     TimePoint begunAt) const
    {
        Outcome outcome;
        outcome.status = reply.status;
        outcome.openedConnection = reply.openedConnection;
        outcome.bytesReceived = reply.body.size();
        outcome.diedIn = phaseReached(reply);
        outcome.phases = phaseTimes(reply, begunAt);
        if (reply.status == 0)
            validateResponse(outcome, request, reply);
        else if (isCancelled)
            outcome.outcomeClass = OutcomeClass::Cancelled;
        else {
            outcome.outcomeClass = classifyFailedCall(reply, reply.endedAt - begunAt, m_connection.timeout);
            outcome.example = describeFailedCall(reply, outcome.outcomeClass, m_connection.timeout);
            // By now gRPC may have opened another connection by itself.
            if (isFailureToConnect(outcome.outcomeClass))
                outcome.diedIn = RequestPhase::Connect;
        }
        // The number is a gRPC status only if it came from the server.
        if (outcome.outcomeClass != OutcomeClass::GrpcStatus)
            outcome.status = httpStatusFor(reply);
        return outcome;
    }

    void validateResponse(Outcome &outcome, const PreparedRequest &request, const RpcReply &reply) const
    {
        const Expectation &expect = request.source->expect;
        const std::optional<QByteArray> &expected = m_encoded.at(request.source).response;
        outcome.outcomeClass = OutcomeClass::Ok;
        if (expect.bodyLength && reply.body.size() != *expect.bodyLength) {
            outcome.outcomeClass = OutcomeClass::WrongBody;
            outcome.example = u"%1 bytes instead of %2"_s.arg(reply.body.size()).arg(*expect.bodyLength);
        } else if (const QByteArray hash = makeHash(expect, reply.body); hash != expect.bodySha256) {
            outcome.outcomeClass = OutcomeClass::WrongBody;
            outcome.example = u"The body's SHA-256 is %1"_s.arg(QString::fromLatin1(hash));
        } else if (expected && !isSameMessage(request.target, reply.body, *expected)) {
            outcome.outcomeClass = OutcomeClass::WrongBody;
            const Result<QByteArray> response = decodeRpcResponse(request.target, reply.body);
            outcome.example = response ? u"The response is %1"_s.arg(QString::fromUtf8(*response))
                                       : response.error().text();
            outcome.example.truncate(200);
        } else if (!expect.json.isEmpty() || !request.source->captures.isEmpty()) {
            outcome.example = partsProblem(request, reply.body, outcome.captured).left(200);
            if (!outcome.example.isEmpty()) {
                outcome.outcomeClass = OutcomeClass::WrongBody;
                outcome.captured.clear();
            }
        }
    }

    /// Empty without an expected body.
    static QByteArray makeHash(const Expectation &expect, const QByteArray &body)
    {
        return expect.bodySha256.isEmpty()
            ? QByteArray()
            : QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex();
    }

    /// Why the response's message does not have the expected values, or those to capture; empty if it does.
    static QString partsProblem(const PreparedRequest &request, const QByteArray &body,
                                QByteArrayList &captured)
    {
        const Result<QByteArray> response = decodeRpcResponse(request.target, body);
        if (!response)
            return response.error().text();
        const ResponseJson json(*response);
        for (const ExpectedJson &expected : request.source->expect.json) {
            if (QString problem = json.problem(expected); !problem.isEmpty())
                return problem;
        }
        for (const Capture &capture : request.source->captures) {
            const std::optional<QByteArray> value = json.scalar(capture.where);
            if (QString problem = ResponseValidator::captureProblem(capture, value); !problem.isEmpty())
                return problem;
            captured.append(*value);
        }
        return {};
    }

    static PhaseTimes phaseTimes(const RpcReply &reply, TimePoint begunAt)
    {
        PhaseTimes times;
        if (!reply.headAt)
            return times;
        if (!reply.openedConnection)
            times[static_cast<size_t>(RequestPhase::Wait)] = *reply.headAt - begunAt;
        times[static_cast<size_t>(RequestPhase::Receive)] = reply.endedAt - *reply.headAt;
        return times;
    }

    Connection m_connection;
    QString m_host;
    quint16 m_port;
    const Clock &m_clock;
    RpcInbox m_inbox;
    QTimer m_overdue;
    std::shared_ptr<RpcChannel> m_sharedChannel;
    std::unordered_map<int, std::shared_ptr<RpcChannel>> m_channels; ///< by user
    std::unordered_map<const RequestTemplate *, Encoded> m_encoded;
    std::set<std::shared_ptr<Running>> m_running;
};

} // namespace

std::unique_ptr<Transport> makeGrpcTransport(const LoadSpec &spec, const Clock &clock)
{
    return std::make_unique<GrpcTransport>(spec.connection, spec.baseUrl, clock);
}

QString grpcRequestProblem(const QList<RequestTemplate> &requests, const QStringList & /*variables*/)
{
    for (const RequestTemplate &request : requests) {
        if (QString problem = rpcMethodProblem(request.path); !problem.isEmpty())
            return problem;
        if (QString problem = metadataProblem(request.headers); !problem.isEmpty())
            return problem;
    }
    return {};
}

} // namespace loadstone
