// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/sweeptables.h"

#include "core/analysis/sweepstats.h"
#include "core/profile/loadmodel.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class SweepTables
{
    Q_DECLARE_TR_FUNCTIONS(SweepTables)
};

/// A cell's value of the nth-last setting.
QJsonValue sweptValue(const RunRecord &run, int server, qsizetype fromEnd)
{
    const SweepCell &cell = run.servers[server].cell;
    return cell[cell.size() - fromEnd].value;
}

ReportCell sustainedCell(const RunRecord &run, int server)
{
    const std::optional<double> level = highestSustained(run, server);
    return level ? numberCell(describeTarget(run.profile.load, *level), *level) : unknownCell();
}

ReportCell settingCell(const QJsonValue &value)
{
    return value.isDouble() ? numberCell(sweepValueText(value), value.toDouble())
                            : textCell(sweepValueText(value));
}

/// The server at the knee of the rates; nothing where a value is no number, or a rate is unknown.
std::optional<int> kneeOfCurve(const RunRecord &run, const QList<ServerStats> &servers,
                               const SweepPart &curve)
{
    QList<QPair<QPointF, int>> points;
    for (const int server : curve.servers) {
        const QJsonValue x = sweptValue(run, server, 1);
        const std::optional<double> y = servers[server].value(Metric::Rps);
        if (!x.isDouble() || !y)
            return {};
        points.append({QPointF(x.toDouble(), *y), server});
    }
    std::sort(points.begin(), points.end(),
              [](const auto &a, const auto &b) { return a.first.x() < b.first.x(); });
    QList<QPointF> curvePoints;
    for (const auto &point : std::as_const(points))
        curvePoints << point.first;
    const std::optional<qsizetype> knee = findKnee(curvePoints);
    return knee ? std::optional(points[*knee].second) : std::nullopt;
}

QString kneeNote()
{
    return SweepTables::tr(
        "Knee: the value behind which requests per second flatten (Kneedle, sensitivity 1: with both axes "
        "scaled to 0…1, the point farthest above the diagonal). It may be of the load: compare the CPU and "
        "the warnings.");
}

ReportTable curveTable(const RunRecord &run, const QList<ServerStats> &servers,
                       const QList<SweepPart> &curves)
{
    using enum Metric;
    static const QList<Metric> metrics{Rps, P50, P99, FailureRate, ServerCpu, PeakMemory};
    const QString title = sweepSettingTitle(curves.first().settings.first());
    ReportTable table{u"sweep-"_s + QString(curves.first().settings.first()).replace(u'/', u'-'),
                      SweepTables::tr("Sweep of %1").arg(title),
                      {},
                      {SweepTables::tr("Server"), title},
                      {}};
    if (run.profile.capacity)
        table.headers << SweepTables::tr("Sustained");
    for (const Metric metric : metrics)
        table.headers << metricHeader(metric);
    table.headers << SweepTables::tr("Knee");
    for (const SweepPart &curve : curves) {
        const std::optional<int> knee = kneeOfCurve(run, servers, curve);
        for (const int server : curve.servers) {
            QList<ReportCell> row{textCell(curve.name), settingCell(sweptValue(run, server, 1))};
            if (run.profile.capacity)
                row << sustainedCell(run, server);
            for (const Metric metric : metrics)
                row << makeMetricCell(metric, servers[server]);
            row << textCell(server == knee ? SweepTables::tr("knee") : QString());
            table.rows << row;
        }
    }
    table.note = kneeNote();
    return table;
}

/// The different values of a setting, in the order of the cells.
QList<QJsonValue> axisValues(const RunRecord &run, const SweepPart &grid, qsizetype fromEnd)
{
    QList<QJsonValue> values;
    for (const int server : grid.servers) {
        const QJsonValue value = sweptValue(run, server, fromEnd);
        if (!values.contains(value))
            values << value;
    }
    return values;
}

/// Rows for the first setting, columns for the second.
/// @param makeCell of a server
template<typename MakeCell>
ReportTable gridTable(const RunRecord &run, const SweepPart &grid, MakeCell makeCell)
{
    const QList<QJsonValue> rows = axisValues(run, grid, 2);
    const QList<QJsonValue> columns = axisValues(run, grid, 1);
    ReportTable table;
    table.headers << u"%1 ↓ %2 →"_s.arg(sweepSettingTitle(grid.settings.first()),
                                        sweepSettingTitle(grid.settings.last()));
    for (const QJsonValue &column : columns)
        table.headers << sweepValueText(column);
    QList<std::optional<double>> values;
    for (const QJsonValue &row : rows) {
        QList<ReportCell> cells{settingCell(row)};
        for (const QJsonValue &column : columns) {
            const auto server = std::find_if(grid.servers.begin(), grid.servers.end(), [&](int one) {
                return sweptValue(run, one, 2) == row && sweptValue(run, one, 1) == column;
            });
            cells << (server == grid.servers.end() ? unknownCell() : makeCell(*server));
            values << cells.last().value;
        }
        table.rows << cells;
    }
    const QList<std::optional<double>> shades = scaledValues(values);
    for (qsizetype i = 0; i < shades.size(); ++i)
        table.rows[i / columns.size()][1 + i % columns.size()].shade = shades[i];
    return table;
}

QList<ReportTable> gridTables(const RunRecord &run, const QList<ServerStats> &servers, const SweepPart &grid,
                              int number)
{
    QList<ReportTable> tables;
    const auto add = [&](const QString &id, const QString &title, ReportTable table) {
        table.id = u"sweep-%1-%2"_s.arg(number).arg(id);
        table.title = SweepTables::tr("%1: %2").arg(grid.name, title);
        tables << table;
    };
    if (run.profile.capacity)
        add(u"sustained"_s, SweepTables::tr("highest level sustained"),
            gridTable(run, grid, [&](int server) { return sustainedCell(run, server); }));
    const QList<QPair<QString, Metric>> metrics{
        {u"rps"_s, Metric::Rps}, {u"p99"_s, Metric::P99}, {u"memory"_s, Metric::PeakMemory}};
    for (const auto &each : metrics) {
        add(each.first, metricHeader(each.second),
            gridTable(run, grid, [&](int server) { return makeMetricCell(each.second, servers[server]); }));
    }
    return tables;
}

} // namespace

QList<ReportTable> sweepTables(const RunRecord &run, const QList<ServerStats> &servers)
{
    QList<ReportTable> tables;
    QList<QList<SweepPart>> curves; // by setting
    int grids = 0;
    for (const SweepPart &part : sweepParts(run)) {
        if (part.settings.size() > 1) {
            tables += gridTables(run, servers, part, ++grids);
            continue;
        }
        const auto same = std::find_if(curves.begin(), curves.end(), [&part](const QList<SweepPart> &one) {
            return one.first().settings == part.settings;
        });
        if (same == curves.end())
            curves << QList{part};
        else
            *same << part;
    }
    for (const QList<SweepPart> &ofSetting : std::as_const(curves))
        tables << curveTable(run, servers, ofSetting);
    return tables;
}

} // namespace loadstone
