// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/charttable.h"

#include "core/text/format.h"

#include <QCoreApplication>
#include <QMap>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class ChartTable
{
    Q_DECLARE_TR_FUNCTIONS(ChartTable)
};

ReportCell cell(double value) { return {formatRate(value), value, true}; }

/// Seconds from one row to the next.
int rowStep(double lengthS, qsizetype maximumRows)
{
    static constexpr std::array steps{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1'800};
    const auto step = std::find_if(steps.begin(), steps.end(),
                                   [&](int s) { return std::ceil(lengthS / s) < double(maximumRows); });
    return step != steps.end() ? *step : int(std::ceil(lengthS / double(maximumRows - 1)));
}

ReportTable secondsTable(const ChartModel &chart, qsizetype maximumRows)
{
    const int stepS = rowStep(chart.x.max - chart.x.min, maximumRows);
    ReportTable table{chart.id + u"-values"_s, chart.title, {}, {ChartTable::tr("At")}, {}};
    QMap<int, QList<ReportCell>> rows;
    for (const ChartSeries &series : chart.series) {
        const qsizetype column = table.headers.size();
        table.headers.append(u"%1, %2"_s.arg(series.name, series.unit));
        for (const QPointF &point : series.pointsOn(chart.x)) {
            QList<ReportCell> &row = rows[int(std::floor(point.x() / stepS))];
            while (row.size() < column)
                row.append(unknownCell());
            if (row.size() == column)
                row.append(cell(point.y()));
        }
    }
    for (auto it = rows.begin(); it != rows.end(); ++it) {
        QList<ReportCell> row = it.value();
        const int atS = it.key() * stepS;
        row.first() = {formatClock(atS), double(atS), true};
        while (row.size() < table.headers.size())
            row.append(unknownCell());
        table.rows.append(row);
    }
    if (stepS > 1)
        table.note = ChartTable::tr("One row for each %1: the first value measured in that time.")
                         .arg(formatDuration(Seconds(stepS)));
    return table;
}

/// One row for each point: lines end at different percentiles.
ReportTable percentilePointsTable(const ChartModel &chart)
{
    ReportTable table{chart.id + u"-values"_s,
                      chart.title,
                      {},
                      {ChartTable::tr("Line"), ChartTable::tr("Percentile, %"), chart.y.title},
                      {}};
    for (const ChartSeries &series : chart.series) {
        for (const QPointF &point : series.pointsOn(chart.x)) {
            const double percent = 100 * (1 - std::pow(10.0, -point.x()));
            table.rows.append({textCell(series.name), numberCell(QString::number(percent, 'f', 3), percent),
                               cell(point.y())});
        }
    }
    return table;
}

ReportTable linesRangeTable(const ChartModel &chart)
{
    ReportTable table{chart.id + u"-ranges"_s,
                      chart.title,
                      {},
                      {ChartTable::tr("Line"), ChartTable::tr("Lowest"), ChartTable::tr("Median"),
                       ChartTable::tr("Highest"), ChartTable::tr("Unit")},
                      {}};
    for (const ChartSeries &series : chart.series) {
        QList<double> values;
        for (const QPointF &point : series.pointsOn(chart.x))
            values.append(point.y());
        if (values.isEmpty())
            continue;
        std::sort(values.begin(), values.end());
        table.rows.append({{series.name, 0, false},
                           cell(values.first()),
                           cell(values[(values.size() - 1) / 2]),
                           cell(values.last()),
                           {series.unit, 0, false}});
    }
    return table;
}

ReportTable barsTable(const ChartModel &chart)
{
    ReportTable table{chart.id + u"-values"_s,
                      chart.title,
                      {},
                      {ChartTable::tr("Name"), chart.x.title, ChartTable::tr("Result")},
                      {}};
    for (const ChartRow &row : chart.rows)
        table.rows.append(
            {textCell(row.name), row.estimate ? cell(*row.estimate) : unknownCell(), textCell(row.text)});
    return table;
}

/// One row for each place of the x axis, one column for each series.
ReportTable curvesTable(const ChartModel &chart)
{
    ReportTable table{chart.id + u"-values"_s, chart.title, {}, {chart.x.title}, {}};
    for (const ChartSeries &series : chart.series)
        table.headers.append(series.unit.isEmpty() ? series.name : u"%1, %2"_s.arg(series.name, series.unit));
    for (qsizetype i = 0; i < chart.x.ticks.size(); ++i) {
        const double tick = chart.x.ticks[i];
        const QString &label = chart.x.labels[i];
        QList<ReportCell> row{chart.x.isCategorical ? textCell(label) : numberCell(label, tick)};
        // Points of a category are next to each other.
        const double reach = chart.x.isCategorical ? 0.5 : 0;
        for (const ChartSeries &series : chart.series) {
            const auto point =
                std::find_if(series.points.begin(), series.points.end(),
                             [&](const ChartPoint &each) { return std::abs(each.at.x() - tick) <= reach; });
            row.append(point == series.points.end() ? unknownCell() : numberCell(point->text, point->at.y()));
        }
        table.rows.append(row);
    }
    return table;
}

ReportTable heatMapTable(const ChartModel &chart)
{
    const HeatMap &map = chart.heatMap;
    ReportTable table{chart.id + u"-values"_s, chart.title, {}, {}, {}};
    table.headers << u"%1 ↓ %2 →"_s.arg(map.rowTitle, map.columnTitle) << map.columns;
    for (qsizetype i = 0; i < map.rows.size(); ++i) {
        QList<ReportCell> row{textCell(map.rows[i])};
        for (const HeatCell &cell : map.cells[i])
            row.append(cell.value ? numberCell(cell.detail, *cell.value) : unknownCell());
        table.rows.append(row);
    }
    return table;
}

ReportTable dotPlotTable(const ChartModel &chart)
{
    const QString unit = chart.x.title;
    const auto header = [&unit](const QString &title) {
        return unit.isEmpty() ? title : u"%1, %2"_s.arg(title, unit);
    };
    ReportTable table{chart.id + u"-values"_s,
                      chart.title,
                      {},
                      {ChartTable::tr("Name"), header(ChartTable::tr("Estimate")),
                       header(ChartTable::tr("From")), header(ChartTable::tr("To"))},
                      {}};
    qsizetype dots = 0;
    for (const ChartRow &row : chart.rows)
        dots = std::max(dots, row.dots.size());
    for (qsizetype i = 0; i < dots; ++i)
        table.headers.append(ChartTable::tr("No. %1").arg(i + 1));
    table.headers.append(ChartTable::tr("Result"));
    for (const ChartRow &row : chart.rows) {
        QList<ReportCell> cells{textCell(row.name), row.estimate ? cell(*row.estimate) : unknownCell(),
                                row.interval ? cell(row.interval->low) : unknownCell(),
                                row.interval ? cell(row.interval->high) : unknownCell()};
        for (qsizetype i = 0; i < dots; ++i)
            cells.append(i < row.dots.size() ? cell(row.dots[i]) : unknownCell());
        cells.append(textCell(row.text));
        table.rows.append(cells);
    }
    return table;
}

} // namespace

ReportTable makeValueTable(const ChartModel &chart, qsizetype maximumRows)
{
    switch (chart.kind) {
    case ChartKind::Lines:
        return chart.x.isPercentile ? percentilePointsTable(chart) : secondsTable(chart, maximumRows);
    case ChartKind::Curves:
        return curvesTable(chart);
    case ChartKind::HeatMap:
        return heatMapTable(chart);
    case ChartKind::DotPlot:
        return dotPlotTable(chart);
    case ChartKind::Bars:
        return barsTable(chart);
    }
    Q_UNREACHABLE();
}

ReportTable makeRangeTable(const ChartModel &chart)
{
    switch (chart.kind) {
    case ChartKind::Lines:
        return linesRangeTable(chart);
    case ChartKind::Curves:
        return curvesTable(chart);
    case ChartKind::HeatMap:
    case ChartKind::DotPlot:
    case ChartKind::Bars:
        return {};
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
