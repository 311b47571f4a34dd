// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/metrictext.h"

#include "core/text/format.h"

#include <QCoreApplication>

#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double bytesPerMebibyte = 1024 * 1024;

/// As headers say it; rates and counts have none.
QString headerUnit(MetricUnit unit)
{
    switch (unit) {
    case MetricUnit::Count:
    case MetricUnit::PerSecond:
    case MetricUnit::Percent: // its cells have the sign
        return {};
    case MetricUnit::TimeUs:
    case MetricUnit::TimeMs:
        return u"ms"_s;
    case MetricUnit::PercentOfCore:
        return u"%"_s;
    case MetricUnit::Bytes:
        return u"MiB"_s;
    case MetricUnit::TimeS:
        return u"s"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

QString metricTitle(Metric metric)
{
    using enum Metric;
    switch (metric) {
    case Requests:
        return QCoreApplication::translate("Metric", "Requests");
    case Failed:
        return QCoreApplication::translate("Metric", "Failed");
    case Rps:
        return QCoreApplication::translate("Metric", "RPS");
    case MsPerRequest:
        return QCoreApplication::translate("Metric", "Time/request");
    case Mean:
        return QCoreApplication::translate("Metric", "mean");
    case Min:
        return QCoreApplication::translate("Metric", "min");
    case P50:
        return QCoreApplication::translate("Metric", "p50");
    case P60:
        return QCoreApplication::translate("Metric", "p60");
    case P70:
        return QCoreApplication::translate("Metric", "p70");
    case P75:
        return QCoreApplication::translate("Metric", "p75");
    case P80:
        return QCoreApplication::translate("Metric", "p80");
    case P90:
        return QCoreApplication::translate("Metric", "p90");
    case P95:
        return QCoreApplication::translate("Metric", "p95");
    case P99:
        return QCoreApplication::translate("Metric", "p99");
    case P999:
        return QCoreApplication::translate("Metric", "p99.9");
    case Max:
        return QCoreApplication::translate("Metric", "max");
    case ServiceP50:
        return QCoreApplication::translate("Metric", "Service p50");
    case ServiceP99:
        return QCoreApplication::translate("Metric", "Service p99");
    case FailureRate:
        return QCoreApplication::translate("Metric", "Failures");
    case FdUnavailable:
        return QCoreApplication::translate("Metric", "fd-unavailable");
    case CutOff:
        return QCoreApplication::translate("Metric", "Cut off");
    case Stale:
        return QCoreApplication::translate("Metric", "Sent twice");
    case Connections:
        return QCoreApplication::translate("Metric", "Connections");
    case Concurrency:
        return QCoreApplication::translate("Metric", "Concurrency");
    case WarmUpRequests:
        return QCoreApplication::translate("Metric", "Warm-up requests");
    case DueRps:
        return QCoreApplication::translate("Metric", "Due RPS");
    case PacingCeiling:
        return QCoreApplication::translate("Metric", "at most");
    case Waited:
        return QCoreApplication::translate("Metric", "Waited");
    case Dropped:
        return QCoreApplication::translate("Metric", "Dropped");
    case LateP99:
        return QCoreApplication::translate("Metric", "Sent late p99");
    case ServerCpu:
        return QCoreApplication::translate("Metric", "CPU");
    case CpuMsPerRequest:
        return QCoreApplication::translate("Metric", "CPU/request");
    case RpsPerCpuSecond:
        return QCoreApplication::translate("Metric", "RPS per CPU-second");
    case PeakMemory:
        return QCoreApplication::translate("Metric", "Peak");
    case ReadyAfter:
        return QCoreApplication::translate("Metric", "Ready");
    case UpstreamCpu:
        return QCoreApplication::translate("Metric", "Slow upstream CPU");
    case ClientCpu:
        return QCoreApplication::translate("Metric", "Generator CPU");
    }
    Q_UNREACHABLE();
}

QString metricHeader(Metric metric)
{
    return QString(metricTitle(metric) + u' ' + headerUnit(metricInfo(metric).unit)).trimmed();
}

QString metricCell(Metric metric, std::optional<double> value)
{
    if (!value)
        return u"–"_s;
    switch (metricInfo(metric).unit) {
    case MetricUnit::Count:
        return formatCount(std::llround(*value));
    case MetricUnit::TimeUs:
        return formatAsMilliseconds(std::llround(*value));
    case MetricUnit::Percent:
        return formatPercent(*value);
    case MetricUnit::Bytes:
        return formatRate(*value / bytesPerMebibyte);
    case MetricUnit::PerSecond:
    case MetricUnit::PercentOfCore:
    case MetricUnit::TimeMs:
    case MetricUnit::TimeS:
        return formatRate(*value);
    }
    Q_UNREACHABLE();
}

QString metricText(Metric metric, std::optional<double> value)
{
    if (!value)
        return u"–"_s;
    switch (metricInfo(metric).unit) {
    case MetricUnit::Count:
        return formatCount(std::llround(*value));
    case MetricUnit::PerSecond:
        return u"%1/s"_s.arg(formatRate(*value));
    case MetricUnit::TimeUs:
        return formatMicroseconds(std::llround(*value));
    case MetricUnit::Percent:
    case MetricUnit::PercentOfCore:
        return formatPercent(*value);
    case MetricUnit::TimeMs:
        return formatMicroseconds(std::llround(1'000 * *value));
    case MetricUnit::Bytes:
        return formatBytes(std::llround(*value));
    case MetricUnit::TimeS:
        return formatDuration(Seconds(*value));
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
