// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// The figures of a trial or a server. Values, thresholds, columns and objectives all name them by
/// this. Percentiles and the mean are of successful requests: of response times where requests are due
/// at a moment, else of service times.
enum class Metric {
    Requests,
    Failed, ///< requests that failed, in number
    Rps,
    MsPerRequest, ///< between successful responses, 1000 ÷ Rps
    Mean,
    Min,
    P50,
    P60,
    P70,
    P75,
    P80,
    P90,
    P95,
    P99,
    P999,
    Max,
    ServiceP50, ///< from the actual send, where the times above count from when requests were due
    ServiceP99,
    FailureRate,   ///< of the requests whose outcome is known
    FdUnavailable, ///< failures because this machine ran out of file descriptors
    CutOff,
    Stale,
    Connections, ///< opened by measured requests
    Concurrency, ///< most users; of an open load most requests in flight
    WarmUpRequests,
    DueRps,
    PacingCeiling, ///< the rate that users and their waits allow
    Waited,
    Dropped,
    LateP99,
    ServerCpu,
    CpuMsPerRequest,
    RpsPerCpuSecond,
    PeakMemory,
    ReadyAfter,
    UpstreamCpu,
    ClientCpu,
};

/// What the values of a metric are in.
enum class MetricUnit {
    Count,
    PerSecond,
    TimeUs, ///< shown in ms
    Percent,
    PercentOfCore,
    TimeMs,
    Bytes, ///< shown in MiB
    TimeS,
};
QString metricUnitId(MetricUnit unit); ///< "per-second"
enum class Better { Lower, Higher, Neither };

struct MetricInfo {
    Metric metric;
    QString id; ///< stable, as in thresholds and exports: "p99", "cpu_ms_per_request"
    MetricUnit unit;
    Better better;
    bool isThreshold;                 ///< a profile may set a limit to it
    std::optional<double> percentile; ///< of those that are one
};

const MetricInfo &metricInfo(Metric metric);
/// Nothing for an unknown id.
std::optional<Metric> metricById(const QString &id);
/// All ids, in the order of the table.
QStringList metricIds();
/// The ids of those that a threshold may name, in the order of the table.
QStringList thresholdMetricIds();

} // namespace loadstone
