// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/settledlines.h"

#include <algorithm>

namespace loadstone
{

namespace
{

/// A growing second changes its point, and while it is short the previous one; where neighbours are merged
/// into their minimum and maximum, it may change both.
constexpr qsizetype unsettledPoints = 3;
/// With more, a full redraw costs the same.
constexpr qsizetype mostNewestPoints = 8;

using Segments = QList<QList<QPointF>>;

Segments settled(Segments segments)
{
    if (!segments.isEmpty()) {
        QList<QPointF> &last = segments.last();
        last.resize(std::max<qsizetype>(0, last.size() - unsettledPoints));
    }
    return segments;
}

/// Only a few points have been appended since the last drawing.
bool isAppendedTo(const Segments &segments, const Segments &drawn)
{
    if (segments.size() != drawn.size())
        return false;
    if (segments.isEmpty())
        return true;
    const qsizetype known = drawn.last().size();
    const qsizetype newest = segments.last().size() - known;
    return newest >= 0 && newest <= mostNewestPoints
        && std::equal(segments.cbegin(), std::prev(segments.cend()), drawn.cbegin())
        && segments.last().first(known) == drawn.last();
}

} // namespace

ChartModel settledLines(ChartModel model, const ChartModel &drawn)
{
    bool isSame = model.series.size() == drawn.series.size();
    for (qsizetype i = 0; isSame && i < model.series.size(); ++i)
        isSame = isAppendedTo(model.series.at(i).segments, drawn.series.at(i).segments);
    for (qsizetype i = 0; i < model.series.size(); ++i) {
        Segments &segments = model.series[i].segments;
        segments = isSame ? drawn.series.at(i).segments : settled(segments);
    }
    return model;
}

QList<QPointF> newestPoints(const ChartSeries &series, const ChartModel &settled)
{
    if (series.segments.isEmpty())
        return {};
    const auto drawn = std::find_if(settled.series.cbegin(), settled.series.cend(),
                                    [&series](const ChartSeries &each) { return each.id == series.id; });
    const QList<QPointF> &last = series.segments.last();
    if (drawn == settled.series.cend() || drawn->segments.isEmpty())
        return last;
    return last.sliced(std::clamp<qsizetype>(drawn->segments.last().size() - 1, 0, last.size()));
}

} // namespace loadstone
