// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QByteArrayList>
#include <QString>

#include <array>
#include <optional>

namespace loadstone
{

/// How an attempt ended. Every attempt started ends in exactly one class, so that the counters of
/// all classes sum to the attempts started.
enum class OutcomeClass : quint8 {
    Ok,
    HttpStatus,      ///< a status the request did not expect; Outcome::status has the code
    WrongBody,       ///< length or content not as expected
    Refused,         ///< ECONNREFUSED
    ConnectTimeout,  ///< the deadline passed while connecting
    Reset,           ///< ECONNRESET or EPIPE
    ClosedEarly,     ///< end of file before the response was complete
    Protocol,        ///< what came is not HTTP
    Timeout,         ///< the deadline passed later; Outcome::diedIn has the phase
    Tls,             ///< handshake or certificate
    Dns,             ///< the name could not be resolved
    FdUnavailable,   ///< EMFILE or ENFILE: a limit of the generator, never charged to the server
    PortUnavailable, ///< EADDRNOTAVAIL: likewise
    GrpcStatus,      ///< a gRPC status other than OK; Outcome::status has the code
    Cancelled,       ///< our own stop or drain; never counted as a failure
};
inline constexpr int outcomeClassCount = 15;

/// Stable identifier as used in JSON and CSV, for example "closed-early".
QString outcomeClassId(OutcomeClass outcome);
/// True for everything but Ok and Cancelled.
bool isFailure(OutcomeClass outcome);
/// True for the classes that are limits of the load generator, not of the server.
bool isGeneratorLimit(OutcomeClass outcome);
/// True for the classes that by themselves say that there never was a connection.
bool isFailureToConnect(OutcomeClass outcome);

/// The parts of one request, in the order they happen.
enum class RequestPhase : quint8 {
    Blocked, ///< waiting for a connection or for the generator
    Connect,
    Tls,
    Send,
    Wait,    ///< until the first byte of the response
    Receive, ///< first to last byte
};
inline constexpr int requestPhaseCount = 6;
/// Stable identifier, for example "wait".
QString requestPhaseId(RequestPhase phase);

/// Duration of each phase; empty where the phase did not happen or the transport cannot tell.
using PhaseTimes = std::array<std::optional<Nanoseconds>, requestPhaseCount>;

/// What came of one request.
struct Outcome {
    OutcomeClass outcomeClass = OutcomeClass::Cancelled;
    int status = 0;                           ///< HTTP or gRPC status, 0 when none came
    RequestPhase diedIn = RequestPhase::Wait; ///< meaningful for failures only
    PhaseTimes phases{};
    TimePoint endedAt{};           ///< when the last byte was read; of an engine that can tell
    qint64 bytesReceived = 0;      ///< body bytes
    bool openedConnection = false; ///< a new connection was made for it
    /// It was sent twice: the server closed the kept-alive connection that it was sent on first.
    bool wasStale = false;
    static constexpr qsizetype longestExample = 200;
    QString example; ///< for failures: one line of detail, at most `longestExample` characters
    /// When Ok: what the request keeps of the response, in the order of RequestTemplate::captures.
    QByteArrayList captured;
};

} // namespace loadstone
