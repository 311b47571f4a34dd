// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/chartmodel.h"

#include <QRectF>
#include <QSizeF>

#include <functional>
#include <variant>

namespace loadstone
{

/// How many colours the scale of a heat map has.
inline constexpr int heatSteps = 8;

enum class TextRole {
    Title,    ///< bold
    Subtitle, ///< unit and direction
    Label,    ///< of axes, rows and legends
    Value,    ///< a figure
    Ruler,    ///< of marks, small
    Note,     ///< over lines, with an outline in the colour of the background
    Empty,    ///< in the place of figures, likewise
    Cell,     ///< in a cell of a heat map, in the ink of its colour
};
enum class TextAnchor { Start, Middle, End };

struct TextShape {
    QPointF at; ///< on the baseline
    QString text;
    TextRole role = TextRole::Label;
    TextAnchor anchor = TextAnchor::Start;
    int heatStep = 0; ///< of TextRole::Cell: 0 … heatSteps − 1
};

enum class StrokeRole {
    Grid,
    Mark,   ///< an event
    Change, ///< of the server
    Reference,
    Series, ///< in the colour of a series
};

struct LineShape {
    QPointF from;
    QPointF to;
    StrokeRole role = StrokeRole::Grid;
    ColorRole color = ColorRole::Palette1; ///< of StrokeRole::Series
    double width = 1;                      ///< of StrokeRole::Series
    QString tip = {};                      ///< for whoever points at it
};

enum class FillRole {
    Band,    ///< warm-up and drain, what counts as the same
    Limited, ///< the load generator was saturated
    Cell,    ///< of a heat map
    Missing, ///< a cell without a figure: a dashed outline
    Bar,     ///< in the colour of a row
};

struct RectShape {
    QRectF rect;
    FillRole role = FillRole::Band;
    int heatStep = 0; ///< of FillRole::Cell: 0 … heatSteps − 1
    QString tip = {};
    ColorRole color = ColorRole::Palette1; ///< of FillRole::Bar
};

/// The line of a series, cut to the plot. A piece of one point is a dot.
struct PathShape {
    QList<QList<QPointF>> pieces;
    ColorRole color = ColorRole::Palette1;
    double width = 1.5;
    QString name = {}; ///< of the series
};

enum class MarkerFill {
    Solid,
    Faint,
    Hollow, ///< an outline, with the background inside
    Ring,   ///< an outline around something else
};

struct MarkerShape {
    QPointF at;
    ChartMarker marker = ChartMarker::Circle;
    double radius = 4;
    ColorRole color = ColorRole::Palette1;
    MarkerFill fill = MarkerFill::Solid;
    QString tip = {};
};
/// The corners of a marker; none of a circle.
QList<QPointF> markerCorners(const MarkerShape &shape);

using ChartShape = std::variant<TextShape, LineShape, RectShape, PathShape, MarkerShape>;

/// A chart laid out, in the order of painting: what the SVG writer writes, and what is painted in the window, in
/// pictures and in PDF.
struct ChartDrawing {
    QSizeF size;
    QRectF plot; ///< no path leaves it
    QList<ChartShape> shapes;
};

/// Moves all its shapes; the size stays.
void moveDrawing(ChartDrawing &drawing, QPointF by);

struct DrawingOptions {
    double width = 960;     ///< wanted; a heat map with many columns is wider
    double unitHeight = 56; ///< plot height per ChartModel::heightShare
    /// Of a label's font, in the unit of the width. Other texts and all distances follow it.
    double textSize = 12;
    bool hasTitle = true; ///< the unit is shown in any case
    /// Width of a text; nothing: an estimate that is wide enough for nearly all texts.
    std::function<double(const QString &text, TextRole role)> textWidth = {};
};

/// The font size of a role for labels of that size.
double fontSize(TextRole role, double labelSize);

/// Lays a chart out. Texts neither overlap nor leave the picture; what does not fit is shortened in its
/// middle.
ChartDrawing drawChart(const ChartModel &chart, const DrawingOptions &options);

/// Lays a chart out for a picture of just this size: plots take the height there is; rows and cells, which have a
/// height of their own, are in the middle of it.
/// @param options their width and unit height are not used
ChartDrawing drawChartIn(QSizeF size, const ChartModel &chart, const DrawingOptions &options);

} // namespace loadstone
