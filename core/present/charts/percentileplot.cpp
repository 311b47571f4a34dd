// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/percentileplot.h"

#include "core/present/charts/axis.h"
#include "core/present/charts/drawnservers.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class PercentilePlot
{
    Q_DECLARE_TR_FUNCTIONS(PercentilePlot)
};

/// Where a share of all requests stands on the axis of the percentile plot.
double plotPosition(double share) { return std::log10(1 / (1 - share)); }

/// A line in µs that ends where fewer than ten slower requests are left; nothing with too few.
std::optional<QList<QPointF>> percentileLine(const Histogram &times)
{
    constexpr int steps = 120;
    constexpr qint64 fewest = 20;
    constexpr double farthest = 4;
    if (times.count() < fewest)
        return {};
    const double last = std::min(plotPosition(1 - 10 / double(times.count())), farthest);
    QList<QPointF> line;
    for (int i = 0; i <= steps; ++i) {
        const double x = last * i / steps;
        line.append(QPointF(x, double(times.percentile(100 * (1 - std::pow(10.0, -x))))));
    }
    return line;
}

} // namespace

ChartModel percentilePlot(const QList<ServerStats> &servers)
{
    constexpr std::array percents{0.0, 50.0, 90.0, 99.0, 99.9};
    ChartModel plot;
    plot.id = u"percentiles"_s;
    plot.namesLineEnds = true;
    plot.title = PercentilePlot::tr("Response time by percentile");
    plot.explanation = PercentilePlot::tr(
        "How many of 100 requests were at least this fast. A line ends where fewer than ten slower "
        "requests are left.");
    plot.emptyText = PercentilePlot::tr("No successful requests");
    double highestUs = 0;
    double end = plotPosition(0.9);
    const auto add = [&](const ServerStats &server, const Histogram &times, bool isBeside) {
        const std::optional<QList<QPointF>> points = percentileLine(times);
        if (!points)
            return;
        ChartSeries line;
        line.id = (isBeside ? u"service-%1"_s : u"server-%1"_s).arg(server.server);
        line.name = isBeside ? PercentilePlot::tr("%1, service time").arg(server.name) : server.name;
        line.color = paletteRole(server.server);
        line.width = isBeside ? 1 : 2;
        line.segments.append(*points);
        for (const QPointF &point : *points)
            highestUs = std::max(highestUs, point.y());
        end = std::max(end, points->last().x());
        plot.series.append(line);
    };
    bool hasBoth = false;
    for (const ServerStats &server : servers.mid(0, mostDrawnServers)) {
        add(server, server.pooled.metrics().shownTimes(), false);
        if (!server.pooled.metrics().responseTime.isEmpty()) {
            add(server, server.pooled.metrics().serviceTime, true);
            hasBoth = true;
        }
    }
    if (hasBoth)
        plot.explanation += u' '
            + PercentilePlot::tr("Thick: response time, from when a request was due. Thin: service time, "
                                 "from the actual send.");
    plot.explanation += drawnServersNote(servers.size());
    const bool isSeconds = highestUs >= 2'000'000;
    for (ChartSeries &line : plot.series) {
        line.unit = isSeconds ? u"s"_s : u"ms"_s;
        for (QPointF &point : line.segments[0])
            point.setY(point.y() * (isSeconds ? 1e-6 : 1e-3));
    }
    plot.y = niceAxis(0, highestUs * (isSeconds ? 1e-6 : 1e-3), 5, isSeconds ? u"s"_s : u"ms"_s);
    plot.x.max = end;
    plot.x.isPercentile = true;
    plot.x.title = PercentilePlot::tr("percentile");
    for (const double percent : percents) {
        // The slack is for counts such as 10,000, at which a line ends exactly at a tick.
        if (plotPosition(percent / 100) <= end + 1e-9) {
            plot.x.ticks.append(plotPosition(percent / 100));
            plot.x.labels.append(u"%1 %"_s.arg(percent));
        }
    }
    return plot;
}

} // namespace loadstone
