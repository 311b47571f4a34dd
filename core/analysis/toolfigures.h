// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/spread.h"
#include "core/results/runrecord.h"

#include <QList>

#include <optional>

namespace loadstone
{

/// Failures in the four groups of ab; their sum is all failures. ab itself does not count unexpected statuses.
struct AbFailures {
    qint64 connect = 0;    ///< no connection
    qint64 receive = 0;    ///< broken or closed connections, timeouts
    qint64 length = 0;     ///< unexpected bodies
    qint64 exceptions = 0; ///< the others: unexpected statuses, invalid responses
    bool operator==(const AbFailures &) const = default;
};
AbFailures abFailures(const EndpointMetrics &metrics);

/// Failures in the groups of httperf; their sum is all failures. socket-timo and ftab-full are part of
/// `clientTimeouts` and `fdUnavailable`: outcome classes do not separate ETIMEDOUT from the deadline, nor ENFILE
/// from EMFILE.
struct HttperfErrors {
    qint64 clientTimeouts = 0;
    qint64 refused = 0;
    qint64 reset = 0;
    qint64 fdUnavailable = 0;
    qint64 addressUnavailable = 0;
    qint64 other = 0; ///< unexpected statuses and bodies included, which httperf does not count
    bool operator==(const HttperfErrors &) const = default;
};
HttperfErrors httperfErrors(const EndpointMetrics &metrics);

/// Failures in the groups of wrk; their sum is all failures but unexpected bodies, which wrk does not check.
struct WrkErrors {
    qint64 connect = 0; ///< no connection
    qint64 read = 0;    ///< the connection broke, was closed early, or what came is no response
    qint64 write = 0;   ///< it broke while the request was sent
    qint64 timeout = 0;
    qint64 status = 0; ///< unexpected statuses
    bool operator==(const WrkErrors &) const = default;
    bool hasSocketErrors() const { return connect + read + write + timeout > 0; }
};
/// `write` is exact unless there were more than maximumFailureKinds kinds of failure; then some are in `read`.
WrkErrors wrkErrors(const LoadMetrics &metrics);

/// Figures of a trial's measure phase in the terms of ab, httperf and wrk, in addition to those of TrialStats.
/// Times in µs. What was not measured has no value.
struct ToolFigures {
    double measuredS = 0;
    qint64 complete = 0;          ///< requests of known outcome, successful or failed
    qint64 failed = 0;            ///< of these
    qint64 sent = 0;              ///< attempts that had a connection
    qint64 responses = 0;         ///< whole ones of any status and content
    qint64 connectionsOpened = 0; ///< by measured requests
    qint64 bytesReceived = 0;     ///< of bodies
    double rps = 0;               ///< successful responses per second, as everywhere
    double bytesPerS = 0;
    double connectionsPerS = 0;
    double requestsPerS = 0; ///< of `sent`
    std::optional<double> msPerConnection;
    std::optional<double> msPerSent;            ///< between requests sent
    std::optional<double> msPerSuccess;         ///< between successful responses, 1000 ÷ rps
    std::optional<double> repliesPerConnection; ///< where all connections were opened by measured requests
    std::optional<qint64> concurrency;          ///< see TrialStats::concurrency
    std::optional<Spread> times;                ///< of successful requests, see EndpointMetrics::shownTimes()
    std::optional<Spread> connect;        ///< of all successful requests, 0 on an open connection, as in ab
    std::optional<double> connectMeanUs;  ///< of new connections only, as in httperf
    std::optional<Spread> processing;     ///< without connecting: known where no request opened a connection
    std::optional<Spread> waiting;        ///< from the end of the request to the first byte of the response
    std::optional<double> transferMeanUs; ///< from the first to the last byte of the response
    std::optional<Spread> secondRates;    ///< successful responses per second, of the whole seconds
    std::optional<Spread> replyRates;     ///< responses of any status per second, see replyRates()
    AbFailures abFailures;
    HttperfErrors httperfErrors;
    WrkErrors wrkErrors;
};
/// Of a trial with a measure phase.
ToolFigures toolFigures(const TrialRecord &trial);

/// httperf's sampling interval.
inline constexpr double replyRateIntervalS = 5;

/// Responses of any status per second, in consecutive intervals of the measure phase that are as long as httperf's:
/// of seconds of the live view, which end on a whole second, so that an interval that begins between two is up to a
/// second longer. The rest of the phase after the last one is not sampled, as in httperf.
QList<double> replyRates(const TrialRecord &trial);

} // namespace loadstone
