// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/repeatcharts.h"

#include "core/present/charts/metricscale.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class RepeatCharts
{
    Q_DECLARE_TR_FUNCTIONS(RepeatCharts)
};

constexpr int repeatTicks = 5;
/// From here on the values of a slow server would lie on top of each other on a linear axis.
constexpr double widestLinearSpan = 20;

ChartRow makeRepeatRow(const ServerStats &server, Metric metric, const MetricScale &scale)
{
    const RepeatedMetric repeated = repeatedMetric(server, metric);
    ChartRow row;
    row.name = server.name;
    row.color = paletteRole(server.server);
    for (const double value : repeated.repeats)
        row.dots << value * scale.factor;
    if (repeated.median) {
        const Interval &interval = repeated.median->interval;
        row.estimate = repeated.median->value * scale.factor;
        row.interval = scaledSpan(interval.low, interval.high, scale);
        row.text = figureText(metric, repeated.median->value, ChartSpan{interval.low, interval.high});
        row.isMuted = !interval.reachesNominal();
    } else if (repeated.repeats.isEmpty()) {
        row.text = RepeatCharts::tr("no valid repeat");
    } else {
        row.text = RepeatCharts::tr("%1, one repeat").arg(figureText(metric, repeated.repeats.first(), {}));
    }
    return row;
}

ChartAxis axisOfRepeats(const QList<ChartRow> &rows, const QString &unit)
{
    QList<double> values;
    for (const ChartRow &row : rows)
        values += row.dots;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    if (*low > 0 && *high > widestLinearSpan * *low)
        return niceLogAxis(*low, *high, unit);
    return niceAxis(*low, *high, repeatTicks, unit);
}

} // namespace

QList<ChartModel> repeatCharts(const QList<ServerStats> &servers)
{
    QList<ChartModel> charts;
    if (servers.size() > mostRepeatedServers)
        return charts;
    for (const Metric metric : {Metric::Rps, Metric::P99}) {
        const MetricScale scale = metricScale(metric);
        ChartModel chart;
        chart.kind = ChartKind::DotPlot;
        chart.id = u"repeats-%1"_s.arg(metricInfo(metric).id);
        chart.title = RepeatCharts::tr("%1 of each repeat").arg(scale.title);
        chart.emptyText = RepeatCharts::tr("No valid repeats");
        chart.y.title = scale.axisTitle();
        bool hasMedian = false;
        bool hasRange = false;
        for (const ServerStats &server : servers) {
            chart.rows << makeRepeatRow(server, metric, scale);
            hasMedian = hasMedian || chart.rows.last().estimate;
            hasRange = hasRange || chart.rows.last().isMuted;
        }
        if (!hasMedian)
            continue;
        chart.x = axisOfRepeats(chart.rows, scale.unit);
        chart.explanation = RepeatCharts::tr(
            "Dots: the repeats, from top to bottom in the order they ran. Diamond: their median.");
        chart.explanation += u' '
            + (hasRange
                   ? RepeatCharts::tr("Bar: lowest to highest repeat where the diamond is hollow, as fewer "
                                      "than six repeats give no interval of 95 %; else that interval.")
                   : RepeatCharts::tr("Bar: its 95 % interval."));
        charts << chart;
    }
    return charts;
}

} // namespace loadstone
