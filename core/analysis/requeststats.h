// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/loadmetrics.h"
#include "core/metrics/metric.h"

#include <QList>
#include <QString>

#include <optional>

namespace loadstone
{

/// The figures of some requests: of an endpoint, a group, a trial, or all repeats of a server. What
/// was not measured has no value.
class RequestStats
{
public:
    RequestStats() = default;
    /// @param measuredS length of the measure phases in which they were sent; 0 where requests have
    ///                  nothing to do with one, as those of a login
    explicit RequestStats(EndpointMetrics metrics, double measuredS = 0);

    const EndpointMetrics &metrics() const { return m_metrics; }

    /// Of the metrics about requests; nothing for the others.
    std::optional<double> value(Metric metric) const;
    /// Successful responses that arrived in the measure phase, per second.
    std::optional<double> rps() const;
    /// µs, of the times that are shown: see EndpointMetrics::shownTimes().
    std::optional<qint64> percentileUs(double percentile) const;
    std::optional<double> meanUs() const;
    /// Failures among the requests whose outcome is known.
    std::optional<double> failedPercent() const { return m_metrics.failedPercent(); }
    /// Requests without an outcome among all.
    std::optional<double> cutOffPercent() const;

private:
    EndpointMetrics m_metrics;
    double m_measuredS = 0;
};

/// Those of the endpoint of that name, or else of the group; null without one. Names are case-sensitive.
const RequestStats *findRequests(const QString &name, const QList<RequestStats> &endpoints,
                                 const QList<RequestStats> &groups);

} // namespace loadstone
