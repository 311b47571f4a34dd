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

/// What a chart consists of, and so which members of its model are used.
enum class ChartKind {
    Lines,   ///< the segments of its series, over time or another continuous axis
    Curves,  ///< the points of its series with their bars, joined by the segments; notes
    HeatMap, ///< the heat map; neither axes nor series
    DotPlot, ///< the rows over the x axis, and its reference; no y axis
    Bars,    ///< the estimates of the rows from zero, each with its words; no axes
};

/// How many points of a line are drawn at most; more would not be seen.
inline constexpr qsizetype maximumChartPoints = 500;

/// How many lines may have their names at their ends.
inline constexpr qsizetype mostEndLabels = 4;

/// A range on an axis, in its unit.
struct ChartSpan {
    double low = 0;
    double high = 0;
    bool operator==(const ChartSpan &) const = default;
};

/// Shapes distinguish series and rows where colours cannot be.
enum class ChartMarker { Circle, Square, Triangle, Diamond };
/// The shape of the nth of several series, in the order above; begins anew after four.
ChartMarker seriesMarker(qsizetype index);

/// One figure of a curve. In the units of the axes.
struct ChartPoint {
    QPointF at;
    std::optional<ChartSpan> bar; ///< vertical
    QString text;                 ///< the figure in words, with its range
    bool operator==(const ChartPoint &) const = default;
};

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
    QList<ChartPoint> points = {}; ///< of curves, ordered by x; missing figures have none
    ChartMarker marker = ChartMarker::Circle;

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

/// A point that is emphasised by a ring and a label.
struct ChartNote {
    QPointF at;
    ColorRole color = ColorRole::Palette1;
    QString text;
    bool operator==(const ChartNote &) const = default;
};

/// A value that the others are read against.
struct ChartReference {
    double value = 0;
    ChartSpan band; ///< what counts as the same
    QString text;   ///< of the band
    bool operator==(const ChartReference &) const = default;
};

/// A row of a dot plot. In the unit of the x axis.
struct ChartRow {
    QString name;
    ColorRole color = ColorRole::Palette1;
    QList<double> dots; ///< single values, in the order they were measured
    std::optional<double> estimate;
    std::optional<ChartSpan> interval;
    QString text;         ///< the estimate with its interval in words, or why there is none
    bool isMuted = false; ///< nothing may be concluded from it
    bool operator==(const ChartRow &) const = default;
};

struct HeatCell {
    std::optional<double> value; ///< nothing: missing
    double shade = 0;            ///< 0…1 between the lowest and the highest value
    QString text;                ///< the figure alone, "–" for a missing one
    QString detail;              ///< the figure with its range, for the table
    bool operator==(const HeatCell &) const = default;
};

/// Figures over two settings.
struct HeatMap {
    QString rowTitle;
    QString columnTitle;
    QStringList rows;
    QStringList columns;
    QList<QList<HeatCell>> cells; ///< by row, one for each column
    QString lowest;               ///< the ends of the scale in words; equal where all values are
    QString highest;
    bool hasMissing() const;
    bool operator==(const HeatMap &) const = default;
};

/// One chart, ready to be drawn by Qt Charts, as a ChartDrawing, as a table or CSV.
struct ChartModel {
    QString id; ///< stable: "throughput", "cpu", "sweep-workers-rps", "repeats-p99"
    ChartKind kind = ChartKind::Lines;
    QString title;
    QString explanation; ///< one or two sentences for ⓘ and the report
    QString emptyText;   ///< shown instead when no series has a point
    ChartAxis x;
    ChartAxis y;
    QList<ChartSeries> series;
    QList<ChartAnnotation> annotations;
    double heightShare = 3; ///< relative height in a stack of charts
    /// Of lines, where each is a server: up to mostEndLabels have their names at their ends instead of a legend.
    bool namesLineEnds = false;
    QList<ChartNote> notes = {};
    QList<ChartRow> rows = {};
    std::optional<ChartReference> reference = {};
    HeatMap heatMap = {};

    /// Without a figure.
    bool isEmpty() const;
    struct Range {
        double lowest = 0;
        double highest = 0;
    };
    /// Of the values of all lines, as far as they are seen; nothing without any. Of ChartKind::Lines.
    std::optional<Range> shownRange() const;
    /// A sentence for screen readers: of lines the range, median, lowest and highest of the first series, of
    /// other charts the figures that it emphasises.
    QString summary() const;
    bool operator==(const ChartModel &) const = default;
};

/// A line made of points with gaps, thinned to maximumChartPoints: runs of neighbours are merged
/// into their lowest and highest point, so that peaks survive. The ends of each piece stay.
QList<QList<QPointF>> thinned(const QList<QList<QPointF>> &segments);

} // namespace loadstone
