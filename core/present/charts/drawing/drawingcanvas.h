// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/drawing/chartdrawing.h"

#include <QStringList>

namespace loadstone
{

/// Collects the shapes of a drawing, and measures its texts.
class DrawingCanvas
{
public:
    explicit DrawingCanvas(const DrawingOptions &options) : m_options(options) { }

    const DrawingOptions &options() const { return m_options; }
    /// A distance that is this long with labels of 12 units.
    double unit(double length) const { return length * m_options.textSize / 12; }
    double textWidth(const QString &text, TextRole role) const;
    double widest(const QStringList &texts, TextRole role) const;
    /// Without a part of its middle where it is wider: names that are alike differ at their end.
    QString elided(const QString &text, double width, TextRole role) const;

    void add(const ChartShape &shape) { m_drawing.shapes.append(shape); }
    void addText(QPointF baseline, const QString &text, TextRole role, TextAnchor anchor = TextAnchor::Start);
    /// A title, over several lines where it is wider, and what its figures are in.
    /// @return where the next line begins
    double addHeader(const ChartModel &chart, double left, double right);
    /// The text in the place of figures, in the middle of a rectangle.
    void addEmptyText(const ChartModel &chart, const QRectF &place);

    ChartDrawing take(QSizeF size, const QRectF &plot = {});

private:
    const DrawingOptions &m_options;
    ChartDrawing m_drawing;
};

/// Where the values of two axes lie in a drawing.
struct PlotFrame {
    QRectF plot;
    const ChartAxis &x;
    const ChartAxis &y;

    double xAt(double value) const { return plot.left() + x.share(value) * plot.width(); }
    double yAt(double value) const { return plot.bottom() - y.share(value) * plot.height(); }
    QPointF at(QPointF point) const { return {xAt(point.x()), yAt(point.y())}; }
};

/// What lies within a rectangle of lines, in pieces. A piece of one point stays where it is inside.
QList<QList<QPointF>> cutToRect(const QList<QList<QPointF>> &pieces, const QRectF &rect);

/// The lines of the y axis and their labels.
void addYGrid(DrawingCanvas &canvas, const PlotFrame &frame);

/// Where the entries of a legend are, each with its line and its name, and how wide it is.
/// @param left, right where a row of it may begin and end
/// @param baseline of the first row
QList<QPointF> legendPlaces(const DrawingCanvas &canvas, const QList<ChartSeries> &series, double left,
                            double right, double baseline);
double legendEntryWidth(const DrawingCanvas &canvas, const ChartSeries &series);
inline constexpr double legendRowHeight = 17;

} // namespace loadstone
