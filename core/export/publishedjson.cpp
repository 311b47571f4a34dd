// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/publishedjson.h"

#include "core/analysis/publishedclaims.h"
#include "core/base/jsonvalues.h"
#include "core/present/comparisonview.h"
#include "core/present/publishedevidence.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QJsonValue intervalToJson(const std::optional<Interval> &interval)
{
    if (!interval)
        return {};
    return QJsonObject{{u"low"_s, interval->low}, {u"high"_s, interval->high}, {u"level"_s, interval->level}};
}

QJsonObject rowToJson(const PublishedBesideMeasured &both, const PublishedTable &table)
{
    return {{u"row"_s, table.rows[both.row].id},
            {u"name"_s, table.rows[both.row].name},
            {u"server_index"_s, jsonOrNull(both.server)},
            {u"published"_s, jsonOrNull(both.published)},
            {u"measured"_s, jsonOrNull(both.measured)},
            {u"published_place"_s, jsonOrNull(both.publishedPlace)},
            {u"measured_place"_s, jsonOrNull(both.measuredPlace)},
            {u"published_ratio"_s, jsonOrNull(both.publishedRatio)},
            {u"measured_ratio"_s, jsonOrNull(both.measuredRatio)}};
}

QString columnUnitId(PublishedColumn::Unit unit)
{
    switch (unit) {
    case PublishedColumn::Unit::PerSecond:
        return u"per-second"_s;
    case PublishedColumn::Unit::TimeS:
        return u"s"_s;
    case PublishedColumn::Unit::TimeMs:
        return u"ms"_s;
    case PublishedColumn::Unit::Count:
        return u"count"_s;
    case PublishedColumn::Unit::Thousands:
        return u"thousands"_s;
    }
    Q_UNREACHABLE();
}

QJsonObject columnToJson(const ComparedColumn &compared, const PublishedFigures &figures)
{
    const PublishedTable &table = *figures.table(compared.table);
    const PublishedColumn &column = table.columns[compared.column];
    QJsonArray rows;
    for (const PublishedBesideMeasured &both : compared.rows)
        rows.append(rowToJson(both, table));
    QJsonObject json{{u"table"_s, table.id},
                     {u"column"_s, column.key},
                     {u"unit"_s, columnUnitId(column.unit)},
                     {u"metric"_s, metricInfo(*column.metric).id},
                     {u"metric_unit"_s, metricUnitId(metricInfo(*column.metric).unit)},
                     {u"rows"_s, rows},
                     {u"pairs"_s, compared.pairs},
                     {u"rank_correlation"_s, QJsonValue()}};
    if (compared.correlation)
        json.insert(u"rank_correlation"_s,
                    QJsonObject{{u"value"_s, compared.correlation->value},
                                {u"interval"_s, intervalToJson(compared.correlation->interval)}});
    return json;
}

QString rowIdText(const PublishedRowId &id) { return id.table + u'/' + id.row; }

QJsonObject claimToJson(const ClaimEvidence &each)
{
    return {{u"metric"_s, metricInfo(each.metric).id},
            {u"row"_s, rowIdText(each.row)},
            {u"than"_s, rowIdText(each.than)},
            {u"row_value"_s, jsonOrNull(each.rowValue)},
            {u"than_value"_s, jsonOrNull(each.thanValue)},
            {u"ratio"_s, each.ratio ? QJsonValue(each.ratio->value) : QJsonValue()},
            {u"ratio_interval"_s, each.ratio ? intervalToJson(each.ratio->interval) : QJsonValue()},
            {u"repeats"_s, each.repeats},
            {u"word"_s, claimWordId(each.word)},
            {u"gap"_s, each.gap ? QJsonValue(claimGapId(*each.gap)) : QJsonValue()},
            {u"obstacle"_s, each.obstacle ? QJsonValue(verdictObstacleId(*each.obstacle)) : QJsonValue()}};
}

QJsonObject conclusionToJson(const EvaluatedConclusion &evaluated, const PublishedFigures &figures)
{
    const PublishedConclusion &conclusion = figures.conclusions[evaluated.conclusion];
    QJsonArray evidence;
    for (const ClaimEvidence &each : evaluated.evidence)
        evidence.append(claimToJson(each));
    return {{u"text"_s, conclusion.text},
            {u"word"_s, claimWordId(evaluated.word)},
            {u"not_checkable"_s,
             conclusion.notCheckable.isEmpty() ? QJsonValue() : QJsonValue(conclusion.notCheckable)},
            {u"evidence"_s, evidence}};
}

} // namespace

QJsonValue publishedToJson(const RunRecord &run)
{
    const PublishedComparison comparison = compareWithPublished(run, analyseServers(run));
    if (!comparison.figures)
        return {};
    QJsonArray columns, conclusions;
    for (const ComparedColumn &column : comparison.columns)
        columns.append(columnToJson(column, *comparison.figures));
    for (const EvaluatedConclusion &each : evaluateConclusions(run, comparison))
        conclusions.append(conclusionToJson(each, *comparison.figures));
    return QJsonObject{{u"reference"_s, comparison.figures->id},
                       {u"source"_s, comparison.figures->source},
                       {u"tables"_s, QJsonArray::fromStringList(comparison.tables)},
                       {u"columns"_s, columns},
                       {u"conclusions"_s, conclusions},
                       {u"servers_without_row"_s, QJsonArray::fromStringList(comparison.otherServers)}};
}

} // namespace loadstone
