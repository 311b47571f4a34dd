// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/requeststats.h"

#include <algorithm>
#include <utility>

namespace loadstone
{

namespace
{

std::optional<double> msBetween(std::optional<double> perSecond)
{
    return perSecond > 0 ? std::optional(1'000 / *perSecond) : std::nullopt;
}

std::optional<double> definedPercentile(const Histogram &times, double percentile)
{
    return times.isEmpty() ? std::nullopt : std::optional(double(times.percentile(percentile)));
}

} // namespace

RequestStats::RequestStats(EndpointMetrics metrics, double measuredS)
    : m_metrics(std::move(metrics)), m_measuredS(measuredS)
{
}

std::optional<double> RequestStats::value(Metric metric) const
{
    switch (metric) {
    case Metric::Requests:
        return double(m_metrics.ended());
    case Metric::Failed:
        return double(m_metrics.failed());
    case Metric::Rps:
        return rps();
    case Metric::MsPerRequest:
        return msBetween(rps());
    case Metric::Mean:
        return meanUs();
    case Metric::Min:
    case Metric::P50:
    case Metric::P60:
    case Metric::P70:
    case Metric::P75:
    case Metric::P80:
    case Metric::P90:
    case Metric::P95:
    case Metric::P99:
    case Metric::P999:
    case Metric::Max:
        return definedPercentile(m_metrics.shownTimes(), metricInfo(metric).percentile.value_or(0));
    case Metric::ServiceP50:
        return definedPercentile(m_metrics.serviceTime, 50);
    case Metric::ServiceP99:
        return definedPercentile(m_metrics.serviceTime, 99);
    case Metric::FailureRate:
        return failedPercent();
    case Metric::FdUnavailable:
        return double(m_metrics.counts[std::size_t(OutcomeClass::FdUnavailable)]);
    case Metric::CutOff:
        return double(m_metrics.cutOff());
    case Metric::Stale:
        return double(m_metrics.stale);
    case Metric::Connections:
        return double(m_metrics.connectionsOpened);
    default:
        return {};
    }
}

std::optional<double> RequestStats::rps() const
{
    if (m_measuredS <= 0)
        return {};
    return double(m_metrics.okInWindow) / m_measuredS;
}

std::optional<qint64> RequestStats::percentileUs(double percentile) const
{
    const Histogram &times = m_metrics.shownTimes();
    return times.isEmpty() ? std::nullopt : std::optional(times.percentile(percentile));
}

std::optional<double> RequestStats::meanUs() const
{
    const Histogram &times = m_metrics.shownTimes();
    return times.isEmpty() ? std::nullopt : std::optional(times.mean());
}

std::optional<double> RequestStats::cutOffPercent() const
{
    const qint64 all = m_metrics.ended();
    return all > 0 ? std::optional(100.0 * double(m_metrics.cutOff()) / double(all)) : std::nullopt;
}

const RequestStats *findRequests(const QString &name, const QList<RequestStats> &endpoints,
                                 const QList<RequestStats> &groups)
{
    for (const QList<RequestStats> *requests : {&endpoints, &groups}) {
        const auto found =
            std::find_if(requests->cbegin(), requests->cend(),
                         [&name](const RequestStats &one) { return one.metrics().name == name; });
        if (found != requests->cend())
            return &*found;
    }
    return nullptr;
}

} // namespace loadstone
