// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/grpc/grpcoutcome.h"

#include <QStringList>

#include <array>

namespace loadstone
{

namespace
{

constexpr int deadlineExceeded = 4;
constexpr int unavailable = 14;
constexpr qsizetype longestExample = 200;

/// gRPC tells of broken connections by words alone: those of the system and its own.
struct Words {
    const char *text;
    OutcomeClass outcomeClass;
};
constexpr std::array<Words, 14> wordsOfBreaks{{
    {"Too many open files", OutcomeClass::FdUnavailable},
    {"Cannot assign requested address", OutcomeClass::PortUnavailable},
    {"Connection refused", OutcomeClass::Refused},
    {"DNS resolution failed", OutcomeClass::Dns},
    {"Domain name not found", OutcomeClass::Dns},
    {"Connection timed out", OutcomeClass::ConnectTimeout},
    {"Connection reset", OutcomeClass::Reset},
    {"Broken pipe", OutcomeClass::Reset},
    {"http1.x server", OutcomeClass::Protocol},
    {"http2 header with status", OutcomeClass::Protocol},
    {"settings frame", OutcomeClass::Protocol},
    {"Socket closed", OutcomeClass::ClosedEarly},
    {"EOF", OutcomeClass::ClosedEarly},
    {"Endpoint closing", OutcomeClass::ClosedEarly},
}};

} // namespace

OutcomeClass classOfFailedCall(const RpcReply &reply, Nanoseconds waited, Milliseconds timeout)
{
    // A server may say the same of a deadline of its own.
    if (reply.status == deadlineExceeded && waited >= timeout)
        return reply.wasSent ? OutcomeClass::Timeout : OutcomeClass::ConnectTimeout;
    if (reply.isFromServer)
        return OutcomeClass::GrpcStatus;
    for (const Words &words : wordsOfBreaks) {
        if (reply.message.contains(QLatin1String(words.text), Qt::CaseInsensitive))
            return words.outcomeClass;
    }
    // Without a connection gRPC has no other words for bytes that are not HTTP/2.
    if (reply.status == unavailable)
        return reply.wasSent ? OutcomeClass::ClosedEarly : OutcomeClass::Protocol;
    return OutcomeClass::GrpcStatus;
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
        QStringLiteral("OK"),
        QStringLiteral("CANCELLED"),
        QStringLiteral("UNKNOWN"),
        QStringLiteral("INVALID_ARGUMENT"),
        QStringLiteral("DEADLINE_EXCEEDED"),
        QStringLiteral("NOT_FOUND"),
        QStringLiteral("ALREADY_EXISTS"),
        QStringLiteral("PERMISSION_DENIED"),
        QStringLiteral("RESOURCE_EXHAUSTED"),
        QStringLiteral("FAILED_PRECONDITION"),
        QStringLiteral("ABORTED"),
        QStringLiteral("OUT_OF_RANGE"),
        QStringLiteral("UNIMPLEMENTED"),
        QStringLiteral("INTERNAL"),
        QStringLiteral("UNAVAILABLE"),
        QStringLiteral("DATA_LOSS"),
        QStringLiteral("UNAUTHENTICATED"),
    };
    return names.value(status, QStringLiteral("status %1").arg(status));
}

QString sentenceOfFailedCall(const RpcReply &reply, OutcomeClass outcomeClass, Milliseconds timeout)
{
    if (outcomeClass == OutcomeClass::Timeout || outcomeClass == OutcomeClass::ConnectTimeout)
        return QStringLiteral("No complete answer within %1 ms").arg(timeout.count());
    const QString words = reply.message.simplified();
    const QString text = words.isEmpty() ? grpcStatusName(reply.status)
                                         : QStringLiteral("%1: %2").arg(grpcStatusName(reply.status), words);
    return text.left(longestExample);
}

} // namespace loadstone
