// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/axis.h"
#include "core/results/timelinemark.h"

#include <QList>
#include <QPointF>
#include <QString>

#include <optional>

namespace loadstone
{

/// What a colour means; the theme (window) and the style sheet (report) turn it into one.
enum class ColorRole {
    Palette1,
    Palette2,
    Palette3,
    Palette4,
    Palette5,
    Palette6,
    Palette7,
    Palette8,
    RampP50,
    RampP90,
    RampP99,
};
/// The colour of the nth of several servers, in the palette's order; begins anew after eight.
ColorRole paletteRole(qsizetype index);

/// How many points of a line are drawn at most; more would not be seen.
inline constexpr qsizetype maximumChartPoints = 500;

struct ChartSeries {
    QString id; ///< stable: "p99", "server-cpu"
    QString name;
    QString unit;
    ColorRole color = ColorRole::Palette1;
    double width = 1.5; ///< logical pixels
    /// Pieces between gaps, each ordered by x; at most maximumChartPoints in all, never NaN. In
    /// the units of the axes. A piece that goes on beyond an end of the x axis has one point there,
    /// so that its line reaches the edge.
    QList<QList<QPointF>> segments;

    /// All points that lie on that axis.
    QList<QPointF> pointsOn(const ChartAxis &x) const;
    bool operator==(const ChartSeries &) const = default;
};

/// A vertical line or band over the plot.
struct ChartAnnotation {
    MarkKind kind = MarkKind::ServerReady;
    double from = 0;
    std::optional<double> to; ///< nothing: a line
    QString label;
    bool operator==(const ChartAnnotation &) const = default;
};

/// One chart, ready to be drawn by Qt Charts, the SVG writer, a table or CSV.
struct ChartModel {
    QString id; ///< "throughput", "response-time", "failures", "cpu", "memory", "users"
    QString title;
    QString explanation; ///< one or two sentences for ⓘ and the report
    QString emptyText;   ///< shown instead when no series has a point
    ChartAxis x;
    ChartAxis y;
    QList<ChartSeries> series;
    QList<ChartAnnotation> annotations;
    double heightShare = 3; ///< relative height in a stack of charts

    bool isEmpty() const;
    struct Range {
        double lowest = 0;
        double highest = 0;
    };
    /// Of the values of all lines, as far as they are seen; nothing without any.
    std::optional<Range> shownRange() const;
    /// A sentence for screen readers: range, median, lowest and highest of the first series.
    QString summary() const;
    bool operator==(const ChartModel &) const = default;
};

/// A line made of points with gaps, thinned to maximumChartPoints: runs of neighbours are merged
/// into their lowest and highest point, so that peaks survive. The ends of each piece stay.
QList<QList<QPointF>> thinned(const QList<QList<QPointF>> &segments);

} // namespace loadstone
