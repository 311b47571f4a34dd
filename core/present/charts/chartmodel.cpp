// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/chartmodel.h"

#include "core/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class ChartSummary
{
    Q_DECLARE_TR_FUNCTIONS(ChartSummary)
};

QList<QPointF> thinnedSegment(const QList<QPointF> &segment, qsizetype group)
{
    QList<QPointF> points;
    for (qsizetype at = 0; at < segment.size(); at += group) {
        const auto begin = segment.begin() + at;
        const auto end = segment.begin() + std::min(at + group, segment.size());
        const auto [low, high] =
            std::minmax_element(begin, end, [](QPointF a, QPointF b) { return a.y() < b.y(); });
        points.append(*std::min(low, high));
        if (low != high)
            points.append(*std::max(low, high));
    }
    // Where the line begins and ends is seen, too.
    if (points.first() != segment.first())
        points.prepend(segment.first());
    if (points.last() != segment.last())
        points.append(segment.last());
    return points;
}

/// No fewer than the points that thinnedSegment() leaves of all.
qsizetype mostThinned(const QList<QList<QPointF>> &segments, qsizetype group)
{
    constexpr qsizetype ends = 2;
    qsizetype size = 0;
    for (const QList<QPointF> &segment : segments)
        size += ends + 2 * ((segment.size() + group - 1) / group);
    return size;
}

/// The value of a line between two points.
double valueBetween(QPointF a, QPointF b, double x)
{
    return a.y() + (b.y() - a.y()) * (x - a.x()) / (b.x() - a.x());
}

/// The values of a piece within a range, with those where its line crosses the range's ends.
void addShownValues(QList<double> &values, const QList<QPointF> &segment, const ChartAxis &axis)
{
    for (qsizetype i = 0; i < segment.size(); ++i) {
        const QPointF point = segment[i];
        if (point.x() >= axis.min && point.x() <= axis.max)
            values.append(point.y());
        if (i == 0)
            continue;
        for (const double edge : {axis.min, axis.max}) {
            if (segment[i - 1].x() < edge && point.x() > edge)
                values.append(valueBetween(segment[i - 1], point, edge));
        }
    }
}

/// The first series, its range, its median, and when its lowest and highest values were.
QString linesSummary(const ChartModel &chart)
{
    const auto shown = std::find_if(chart.series.begin(), chart.series.end(), [&chart](const ChartSeries &s) {
        return !s.pointsOn(chart.x).isEmpty();
    });
    if (shown == chart.series.end())
        return u"%1: %2"_s.arg(chart.title, chart.emptyText);
    QList<QPointF> points = shown->pointsOn(chart.x);
    const auto isLower = [](QPointF a, QPointF b) { return a.y() < b.y(); };
    const QPointF lowest = *std::min_element(points.begin(), points.end(), isLower);
    const QPointF highest = *std::max_element(points.begin(), points.end(), isLower);
    const auto median = points.begin() + (points.size() - 1) / 2;
    std::nth_element(points.begin(), median, points.end(), isLower);
    const auto value = [&](QPointF point) { return u"%1 %2"_s.arg(formatRate(point.y()), shown->unit); };
    const auto clock = [](double atS) { return formatClock(std::floor(atS)); };
    return ChartSummary::tr("%1, %2 to %3: median of %4 %5, lowest %6 at %7, highest %8 at %9.")
        .arg(chart.title, clock(chart.x.min), clock(chart.x.max), shown->name, value(*median), value(lowest),
             clock(lowest.x()), value(highest), clock(highest.x()));
}

/// The highest figure of each curve, and what is noted.
QString curvesSummary(const ChartModel &chart)
{
    QStringList parts;
    for (const ChartSeries &series : chart.series) {
        const auto highest =
            std::max_element(series.points.begin(), series.points.end(),
                             [](const ChartPoint &a, const ChartPoint &b) { return a.at.y() < b.at.y(); });
        if (highest != series.points.end())
            parts << ChartSummary::tr("%1 at most %2").arg(series.name, highest->text);
    }
    for (const ChartNote &note : chart.notes)
        parts << note.text;
    return u"%1: %2"_s.arg(chart.title, parts.isEmpty() ? chart.emptyText : parts.join(u"; "_s));
}

QString heatMapSummary(const ChartModel &chart)
{
    if (chart.isEmpty())
        return u"%1: %2"_s.arg(chart.title, chart.emptyText);
    return ChartSummary::tr("%1 over %2 and %3: from %4 to %5.")
        .arg(chart.title, chart.heatMap.rowTitle, chart.heatMap.columnTitle, chart.heatMap.lowest,
             chart.heatMap.highest);
}

QString rowsSummary(const ChartModel &chart)
{
    QStringList parts;
    for (const ChartRow &row : chart.rows)
        parts << u"%1 %2"_s.arg(row.name, row.text);
    return u"%1: %2"_s.arg(chart.title, parts.isEmpty() ? chart.emptyText : parts.join(u"; "_s));
}

} // namespace

ColorRole paletteRole(qsizetype index) { return ColorRole(index % 8); }

ChartMarker seriesMarker(qsizetype index) { return ChartMarker(index % 4); }

bool HeatMap::hasMissing() const
{
    return std::any_of(cells.begin(), cells.end(), [](const QList<HeatCell> &row) {
        return std::any_of(row.begin(), row.end(), [](const HeatCell &cell) { return !cell.value; });
    });
}

QList<QList<QPointF>> thinned(const QList<QList<QPointF>> &segments)
{
    qsizetype count = 0;
    for (const QList<QPointF> &segment : segments)
        count += segment.size();
    if (count <= maximumChartPoints)
        return segments;
    QList<QList<QPointF>> pieces = segments;
    // Too many pieces to distinguish become one line.
    if (segments.size() * 4 > maximumChartPoints) {
        QList<QPointF> all;
        for (const QList<QPointF> &segment : segments)
            all += segment;
        pieces = {all};
    }
    qsizetype group = 2 * count / maximumChartPoints;
    while (mostThinned(pieces, group) > maximumChartPoints)
        ++group;
    QList<QList<QPointF>> result;
    for (const QList<QPointF> &piece : std::as_const(pieces))
        result.append(thinnedSegment(piece, group));
    return result;
}

QList<QPointF> ChartSeries::pointsOn(const ChartAxis &x) const
{
    QList<QPointF> seen;
    for (const QList<QPointF> &segment : segments) {
        std::copy_if(segment.begin(), segment.end(), std::back_inserter(seen),
                     [&x](QPointF point) { return point.x() >= x.min && point.x() <= x.max; });
    }
    return seen;
}

std::optional<ChartModel::Range> ChartModel::shownRange() const
{
    QList<double> values;
    for (const ChartSeries &line : series) {
        for (const QList<QPointF> &segment : line.segments)
            addShownValues(values, segment, x);
    }
    if (values.isEmpty())
        return std::nullopt;
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    return Range{*lowest, *highest};
}

bool ChartModel::isEmpty() const
{
    switch (kind) {
    case ChartKind::Lines:
        return std::all_of(series.begin(), series.end(),
                           [](const ChartSeries &s) { return s.segments.isEmpty(); });
    case ChartKind::Curves:
        return std::all_of(series.begin(), series.end(),
                           [](const ChartSeries &s) { return s.points.isEmpty(); });
    case ChartKind::HeatMap:
        return std::all_of(heatMap.cells.begin(), heatMap.cells.end(), [](const QList<HeatCell> &row) {
            return std::none_of(row.begin(), row.end(),
                                [](const HeatCell &cell) { return cell.value.has_value(); });
        });
    case ChartKind::DotPlot:
    case ChartKind::Bars:
        return std::all_of(rows.begin(), rows.end(),
                           [](const ChartRow &row) { return row.dots.isEmpty() && !row.estimate; });
    }
    Q_UNREACHABLE();
}

QString ChartModel::summary() const
{
    switch (kind) {
    case ChartKind::Lines:
        return linesSummary(*this);
    case ChartKind::Curves:
        return curvesSummary(*this);
    case ChartKind::HeatMap:
        return heatMapSummary(*this);
    case ChartKind::DotPlot:
    case ChartKind::Bars:
        return rowsSummary(*this);
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
