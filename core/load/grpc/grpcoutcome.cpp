// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/grpc/grpcoutcome.h"

#include <QStringList>

#include <array>
#include <cerrno>
#include <cstring>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int unavailable = 14;

/// gRPC reports the cause of a broken connection only as text: the system's messages, which may be localised,
/// …
struct SystemMessage {
    int error;
    OutcomeClass outcomeClass;
};
constexpr std::array<SystemMessage, 7> systemBreakMessages{{
    {EMFILE, OutcomeClass::FdUnavailable},
    {ENFILE, OutcomeClass::FdUnavailable},
    {EADDRNOTAVAIL, OutcomeClass::PortUnavailable},
    {ECONNREFUSED, OutcomeClass::Refused},
    {ETIMEDOUT, OutcomeClass::ConnectTimeout},
    {ECONNRESET, OutcomeClass::Reset},
    {EPIPE, OutcomeClass::Reset},
}};
/// … and its own messages.
struct GrpcMessage {
    const char *text;
    OutcomeClass outcomeClass;
};
constexpr std::array<GrpcMessage, 12> grpcBreakMessages{{
    {"DNS resolution failed", OutcomeClass::Dns},
    {"Domain name not found", OutcomeClass::Dns},
    {"http1.x server", OutcomeClass::Protocol},
    {"http2 header with status", OutcomeClass::Protocol},
    {"settings frame", OutcomeClass::Protocol},
    {"Failed parsing HTTP/2", OutcomeClass::Protocol},
    {"Socket closed", OutcomeClass::ClosedEarly},
    {"EOF", OutcomeClass::ClosedEarly},
    {"Endpoint closing", OutcomeClass::ClosedEarly},
    {"Transport closed", OutcomeClass::ClosedEarly},
    {"GOAWAY received", OutcomeClass::ClosedEarly},
    {"Received RST_STREAM", OutcomeClass::Reset},
}};

} // namespace

OutcomeClass classifyFailedCall(const RpcReply &reply, Nanoseconds waited, Milliseconds timeout)
{
    // A server may return this status for a deadline of its own.
    if (reply.status == grpcDeadlineExceeded && (waited >= timeout || !reply.isFromServer))
        return reply.wasSent ? OutcomeClass::Timeout : OutcomeClass::ConnectTimeout;
    if (reply.isFromServer)
        return OutcomeClass::GrpcStatus;
    if (httpStatusFor(reply) > 0)
        return OutcomeClass::HttpStatus;
    for (const SystemMessage &message : systemBreakMessages) {
        if (reply.message.contains(QString::fromLocal8Bit(std::strerror(message.error)), Qt::CaseInsensitive))
            return message.outcomeClass;
    }
    for (const GrpcMessage &message : grpcBreakMessages) {
        if (reply.message.contains(QLatin1String(message.text), Qt::CaseInsensitive))
            return message.outcomeClass;
    }
    // Without a connection this is gRPC's only message for bytes that are not HTTP/2.
    if (reply.status == unavailable)
        return reply.wasSent ? OutcomeClass::ClosedEarly : OutcomeClass::Protocol;
    // Otherwise gRPC itself rejected the response as invalid.
    return OutcomeClass::Protocol;
}

int httpStatusFor(const RpcReply &reply)
{
    static const QString message = u"Received http2 header with status: "_s;
    return !reply.isFromServer && reply.message.startsWith(message)
        ? reply.message.mid(message.size()).toInt()
        : 0;
}

RequestPhase phaseReached(const RpcReply &reply)
{
    if (reply.headAt)
        return RequestPhase::Receive;
    return reply.wasSent ? RequestPhase::Wait : RequestPhase::Connect;
}

QString grpcStatusName(int status)
{
    static const QStringList names{
        u"OK"_s,
        u"CANCELLED"_s,
        u"UNKNOWN"_s,
        u"INVALID_ARGUMENT"_s,
        u"DEADLINE_EXCEEDED"_s,
        u"NOT_FOUND"_s,
        u"ALREADY_EXISTS"_s,
        u"PERMISSION_DENIED"_s,
        u"RESOURCE_EXHAUSTED"_s,
        u"FAILED_PRECONDITION"_s,
        u"ABORTED"_s,
        u"OUT_OF_RANGE"_s,
        u"UNIMPLEMENTED"_s,
        u"INTERNAL"_s,
        u"UNAVAILABLE"_s,
        u"DATA_LOSS"_s,
        u"UNAUTHENTICATED"_s,
    };
    return names.value(status, u"status %1"_s.arg(status));
}

QString describeFailedCall(const RpcReply &reply, OutcomeClass outcomeClass, Milliseconds timeout)
{
    if (outcomeClass == OutcomeClass::Timeout || outcomeClass == OutcomeClass::ConnectTimeout)
        return u"No complete response within %1 ms"_s.arg(timeout.count());
    const QString message = reply.message.simplified();
    const QString text = message.isEmpty() ? grpcStatusName(reply.status)
                                           : u"%1: %2"_s.arg(grpcStatusName(reply.status), message);
    return text.left(Outcome::longestExample);
}

} // namespace loadstone
