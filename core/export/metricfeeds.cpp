// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/metricfeeds.h"

#include "core/analysis/serverstats.h"
#include "core/text/metrictext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <optional>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double usPerSecond = 1e6;
constexpr double msPerSecond = 1e3;
constexpr double percents = 100;

/// A metric without its unit as Prometheus names it, and with what its values are divided by.
struct FeedUnit {
    QString suffix;
    double divisor = 1;
};

FeedUnit feedUnit(MetricUnit unit)
{
    switch (unit) {
    case MetricUnit::Count:
        return {};
    case MetricUnit::PerSecond:
        return {u"_per_second"_s, 1};
    case MetricUnit::TimeUs:
        return {u"_seconds"_s, usPerSecond};
    case MetricUnit::TimeMs:
        return {u"_seconds"_s, msPerSecond};
    case MetricUnit::Percent:
        return {u"_ratio"_s, percents};
    case MetricUnit::PercentOfCore:
        return {u"_cores"_s, percents};
    case MetricUnit::Bytes:
        return {u"_bytes"_s, 1};
    case MetricUnit::TimeS:
        return {u"_seconds"_s, 1};
    }
    Q_UNREACHABLE();
}

/// "loadstone_response_time_seconds" for all percentiles, otherwise by the metric's id.
QString feedName(const MetricInfo &info)
{
    if (info.percentile)
        return u"loadstone_response_time_seconds"_s;
    if (info.metric == Metric::CpuMsPerRequest)
        return u"loadstone_cpu_per_request_seconds"_s;
    const FeedUnit unit = feedUnit(info.unit);
    QString id = info.id;
    if (info.metric == Metric::Rps)
        id = u"requests"_s;
    return u"loadstone_"_s + id + unit.suffix;
}

QString labelValue(QString text)
{
    return text.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s).replace(u'\n', u"\\n"_s);
}

QString labelsOf(const RunRecord &run, const ServerStats &server, const MetricInfo &info)
{
    QString labels = u"run=\"%1\",profile=\"%2\",server=\"%3\",stack=\"%4\""_s.arg(
        labelValue(run.id), labelValue(run.profile.id), labelValue(server.name),
        labelValue(run.servers.at(server.server).stack.id));
    if (info.percentile)
        labels += u",quantile=\"%1\""_s.arg(*info.percentile / percents);
    return labels;
}

QString unitText(MetricUnit unit)
{
    switch (unit) {
    case MetricUnit::Count:
        return u"requests"_s;
    case MetricUnit::PerSecond:
        return u"1/s"_s;
    case MetricUnit::TimeUs:
        return u"us"_s;
    case MetricUnit::TimeMs:
        return u"ms"_s;
    case MetricUnit::Percent:
        return u"%"_s;
    case MetricUnit::PercentOfCore:
        return u"% of a core"_s;
    case MetricUnit::Bytes:
        return u"B"_s;
    case MetricUnit::TimeS:
        return u"s"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

QByteArray prometheusText(const RunRecord &run)
{
    const QList<ServerStats> servers = analyseServers(run);
    QByteArray text;
    QString lastName;
    for (const QString &id : metricIds()) {
        const MetricInfo &info = metricInfo(*metricById(id));
        const QString name = feedName(info);
        QString lines;
        for (const ServerStats &server : servers) {
            if (const std::optional<double> value = server.value(info.metric))
                lines += u"%1{%2} %3\n"_s.arg(name, labelsOf(run, server, info),
                                              QString::number(*value / feedUnit(info.unit).divisor, 'g', 12));
        }
        if (!lines.isEmpty() && name != lastName)
            text += u"# TYPE %1 gauge\n"_s.arg(name).toUtf8();
        if (!lines.isEmpty())
            lastName = name;
        text += lines.toUtf8();
    }
    return text;
}

QByteArray benchmarkActionJson(const RunRecord &run, bool isBiggerBetter)
{
    using enum Metric;
    const QList<ServerStats> servers = analyseServers(run);
    QJsonArray entries;
    for (const Metric metric : {Rps, P50, P99, FailureRate, CpuMsPerRequest, RpsPerCpuSecond, PeakMemory}) {
        const MetricInfo &info = metricInfo(metric);
        if ((info.better == Better::Higher) != isBiggerBetter)
            continue;
        for (const ServerStats &server : servers) {
            const std::optional<double> value = server.value(metric);
            if (!value)
                continue;
            QJsonObject entry{{u"name"_s, u"%1: %2"_s.arg(server.name, info.id)},
                              {u"unit"_s, unitText(info.unit)},
                              {u"value"_s, *value},
                              {u"extra"_s, u"run %1"_s.arg(run.id)}};
            const std::optional<Interval> around = server.interval(metric);
            if (around && around->low < around->high)
                entry.insert(u"range"_s,
                             u"%1 to %2"_s.arg(around->low, 0, 'g', 6).arg(around->high, 0, 'g', 6));
            entries.append(entry);
        }
    }
    return QJsonDocument(entries).toJson();
}

} // namespace loadstone
