// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/trendjson.h"

#include "core/export/comparisonjson.h"
#include "core/present/comparisonview.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QJsonObject pointToJson(const TrendPoint &point)
{
    return {{u"run"_s, point.run},
            {u"started_at"_s, point.startedAt.toString(Qt::ISODateWithMs)},
            {u"median"_s, toJson(std::optional(point.median))},
            {u"repeats"_s, point.repeats},
            {u"caveat"_s, point.caveat ? QJsonValue(verdictObstacleId(*point.caveat)) : QJsonValue()},
            {u"server_changes"_s, toJson(point.serverChanges)}};
}

QJsonObject changeToJson(const TrendSeries &series, const SeriesChange &change)
{
    const Comparison &compared = change.comparison;
    return {{u"first"_s, change.first},
            {u"first_run"_s, series.points[change.first].run},
            {u"runs_before"_s, compared.baselineCount},
            {u"runs_after"_s, compared.otherCount},
            {u"ratio"_s, toJson(compared.ratio)},
            {u"difference"_s, toJson(compared.difference)},
            {u"corrected_p"_s, compared.correctedP ? QJsonValue(*compared.correctedP) : QJsonValue()},
            {u"verdict"_s, compared.verdict ? QJsonValue(verdictId(*compared.verdict)) : QJsonValue()},
            {u"is_weak"_s, change.isWeak}};
}

QJsonObject seriesToJson(const TrendSeries &series)
{
    QJsonArray points;
    for (const TrendPoint &point : series.points)
        points << pointToJson(point);
    QJsonArray changes;
    for (const SeriesChange &change : series.changes)
        changes << changeToJson(series, change);
    return {{u"server"_s, series.server},
            {u"stack"_s, series.stack},
            {u"is_current"_s, series.isCurrent},
            {u"unlike_settings"_s, toJson(series.unlike)},
            {u"points"_s, points},
            {u"changes"_s, changes}};
}

} // namespace

QJsonObject toJson(const RunTrend &trend)
{
    QJsonArray all;
    for (const TrendSeries &series : trend.series)
        all << seriesToJson(series);
    QJsonArray omitted;
    for (const OmittedRun &each : trend.omitted)
        omitted << QJsonObject{{u"run"_s, each.run},
                               {u"server"_s, each.server.isEmpty() ? QJsonValue() : QJsonValue(each.server)},
                               {u"reason"_s, trendOmissionId(each.reason)}};
    return {{u"loadstone_trend"_s, 1},
            {u"profile"_s, trend.profileId},
            {u"metric"_s, metricInfo(trend.metric).id},
            {u"unit"_s, metricUnitId(metricInfo(trend.metric).unit)},
            {u"series"_s, all},
            {u"left_out"_s, omitted}};
}

} // namespace loadstone
