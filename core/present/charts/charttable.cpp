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

} // namespace

ReportTable makeValueTable(const ChartModel &chart, qsizetype maximumRows)
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

ReportTable makeRangeTable(const ChartModel &chart)
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

} // namespace loadstone
