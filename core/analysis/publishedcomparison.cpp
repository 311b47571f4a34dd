// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/publishedcomparison.h"

#include "core/profile/reference/publishedlibrary.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

bool correspondsTo(const ResolvedServer &server, const PublishedRow &row)
{
    if (server.stack.id != row.stackId)
        return false;
    for (auto it = row.parameters.begin(); it != row.parameters.end(); ++it) {
        if (server.parameters.value(it.key()) != it.value())
            return false;
    }
    return true;
}

/// Whether the table has all that the profile requests.
bool coversRequests(const PublishedTable &table, const Profile &profile)
{
    return table.endpoints.isEmpty()
        || std::all_of(profile.requests.begin(), profile.requests.end(), [&](const RequestTemplate &request) {
               return table.endpoints.contains(QString::fromUtf8(request.path.split('?').constFirst()));
           });
}

bool hasServers(const PublishedTable &table, const RunRecord &run)
{
    return std::any_of(table.rows.begin(), table.rows.end(),
                       [&](const PublishedRow &row) { return findPublishedServer(run, row).has_value(); });
}

bool isCompared(const PublishedTable &table)
{
    return std::any_of(table.columns.begin(), table.columns.end(),
                       [](const PublishedColumn &column) { return column.metric.has_value(); });
}

QStringList selectTables(const PublishedSelection &selection, const RunRecord &run)
{
    QStringList ids;
    for (const PublishedTable &table : selection.figures->tables) {
        const bool isWanted =
            selection.table.isEmpty() ? coversRequests(table, run.profile) : table.id == selection.table;
        if (isWanted && isCompared(table) && hasServers(table, run))
            ids << table.id;
    }
    return ids;
}

/// 1 + the number of better values.
int placeOf(double value, const QList<double> &values, Better better)
{
    return 1 + int(std::count_if(values.begin(), values.end(), [&](double other) {
               return better == Better::Higher ? other > value : other < value;
           }));
}

std::optional<double> ratioTo(double value, double base)
{
    return base > 0 ? std::optional(value / base) : std::nullopt;
}

void rankRows(ComparedColumn &compared, Better better)
{
    QList<double> published, measured;
    for (qsizetype i = 0; i < compared.rows.size(); ++i) {
        const PublishedBesideMeasured &row = compared.rows[i];
        if (!row.published || !row.measured)
            continue;
        published << *row.published;
        measured << *row.measured;
        const auto isBetterThan = [&](int base) {
            return placeOf(*compared.rows[base].published, {*row.published}, better) > 1;
        };
        if (!compared.base || isBetterThan(*compared.base))
            compared.base = int(i);
    }
    for (PublishedBesideMeasured &row : compared.rows) {
        if (!row.published || !row.measured)
            continue;
        row.publishedPlace = placeOf(*row.published, published, better);
        row.measuredPlace = placeOf(*row.measured, measured, better);
        const PublishedBesideMeasured &base = compared.rows[*compared.base];
        row.publishedRatio = ratioTo(*row.published, *base.published);
        row.measuredRatio = ratioTo(*row.measured, *base.measured);
    }
    if (compared.pairs >= fewestCorrelatedPairs)
        compared.correlation = rankCorrelation(published, measured);
}

std::optional<double> measuredValue(const QList<ServerStats> &servers, int server, Metric metric)
{
    const auto stats = std::find_if(servers.begin(), servers.end(),
                                    [server](const ServerStats &each) { return each.server == server; });
    if (stats == servers.end() || !stats->isMeasured())
        return {};
    // A published number is that of one run.
    return metricInfo(metric).unit == MetricUnit::Count ? stats->repeatMedian(metric) : stats->value(metric);
}

ComparedColumn compareColumn(const PublishedTable &table, int index, const RunRecord &run,
                             const QList<ServerStats> &servers)
{
    const PublishedColumn &column = table.columns[index];
    ComparedColumn compared{table.id, index, {}, 0, {}, {}};
    for (int i = 0; i < table.rows.size(); ++i) {
        const PublishedRow &row = table.rows[i];
        PublishedBesideMeasured both;
        both.row = i;
        if (const auto figure = row.figures.constFind(column.key); figure != row.figures.constEnd())
            both.published = *figure;
        both.server = findPublishedServer(run, row);
        if (both.server)
            both.measured = measuredValue(servers, *both.server, *column.metric);
        compared.pairs += both.published && both.measured ? 1 : 0;
        compared.rows << both;
    }
    if (column.better != Better::Neither)
        rankRows(compared, column.better);
    return compared;
}

bool hasFigures(const PublishedTable &table, const PublishedColumn &column)
{
    return column.metric && std::any_of(table.rows.begin(), table.rows.end(), [&](const PublishedRow &row) {
               return row.figures.contains(column.key);
           });
}

QStringList serversWithoutRow(const PublishedComparison &comparison, const RunRecord &run)
{
    QStringList names;
    for (const ResolvedServer &server : run.servers) {
        const bool hasRow =
            std::any_of(comparison.tables.begin(), comparison.tables.end(), [&](const QString &id) {
                const QList<PublishedRow> &rows = comparison.figures->table(id)->rows;
                return std::any_of(rows.begin(), rows.end(),
                                   [&](const PublishedRow &row) { return correspondsTo(server, row); });
            });
        if (!hasRow)
            names << server.name;
    }
    return names;
}

} // namespace

std::optional<int> findPublishedServer(const RunRecord &run, const PublishedRow &row)
{
    std::optional<int> found;
    for (int i = 0; i < run.servers.size(); ++i) {
        if (!correspondsTo(run.servers[i], row))
            continue;
        if (run.servers[i].entry.preset == u"as-published"_s)
            return i;
        if (!found)
            found = i;
    }
    return found;
}

PublishedComparison compareWithPublished(const RunRecord &run, const QList<ServerStats> &servers)
{
    const PublishedSelection selection = findPublished(run.profile.reference);
    PublishedComparison comparison;
    if (!selection.figures)
        return comparison;
    comparison.tables = selectTables(selection, run);
    if (comparison.tables.isEmpty())
        return comparison;
    comparison.figures = selection.figures;
    for (const QString &id : std::as_const(comparison.tables)) {
        const PublishedTable &table = *selection.figures->table(id);
        for (int i = 0; i < table.columns.size(); ++i) {
            if (hasFigures(table, table.columns[i]))
                comparison.columns << compareColumn(table, i, run, servers);
        }
    }
    comparison.otherServers = serversWithoutRow(comparison, run);
    return comparison;
}

} // namespace loadstone
