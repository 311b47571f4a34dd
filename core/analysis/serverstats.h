// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics/interval.h"
#include "core/analysis/trialstats.h"

#include <QList>
#include <QString>

#include <optional>

namespace loadstone
{

/// What the load generator's own limits did to the figures of a server.
struct ClientLimitSummary {
    ClientLimit limit = ClientLimit::None; ///< the weightiest of the repeats
    double figure = 0;                     ///< its worst; see ClientHealth
};

/// All repeats of one server taken together: of the finished ones, or of the partial ones where none
/// finished.
struct ServerStats {
    int server = 0; ///< index into RunRecord::servers
    QString name;
    QList<TrialStats> trials; ///< measured ones, in the order they ran
    bool isUnavailable = false;
    bool isPartial = false;       ///< only stopped or broken-off trials exist
    bool hasBrokenRepeat = false; ///< some repeat did not finish
    bool isScheduleBound = false; ///< users and waits, or the schedule, set the rate
    double stoodStillS = 0;       ///< Loadstone itself, in the worst repeat: its figures are invalid
    std::optional<ClientLimitSummary> clientLimit; ///< in some repeat
    bool isTargetMissed = false;                   ///< open: the rate wanted was not reached
    bool isChangedByHand = false;                  ///< the load, while it ran
    RequestStats pooled;                           ///< all requests of all repeats: percentiles are of these
    QList<RequestStats> endpoints;                 ///< likewise
    QList<RequestStats> groups;                    ///< of requests that the profile puts together
    std::optional<RequestStats> login;
    PeakMemory peakMemory; ///< median; RSS as soon as the PSS of one repeat is unknown

    bool isMeasured() const { return !trials.isEmpty(); }
    /// It gave valid responses in the measure phase, if only to requests that were sent before.
    bool hasResponses() const;
    /// Of requests: pooled over the repeats; rates and resources: the median of the repeats.
    std::optional<double> value(Metric metric) const;
    /// The median of the repeats, of requests too: what one repeat gave.
    std::optional<double> repeatMedian(Metric metric) const;
    /// See findRequests(); of all repeats.
    const RequestStats *requestsOf(const QString &endpoint) const;
    /// Successful responses of an endpoint or group per second: the median of the repeats.
    std::optional<double> rpsOf(const QString &endpoint) const;
    /// Around the median of the repeats; nothing where the metric is unknown in all. Under six repeats it does not reach
    /// 95 % and is a range, from the lowest to the highest.
    std::optional<Interval> interval(Metric metric) const;
    /// Enough repeats for intervals.
    bool hasInterval() const;
    /// Failures among the requests of known outcome; 0 where nothing was judged.
    double failedPercent() const { return pooled.failedPercent().value_or(0); }
    /// Of all requests, those whose outcome is unknown; 0 where there were none.
    double cutOffPercent() const { return pooled.cutOffPercent().value_or(0); }
    /// From here on failures, and requests of unknown outcome, forbid a verdict.
    static constexpr double mostLostPercent = 1;
};

/// One entry for each server of the run, in their order.
QList<ServerStats> analyseServers(const RunRecord &run);

/// Users and waits, not the servers, set the rate of all that responded: rates compare nothing.
bool isSetBySchedule(const QList<ServerStats> &servers);

} // namespace loadstone
