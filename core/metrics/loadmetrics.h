// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/histogram.h"
#include "core/metrics/outcome.h"

#include <QList>
#include <QString>

#include <array>
#include <numeric>
#include <optional>

namespace loadstone
{

/// One kind of failure of one endpoint.
struct FailureRecord {
    OutcomeClass outcomeClass = OutcomeClass::Protocol;
    int status = 0;
    RequestPhase diedIn = RequestPhase::Wait;
    int endpoint = -1; ///< index into LoadMetrics::endpoints
    qint64 count = 0;
    double firstAtS = 0; ///< since the measure phase began
    double lastAtS = 0;
    QString example;
};

/// Counters and histograms (µs) of one endpoint, or of all together. Histograms hold successful
/// requests only: a fast error is not a fast response.
struct EndpointMetrics {
    QString name;
    QString group;      ///< of the request, empty: in none
    qint64 started = 0; ///< attempts; equals the sum of `counts`
    std::array<qint64, outcomeClassCount> counts{};
    qint64 bytesReceived = 0;
    qint64 okInWindow = 0; ///< successful responses that arrived within the measure window: see Recorder
    qint64 connectionsOpened = 0;
    qint64 stale = 0; ///< attempts whose kept-alive connection was closed before the response, and sent again
    Histogram serviceTime;  ///< from the actual send (or connecting begun) to the last byte
    Histogram responseTime; ///< from due to the last byte; empty where nothing says when a request is due
    std::array<Histogram, requestPhaseCount> phases;

    qint64 ok() const { return counts[0]; }
    qint64 failed() const { return std::accumulate(counts.begin() + 1, counts.end() - 1, qint64{0}); }
    /// Ended by our own stop or at the end of the drain, so that their outcome is unknown.
    qint64 cutOff() const { return counts.back(); }
    /// Attempts whose outcome is known: all that ended but those cut off.
    qint64 judged() const { return ok() + failed(); }
    /// Attempts that got a whole response, right or wrong.
    qint64 responses() const;
    /// Failures among the judged: the only failure rate there is. Nothing when nothing was judged.
    std::optional<double> failedPercent() const;
    /// What percentiles show: response times where there are any, else service times.
    const Histogram &shownTimes() const { return responseTime.isEmpty() ? serviceTime : responseTime; }
    qint64 ended() const { return std::accumulate(counts.begin(), counts.end(), qint64{0}); }
    /// As it is shown in tables: "group: name", or the name alone.
    QString title() const { return group.isEmpty() ? name : group + QStringLiteral(": ") + name; }
    /// Adds everything of `other`; the name stays, unless it is empty, and the group.
    void merge(const EndpointMetrics &other);
};

/// How many kinds of failure are kept with their particulars.
inline constexpr qsizetype maximumFailureKinds = 50;

/// The requests by which users log in, before and beside those that are measured: all of a load,
/// whenever they were sent.
struct LoginMetrics {
    EndpointMetrics requests; ///< bytes, phases and okInWindow are not kept
    QString firstFailure;     ///< one line of detail; empty when all succeeded
};

/// What was recorded over some time.
struct LoadMetrics {
    QList<EndpointMetrics> endpoints;  ///< in the order of the profile's requests
    std::optional<LoginMetrics> login; ///< where the profile has one; in none of the others
    QList<FailureRecord> failures;     ///< at most maximumFailureKinds; the rest is in otherFailures
    qint64 otherFailures = 0;

    EndpointMetrics total() const; ///< all endpoints merged, named "All"
    /// The endpoints of each group merged, named as the group; in the order of their first ones.
    QList<EndpointMetrics> groups() const;
    /// Adds everything of `other`, endpoint by endpoint in their order. Failures of the same class,
    /// status, phase and endpoint become one record; beyond the limit the most frequent are kept.
    void merge(const LoadMetrics &other);
};

} // namespace loadstone
