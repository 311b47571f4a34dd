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

} // namespace

ColorRole paletteRole(qsizetype index) { return ColorRole(index % 8); }

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
    QList<QPointF> points;
    for (const QList<QPointF> &segment : segments) {
        std::copy_if(segment.begin(), segment.end(), std::back_inserter(points),
                     [&x](QPointF point) { return point.x() >= x.min && point.x() <= x.max; });
    }
    return points;
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
    return std::all_of(series.begin(), series.end(),
                       [](const ChartSeries &s) { return s.segments.isEmpty(); });
}

QString ChartModel::summary() const
{
    const auto shown = std::find_if(series.begin(), series.end(),
                                    [this](const ChartSeries &s) { return !s.pointsOn(x).isEmpty(); });
    if (shown == series.end())
        return u"%1: %2"_s.arg(title, emptyText);
    QList<QPointF> points = shown->pointsOn(x);
    const auto isLower = [](QPointF a, QPointF b) { return a.y() < b.y(); };
    const QPointF lowest = *std::min_element(points.begin(), points.end(), isLower);
    const QPointF highest = *std::max_element(points.begin(), points.end(), isLower);
    const auto median = points.begin() + (points.size() - 1) / 2;
    std::nth_element(points.begin(), median, points.end(), isLower);
    const auto value = [&](QPointF point) { return u"%1 %2"_s.arg(formatRate(point.y()), shown->unit); };
    const auto clock = [](double atS) { return formatClock(std::floor(atS)); };
    return ChartSummary::tr("%1, %2 to %3: median of %4 %5, lowest %6 at %7, highest %8 at %9.")
        .arg(title, clock(x.min), clock(x.max), shown->name, value(*median), value(lowest), clock(lowest.x()),
             value(highest), clock(highest.x()));
}

} // namespace loadstone
