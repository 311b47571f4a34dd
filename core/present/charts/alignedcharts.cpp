// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/alignedcharts.h"

#include "core/present/charts/drawnservers.h"
#include "core/present/charts/metricscale.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class AlignedCharts
{
    Q_DECLARE_TR_FUNCTIONS(AlignedCharts)
};

constexpr int yTicks = 5;
constexpr int xTicks = 8;

using OfSecond = std::function<std::optional<double>(const AlignedSecond &)>;

/// Neighbours are a second apart; where one is missing the line is cut.
QList<QList<QPointF>> makeSegments(const QList<AlignedSecond> &seconds, const OfSecond &value, double factor)
{
    constexpr double farthestS = 1.5;
    QList<QList<QPointF>> segments;
    double previousS = 0;
    bool isOpen = false;
    for (const AlignedSecond &second : seconds) {
        const std::optional<double> y = value(second);
        if (!y) {
            isOpen = false;
            continue;
        }
        if (!isOpen || second.atS - previousS > farthestS)
            segments.append(QList<QPointF>());
        segments.last().append({second.atS, *y * factor});
        previousS = second.atS;
        isOpen = true;
    }
    return thinned(segments);
}

ChartModel makeAlignedChart(const QList<AlignedServer> &servers, Metric metric, const OfSecond &value)
{
    const MetricScale scale = metricScale(metric);
    ChartModel chart;
    chart.id = u"aligned-%1"_s.arg(metricInfo(metric).id);
    chart.title = scale.title;
    chart.namesLineEnds = true;
    chart.heightShare = 4;
    chart.emptyText = AlignedCharts::tr("No seconds were measured");
    chart.explanation = AlignedCharts::tr(
        "Every server from the start of its own measure phase: the median of its repeats in each second.");
    double endS = 1;
    for (qsizetype i = 0; i < std::min(servers.size(), mostDrawnServers); ++i) {
        const AlignedServer &server = servers[i];
        chart.series.append({u"server-%1"_s.arg(i), server.name, scale.unit, server.color, 2,
                             makeSegments(server.seconds, value, scale.factor)});
        if (!server.seconds.isEmpty())
            endS = std::max(endS, server.seconds.last().atS + 0.5);
    }
    chart.explanation += drawnServersNote(servers.size());
    chart.x = timeAxis(0, endS, xTicks);
    chart.y =
        niceAxis(0, chart.shownRange().value_or(ChartModel::Range()).highest, yTicks, scale.axisTitle());
    return chart;
}

} // namespace

QList<ChartModel> alignedCharts(const QList<AlignedServer> &servers)
{
    constexpr qsizetype fewest = 3; // a shorter line says nothing
    const bool hasLines = std::any_of(servers.begin(), servers.end(), [](const AlignedServer &server) {
        return server.seconds.size() >= fewest;
    });
    if (!hasLines)
        return {};
    return {makeAlignedChart(servers, Metric::Rps,
                             [](const AlignedSecond &second) { return std::optional(second.rps); }),
            makeAlignedChart(servers, Metric::P99, [](const AlignedSecond &second) { return second.p99Us; })};
}

} // namespace loadstone
