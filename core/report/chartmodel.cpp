// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/chartmodel.h"

#include "core/base/format.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

qsizetype thinnedSize(const QList<QList<QPointF>> &segments, qsizetype group)
{
    qsizetype size = 0;
    for (const QList<QPointF> &segment : segments) {
        for (qsizetype at = 0; at < segment.size(); at += group)
            size += std::min<qsizetype>(2, std::min(group, segment.size() - at));
    }
    return size;
}

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
    return points;
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
    // So many pieces cannot be told apart any more: they become one line.
    if (segments.size() * 2 > maximumChartPoints) {
        QList<QPointF> all;
        for (const QList<QPointF> &segment : segments)
            all += segment;
        return {thinnedSegment(all, (2 * count + maximumChartPoints - 1) / maximumChartPoints + 1)};
    }
    qsizetype group = 2 * count / maximumChartPoints;
    while (thinnedSize(segments, group) > maximumChartPoints)
        ++group;
    QList<QList<QPointF>> result;
    for (const QList<QPointF> &segment : segments)
        result.append(thinnedSegment(segment, group));
    return result;
}

bool ChartModel::isEmpty() const
{
    return std::all_of(series.begin(), series.end(),
                       [](const ChartSeries &s) { return s.segments.isEmpty(); });
}

QString ChartModel::summary() const
{
    const auto shown = std::find_if(series.begin(), series.end(),
                                    [](const ChartSeries &s) { return !s.segments.isEmpty(); });
    if (shown == series.end())
        return u"%1: %2"_s.arg(title, emptyText);
    QList<QPointF> points;
    for (const QList<QPointF> &segment : shown->segments)
        points += segment;
    const auto isLower = [](QPointF a, QPointF b) { return a.y() < b.y(); };
    const QPointF lowest = *std::min_element(points.begin(), points.end(), isLower);
    const QPointF highest = *std::max_element(points.begin(), points.end(), isLower);
    const auto median = points.begin() + (points.size() - 1) / 2;
    std::nth_element(points.begin(), median, points.end(), isLower);
    const auto value = [&](QPointF point) { return u"%1 %2"_s.arg(formatRate(point.y()), shown->unit); };
    const auto clock = [](double atS) { return formatClock(std::floor(atS)); };
    return u"%1, %2 to %3: median of %4 %5, lowest %6 at %7, highest %8 at %9."_s.arg(
        title, clock(x.min), clock(x.max), shown->name, value(*median), value(lowest), clock(lowest.x()),
        value(highest), clock(highest.x()));
}

} // namespace loadstone
