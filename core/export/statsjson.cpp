// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/statsjson.h"

#include "core/metrics/percentiles.h"
#include "core/text/outcometext.h"

#include <QJsonArray>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Adds the figures that describe a distribution of times.
void insertFigures(QJsonObject &json, const Histogram &times, const QString &prefix = {})
{
    const auto figure = [&times](auto value) {
        return times.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(value);
    };
    json[prefix + u"min_us"_s] = figure(times.min());
    json[prefix + u"max_us"_s] = figure(times.max());
    json[prefix + u"mean_us"_s] = figure(times.mean());
    json[prefix + u"stddev_us"_s] = figure(times.stddev());
    json[prefix + u"p50_us"_s] = figure(times.percentile(50));
    json[prefix + u"p90_us"_s] = figure(times.percentile(90));
    json[prefix + u"p99_us"_s] = figure(times.percentile(99));
    json[prefix + u"p999_us"_s] = figure(times.percentile(99.9));
}

QJsonObject failuresByClass(const EndpointMetrics &metrics)
{
    QJsonObject json;
    for (std::size_t i = 0; i < metrics.counts.size(); ++i) {
        const auto outcome = OutcomeClass(i);
        if (isFailure(outcome) && metrics.counts[i] > 0)
            json[outcomeClassId(outcome)] = metrics.counts[i];
    }
    return json;
}

QJsonObject phasesJson(const EndpointMetrics &metrics)
{
    QJsonObject json;
    for (std::size_t i = 0; i < metrics.phases.size(); ++i) {
        if (!metrics.phases[i].isEmpty())
            json[requestPhaseId(RequestPhase(i))] = toJson(metrics.phases[i]);
    }
    return json;
}

QJsonObject failureJson(const FailureRecord &record, const QList<EndpointMetrics> &endpoints)
{
    const bool isNamed = record.endpoint >= 0 && record.endpoint < endpoints.size();
    return {
        {u"class"_s, outcomeClassId(record.outcomeClass)},
        {u"title"_s, outcomeClassTitle(record.outcomeClass)},
        {u"status"_s, record.status == 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(record.status)},
        {u"phase"_s, requestPhaseId(record.diedIn)},
        {u"endpoint"_s, isNamed ? QJsonValue(endpoints[record.endpoint].name) : QJsonValue(QJsonValue::Null)},
        {u"count"_s, record.count},
        {u"first_at_s"_s, record.firstAtS},
        {u"last_at_s"_s, record.lastAtS},
        {u"example"_s, record.example},
    };
}

} // namespace

QJsonObject toJson(const Histogram &histogram)
{
    QJsonArray buckets;
    for (const Histogram::Bucket &bucket : histogram.buckets())
        buckets.append(QJsonArray{bucket.lowestUs, bucket.highestUs, bucket.count});

    QJsonObject json{{u"count"_s, histogram.count()}, {u"clamped"_s, histogram.clamped()}};
    insertFigures(json, histogram);
    json[u"buckets"_s] = buckets;
    return json;
}

QJsonObject toJsonWithPercentiles(const Histogram &histogram)
{
    QJsonArray percentiles;
    for (const PercentilePoint &point : percentileSeries(histogram))
        percentiles.append(QJsonArray{point.percentile, point.valueUs});
    QJsonObject json = toJson(histogram);
    json[u"percentiles"_s] = percentiles;
    return json;
}

QJsonObject toJson(const RequestStats &requests)
{
    const EndpointMetrics &metrics = requests.metrics();
    QJsonObject json{
        {u"name"_s, metrics.name},
        {u"requests"_s, metrics.started},
        {u"ok"_s, metrics.ok()},
        {u"failures"_s, metrics.failed()},
        {u"failures_by_class"_s, failuresByClass(metrics)},
        {u"cancelled"_s, metrics.cutOff()},
        {u"rps"_s, requests.rps().value_or(0)},
        {u"bytes_received"_s, metrics.bytesReceived},
        {u"connections_opened"_s, metrics.connectionsOpened},
        {u"histogram"_s, toJsonWithPercentiles(metrics.shownTimes())},
        {u"phases"_s, phasesJson(metrics)},
    };
    if (metrics.stale > 0)
        json[u"stale"_s] = metrics.stale;
    if (!metrics.group.isEmpty())
        json[u"group"_s] = metrics.group;
    insertFigures(json, metrics.shownTimes());
    if (!metrics.responseTime.isEmpty()) {
        insertFigures(json, metrics.responseTime, u"response_"_s);
        insertFigures(json, metrics.serviceTime, u"service_"_s);
        json[u"service_histogram"_s] = toJsonWithPercentiles(metrics.serviceTime);
    }
    return json;
}

QJsonObject toJson(const LoginMetrics &login)
{
    QJsonObject json{
        {u"name"_s, login.requests.name},
        {u"requests"_s, login.requests.started},
        {u"ok"_s, login.requests.ok()},
        {u"failures"_s, login.requests.failed()},
        {u"failures_by_class"_s, failuresByClass(login.requests)},
        {u"first_failure"_s, login.firstFailure},
    };
    insertFigures(json, login.requests.serviceTime);
    return json;
}

QJsonObject toJson(const LoadMetrics &metrics, double measuredS)
{
    QJsonArray endpoints;
    for (const EndpointMetrics &endpoint : metrics.endpoints)
        endpoints.append(toJson(RequestStats(endpoint, measuredS)));
    QJsonArray failures;
    for (const FailureRecord &record : metrics.failures)
        failures.append(failureJson(record, metrics.endpoints));

    QJsonArray groups;
    for (const EndpointMetrics &group : metrics.groups())
        groups.append(toJson(RequestStats(group, measuredS)));

    QJsonObject json = toJson(RequestStats(metrics.total(), measuredS));
    json[u"duration_s"_s] = measuredS;
    json[u"endpoints"_s] = endpoints;
    if (!groups.isEmpty())
        json[u"groups"_s] = groups;
    if (metrics.login)
        json[u"login"_s] = toJson(*metrics.login);
    json[u"failure_records"_s] = failures;
    json[u"other_failures"_s] = metrics.otherFailures;
    return json;
}

} // namespace loadstone
