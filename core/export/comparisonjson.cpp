// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/comparisonjson.h"

#include "core/analysis/price.h"
#include "core/present/comparisonview.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QJsonValue toJsonOrNull(const std::optional<double> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonObject pairToJson(const RunComparison &all, const ComparedMetric &metric, qsizetype index)
{
    const ComparedPair &pair = all.pairs[index];
    const Comparison &compared = metric.comparisons[index];
    const std::optional<VerdictObstacle> obstacle = obstacleOf(all, pair, metric.metric);
    return {{u"baseline"_s, pair.pair.baseline},
            {u"other"_s, pair.pair.other},
            {u"baseline_n"_s, compared.baselineCount},
            {u"other_n"_s, compared.otherCount},
            {u"ratio"_s, toJson(compared.ratio)},
            {u"difference"_s, toJson(compared.difference)},
            {u"paired_ratio"_s, toJson(compared.pairedRatio)},
            {u"p"_s, toJsonOrNull(compared.p)},
            {u"corrected_p"_s, toJsonOrNull(compared.correctedP)},
            {u"verdict"_s, compared.verdict ? QJsonValue(verdictId(*compared.verdict)) : QJsonValue()},
            {u"obstacle"_s, obstacle ? QJsonValue(verdictObstacleId(*obstacle)) : QJsonValue()}};
}

QJsonObject metricToJson(const RunComparison &all, const ComparedMetric &metric)
{
    QJsonArray servers;
    for (qsizetype i = 0; i < metric.medians.size(); ++i) {
        const std::optional<int> place = metric.places.value(i);
        servers << QJsonObject{{u"median"_s, toJson(metric.medians[i])},
                               {u"place"_s, place ? QJsonValue(*place) : QJsonValue()}};
    }
    QJsonArray pairs;
    for (qsizetype i = 0; i < metric.comparisons.size(); ++i)
        pairs << pairToJson(all, metric, i);
    return {{u"metric"_s, metricInfo(metric.metric).id},
            {u"unit"_s, metricUnitId(metricInfo(metric.metric).unit)},
            {u"servers"_s, servers},
            {u"pairs"_s, pairs}};
}

} // namespace

QJsonValue toJson(const std::optional<Estimate> &estimate)
{
    if (!estimate)
        return {};
    return QJsonObject{{u"value"_s, estimate->value},
                       {u"low"_s, estimate->interval.low},
                       {u"high"_s, estimate->interval.high},
                       {u"level"_s, estimate->interval.level},
                       {u"is_interval"_s, estimate->interval.reachesNominal()}};
}

QJsonArray toJson(const QList<SettingDifference> &differences)
{
    QJsonArray all;
    for (const SettingDifference &each : differences)
        all << QJsonObject{
            {u"place"_s, each.place}, {u"baseline"_s, each.baseline}, {u"other"_s, each.other}};
    return all;
}

QJsonObject toJson(const RunComparison &comparison)
{
    QJsonArray servers;
    for (const ComparedServer &server : comparison.servers) {
        const std::optional<Price> price = analysePrice(server.stats);
        servers << QJsonObject{
            {u"run"_s, server.run->id},
            {u"name"_s, server.stats.name},
            {u"stack"_s, server.run->servers[server.server].stack.id},
            {u"cpu_s_per_million"_s, toJsonOrNull(price ? std::optional(price->cpuS) : std::nullopt)},
            {u"mib_h_per_million"_s, toJsonOrNull(price ? price->mibH : std::nullopt)}};
    }
    QJsonArray pairs;
    for (const ComparedPair &pair : comparison.pairs)
        pairs << QJsonObject{{u"baseline"_s, pair.pair.baseline},
                             {u"other"_s, pair.pair.other},
                             {u"unlike_settings"_s, toJson(pair.unlike)},
                             {u"server_changes"_s, toJson(pair.changes)}};
    QJsonArray metrics;
    for (const ComparedMetric &metric : comparison.metrics)
        metrics << metricToJson(comparison, metric);
    return {{u"loadstone_comparison"_s, 1},
            {u"servers"_s, servers},
            {u"pairs"_s, pairs},
            {u"metrics"_s, metrics},
            {u"equal_rate"_s, toJsonOrNull(comparison.equalRate)}};
}

} // namespace loadstone
