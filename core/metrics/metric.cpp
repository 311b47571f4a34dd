// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/metric.h"

#include <QList>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// In the order of the enumeration.
const QList<MetricInfo> &table()
{
    using enum Metric;
    using enum MetricUnit;
    using enum Better;
    static const QList<MetricInfo> infos{
        {Requests, u"requests"_s, Count, Neither, false, {}},
        {Failed, u"failed"_s, Count, Lower, false, {}},
        {Rps, u"rps"_s, PerSecond, Higher, true, {}},
        {MsPerRequest, u"ms_per_request"_s, TimeMs, Lower, false, {}},
        {Mean, u"mean"_s, TimeUs, Lower, true, {}},
        {Min, u"min"_s, TimeUs, Lower, false, 0},
        {P50, u"p50"_s, TimeUs, Lower, true, 50},
        {P60, u"p60"_s, TimeUs, Lower, false, 60},
        {P70, u"p70"_s, TimeUs, Lower, false, 70},
        {P75, u"p75"_s, TimeUs, Lower, false, 75},
        {P80, u"p80"_s, TimeUs, Lower, false, 80},
        {P90, u"p90"_s, TimeUs, Lower, true, 90},
        {P95, u"p95"_s, TimeUs, Lower, false, 95},
        {P99, u"p99"_s, TimeUs, Lower, true, 99},
        {P999, u"p999"_s, TimeUs, Lower, true, 99.9},
        {Max, u"max"_s, TimeUs, Lower, true, 100},
        {ServiceP50, u"service_p50"_s, TimeUs, Lower, false, {}},
        {ServiceP99, u"service_p99"_s, TimeUs, Lower, false, {}},
        {FailureRate, u"failures"_s, Percent, Lower, true, {}},
        {FdUnavailable, u"fd_unavailable"_s, Count, Lower, false, {}},
        {CutOff, u"cut_off"_s, Count, Lower, false, {}},
        {Stale, u"stale"_s, Count, Lower, false, {}},
        {Connections, u"connections_opened"_s, Count, Neither, false, {}},
        {Concurrency, u"concurrency"_s, Count, Neither, false, {}},
        {WarmUpRequests, u"warm_up_requests"_s, Count, Neither, false, {}},
        {DueRps, u"due_rps"_s, PerSecond, Neither, false, {}},
        {PacingCeiling, u"pacing_ceiling_rps"_s, PerSecond, Neither, false, {}},
        {Waited, u"waited"_s, Count, Lower, false, {}},
        {Dropped, u"dropped"_s, Count, Lower, false, {}},
        {LateP99, u"late_p99"_s, TimeUs, Lower, false, {}},
        {ServerCpu, u"cpu"_s, PercentOfCore, Neither, false, {}},
        {CpuMsPerRequest, u"cpu_ms_per_request"_s, TimeMs, Lower, false, {}},
        {RpsPerCpuSecond, u"rps_per_cpu_second"_s, PerSecond, Higher, false, {}},
        {PeakMemory, u"peak_memory"_s, Bytes, Lower, false, {}},
        {ReadyAfter, u"ready_after"_s, TimeS, Lower, false, {}},
        {UpstreamCpu, u"upstream_cpu"_s, PercentOfCore, Neither, false, {}},
        {ClientCpu, u"client_cpu"_s, PercentOfCore, Neither, false, {}},
    };
    return infos;
}

} // namespace

QString metricUnitId(MetricUnit unit)
{
    switch (unit) {
    case MetricUnit::Count:
        return u"count"_s;
    case MetricUnit::PerSecond:
        return u"per-second"_s;
    case MetricUnit::TimeUs:
        return u"us"_s;
    case MetricUnit::Percent:
        return u"percent"_s;
    case MetricUnit::PercentOfCore:
        return u"percent-of-core"_s;
    case MetricUnit::TimeMs:
        return u"ms"_s;
    case MetricUnit::Bytes:
        return u"bytes"_s;
    case MetricUnit::TimeS:
        return u"s"_s;
    }
    Q_UNREACHABLE();
}

const MetricInfo &metricInfo(Metric metric)
{
    const MetricInfo &info = table().at(qsizetype(metric));
    Q_ASSERT(info.metric == metric);
    return info;
}

std::optional<Metric> metricById(const QString &id)
{
    const auto found = std::find_if(table().cbegin(), table().cend(),
                                    [&id](const MetricInfo &info) { return info.id == id; });
    return found == table().cend() ? std::nullopt : std::optional(found->metric);
}

QStringList metricIds()
{
    QStringList ids;
    for (const MetricInfo &info : table())
        ids << info.id;
    return ids;
}

QStringList thresholdMetricIds()
{
    QStringList ids;
    for (const MetricInfo &info : table()) {
        if (info.isThreshold)
            ids << info.id;
    }
    return ids;
}

} // namespace loadstone
