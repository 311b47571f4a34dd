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

/// Rows for the first setting, columns for the second.
/// @param makeCell of a server
template<typename MakeCell>
ReportTable gridTable(const RunRecord &run, const SweepPart &grid, MakeCell makeCell)
{
    const QList<QJsonValue> columns = sweptValues(run, grid, 1);
    ReportTable table;
    table.headers << u"%1 ↓ %2 →"_s.arg(sweepSettingTitle(grid.settings.first()),
                                        sweepSettingTitle(grid.settings.last()));
    for (const QJsonValue &column : columns)
        table.headers << sweepValueText(column);
    for (const QJsonValue &row : sweptValues(run, grid, 2)) {
        QList<ReportCell> cells{settingCell(row)};
        for (const QJsonValue &column : columns) {
            const std::optional<int> server = serverInGrid(run, grid, row, column);
            cells << (server ? makeCell(*server) : unknownCell());
        }
        table.rows << cells;
    }
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
    const QList<SweepPart> parts = sweepParts(run);
    int grids = 0;
    for (const SweepPart &part : parts) {
        if (part.settings.size() > 1)
            tables += gridTables(run, servers, part, ++grids);
    }
    for (const QList<SweepPart> &ofSetting : curvesBySetting(parts))
        tables << curveTable(run, servers, ofSetting);
    return tables;
}

} // namespace loadstone
