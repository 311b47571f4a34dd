// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/rpcchannel.h"

#include "core/base/loopback.h"
#include "core/rpc/rpcinbox.h"

#include <QHash>
#include <QHostAddress>

#include <algorithm>
#include <array>
#include <atomic>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <mutex>
#include <string_view>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Responses are buffered in memory; a larger one fails.
constexpr int maxResponseBytes = 64 << 20;
/// The minimum that gRPC accepts.
constexpr int reconnectMs = 100;

constexpr quint32 only(std::initializer_list<grpc::StatusCode> statuses)
{
    quint32 mask = 0;
    for (const grpc::StatusCode status : statuses)
        mask |= 1U << static_cast<unsigned>(status);
    return mask;
}

/// gRPC's own messages with the statuses they appear with: of a broken connection and of responses that are
/// not gRPC. In other debugging texts such an end is also called "from peer".
struct OwnMessage {
    std::string_view begin;
    quint32 statuses;
};
constexpr std::array<OwnMessage, 15> ownWords{{
    {"Socket closed", only({grpc::StatusCode::UNAVAILABLE})},
    {"recvmsg:", only({grpc::StatusCode::UNAVAILABLE})},
    {"sendmsg:", only({grpc::StatusCode::UNAVAILABLE})},
    {"Endpoint closing", only({grpc::StatusCode::UNAVAILABLE})},
    {"Transport closed", only({grpc::StatusCode::UNAVAILABLE})},
    {"Broken pipe", only({grpc::StatusCode::UNAVAILABLE})},
    {"Failed parsing HTTP/2", only({grpc::StatusCode::UNAVAILABLE})},
    {"GOAWAY received", only({grpc::StatusCode::UNAVAILABLE})},
    {"Received RST_STREAM with error code",
     only({grpc::StatusCode::CANCELLED, grpc::StatusCode::DEADLINE_EXCEEDED,
           grpc::StatusCode::PERMISSION_DENIED, grpc::StatusCode::RESOURCE_EXHAUSTED,
           grpc::StatusCode::INTERNAL, grpc::StatusCode::UNAVAILABLE})},
    {"Received http2 header with status",
     only({grpc::StatusCode::UNKNOWN, grpc::StatusCode::PERMISSION_DENIED, grpc::StatusCode::UNIMPLEMENTED,
           grpc::StatusCode::INTERNAL, grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::UNAUTHENTICATED})},
    {"Stream removed", only({grpc::StatusCode::UNKNOWN})},
    {"received initial metadata size exceeds limit", only({grpc::StatusCode::RESOURCE_EXHAUSTED})},
    {"received trailing metadata size exceeds limit", only({grpc::StatusCode::RESOURCE_EXHAUSTED})},
    {"Unexpected error decompressing data", only({grpc::StatusCode::UNKNOWN})},
    {"frame of size", only({grpc::StatusCode::INTERNAL})},
}};

bool isOwn(const grpc::Status &status)
{
    const std::string words = status.error_message();
    const auto code = static_cast<unsigned>(status.error_code());
    return std::any_of(ownWords.begin(), ownWords.end(), [&words, code](const OwnMessage &each) {
        return code < 32 && (each.statuses & (1U << code)) != 0 && words.starts_with(each.begin);
    });
}

/// Three slashes, unlike the address of a connected peer, which distinguishes the two.
std::string makeTarget(const QString &host, quint16 port)
{
    const QStringList addresses = addressesToTry(host);
    const QHostAddress literal(host);
    if (addresses.size() == 1 && literal.isNull())
        return u"dns:///%1:%2"_s.arg(host).arg(port).toStdString();
    if (literal.protocol() == QAbstractSocket::IPv4Protocol)
        return u"ipv4:///%1:%2"_s.arg(host).arg(port).toStdString();
    // All addresses must be of one family: IPv4 ones are written as IPv4-mapped IPv6.
    QStringList each;
    for (const QString &address : addresses)
        each.append(u"[%1]:%2"_s
                        .arg(QHostAddress(address).protocol() == QAbstractSocket::IPv4Protocol
                                 ? u"::ffff:"_s + address
                                 : address)
                        .arg(port));
    return (u"ipv6:///"_s + each.join(u',')).toStdString();
}

grpc::ChannelArguments plainArguments()
{
    grpc::ChannelArguments arguments;
    arguments.SetUserAgentPrefix("Loadstone/" LOADSTONE_VERSION);
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_CHANNELZ, 0);
    // Otherwise gRPC lets all channels to one address share a connection.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, reconnectMs);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, reconnectMs);
    arguments.SetMaxReceiveMessageSize(maxResponseBytes);
    return arguments;
}

grpc::ByteBuffer toBuffer(const QByteArray &bytes)
{
    const grpc::Slice slice(bytes.constData(), static_cast<size_t>(bytes.size()));
    return {&slice, 1};
}

QByteArray toBytes(const grpc::ByteBuffer &buffer)
{
    QByteArray bytes;
    std::vector<grpc::Slice> slices;
    if (!buffer.Valid() || !buffer.Dump(&slices).ok())
        return bytes;
    bytes.reserve(static_cast<qsizetype>(buffer.Length()));
    for (const grpc::Slice &slice : slices)
        bytes.append(reinterpret_cast<const char *>(slice.begin()), static_cast<qsizetype>(slice.size()));
    return bytes;
}

/// True for the one call at a time that makes a channel's connection.
using Opening = std::shared_ptr<std::atomic<bool>>;

class UnaryCall final : public RpcCall,
                        public grpc::ClientUnaryReactor,
                        public std::enable_shared_from_this<UnaryCall>
{
public:
    UnaryCall(const RpcRequest &request, const Clock &clock, std::shared_ptr<RpcInbox::Slot> slot,
              RpcChannel::Replied onReply)
        : m_clock(clock), m_slot(std::move(slot)), m_onReply(std::move(onReply)),
          m_method(request.method.toStdString()), m_request(toBuffer(request.message))
    {
        m_context.set_deadline(std::chrono::system_clock::now() + request.timeout);
        for (const auto &[name, value] : request.metadata)
            m_context.AddMetadata(name.toStdString(), value.toStdString());
    }

    /// @param opening set if this call opens the connection
    void start(grpc::GenericStub &stub, const std::shared_ptr<grpc::Channel> &channel,
               const std::string &target, Opening opening)
    {
        m_channel = channel;
        m_target = target;
        m_opening = std::move(opening);
        m_self = shared_from_this();
        stub.PrepareUnaryCall(&m_context, m_method, {}, &m_request, &m_response, this);
        StartCall();
    }

    void cancel() override { m_context.TryCancel(); }

private:
    void OnReadInitialMetadataDone(bool isThere) override
    {
        if (isThere)
            whileOpen(*m_slot, [this] { m_headAt = m_clock.now(); });
    }

    void OnDone(const grpc::Status &status) override
    {
        RpcReply reply;
        // An abandoned call may outlive the clock, which lives as long as the inbox.
        whileOpen(*m_slot, [this, &reply] { reply.endedAt = m_clock.now(); });
        reply.status = status.error_code();
        reply.message = QString::fromStdString(status.error_message());
        reply.isFromServer = isFromServer(status);
        reply.wasSent =
            status.ok() || m_context.peer() != m_target || status.error_message().starts_with("Received ");
        reply.openedConnection = m_opening != nullptr;
        reply.headAt = m_headAt;
        if (status.ok() && !m_response.Valid())
            markIncomplete(reply);
        else if (status.ok())
            reply.body = toBytes(m_response);
        if (m_opening)
            *m_opening = false;
        // gRPC's thread may have destroyed this call before post() returns.
        const std::shared_ptr<RpcInbox::Slot> slot = m_slot;
        post(*slot, [self = std::move(m_self), answered = std::move(reply)]() mutable {
            // The peer is unknown before the response.
            const std::shared_ptr<grpc::Channel> channel = self->m_channel.lock();
            if (channel && channel->GetState(false) == GRPC_CHANNEL_READY)
                answered.wasSent = true;
            answered.openedConnection = answered.openedConnection && answered.wasSent;
            self->m_onReply(answered);
        });
    }

    /// gRPC accepts OK as OK without a message, or with one that is truncated or has an invalid prefix.
    static void markIncomplete(RpcReply &reply)
    {
        reply.status = grpc::StatusCode::INTERNAL;
        reply.message = u"The call ended with OK, but without a complete message"_s;
        reply.isFromServer = false;
    }

    bool isFromServer(const grpc::Status &status) const
    {
        // The message is gRPC's only indication.
        return status.ok()
            || (m_context.debug_error_string().find("from peer") != std::string::npos && !isOwn(status));
    }

    const Clock &m_clock;
    std::shared_ptr<RpcInbox::Slot> m_slot;
    std::weak_ptr<grpc::Channel> m_channel;
    RpcChannel::Replied m_onReply;
    std::string m_method;
    std::string m_target;
    Opening m_opening;
    std::shared_ptr<UnaryCall> m_self; ///< gRPC has only a raw pointer to it until completion
    std::optional<TimePoint> m_headAt;
    grpc::ClientContext m_context;
    grpc::ByteBuffer m_request;
    grpc::ByteBuffer m_response;
};

class Channel final : public RpcChannel
{
public:
    Channel(std::string target, std::shared_ptr<grpc::Channel> channel)
        : m_target(std::move(target)), m_channel(std::move(channel)), m_stub(m_channel)
    {
    }

    std::shared_ptr<RpcCall> call(const RpcRequest &request, const Clock &clock, const RpcInbox &inbox,
                                  Replied onReply) override
    {
        const bool opens = m_channel->GetState(false) != GRPC_CHANNEL_READY && !m_opening->exchange(true);
        auto call = std::make_shared<UnaryCall>(request, clock, inbox.slot(), std::move(onReply));
        call->start(m_stub, m_channel, m_target, opens ? m_opening : nullptr);
        return call;
    }

private:
    std::string m_target;
    std::shared_ptr<grpc::Channel> m_channel;
    grpc::GenericStub m_stub;
    Opening m_opening = std::make_shared<std::atomic<bool>>(false);
};

/// gRPC 1.51 ends its threads with the last channel. A call owns its channel and is destroyed in one of those
/// threads if its reply is no longer awaited: that thread would then join itself, which fails silently, and
/// continue with a freed queue (https://github.com/grpc/grpc/pull/32584).
void keepThreads()
{
    // A call on a channel without credentials fails immediately and without a connection, but it starts the
    // channel's threads.
    static const SystemClock clock;
    [[gnu::used]] static Channel *const keeper = [] {
        auto *channel = new Channel(std::string(), grpc::CreateCustomChannel({}, nullptr, {}));
        const RpcInbox nobody;
        channel->call({}, clock, nobody, [](const RpcReply &) {});
        return channel;
    }();
}

} // namespace

std::shared_ptr<RpcChannel> RpcChannel::open(const QString &host, quint16 port)
{
    keepThreads();
    const std::string target = makeTarget(host, port);
    grpc::ChannelArguments arguments = plainArguments();
    // By default gRPC derives it from the target, which may be a list of addresses.
    arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, u"%1:%2"_s.arg(bracketed(host)).arg(port).toStdString());
    return std::make_shared<Channel>(
        target, grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
}

std::shared_ptr<RpcChannel> RpcChannel::shared(const QString &host, quint16 port)
{
    static std::mutex mutex;
    static QHash<std::pair<QString, quint16>, std::weak_ptr<RpcChannel>> channels;
    const std::scoped_lock lock(mutex);
    channels.removeIf([](const auto &entry) { return entry.value().expired(); });
    std::weak_ptr<RpcChannel> &known = channels[{host, port}];
    std::shared_ptr<RpcChannel> channel = known.lock();
    if (!channel) {
        channel = open(host, port);
        known = channel;
    }
    return channel;
}

} // namespace loadstone
