// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/drawing/chartdrawing.h"

#include "core/present/charts/drawing/bardrawing.h"
#include "core/present/charts/drawing/curvedrawing.h"
#include "core/present/charts/drawing/dotplotdrawing.h"
#include "core/present/charts/drawing/heatmapdrawing.h"
#include "core/present/charts/drawing/linedrawing.h"

#include <algorithm>

namespace loadstone
{

namespace
{

/// Moves one shape.
struct ShapeMover {
    QPointF by;

    void operator()(TextShape &shape) const { shape.at += by; }
    void operator()(LineShape &shape) const
    {
        shape.from += by;
        shape.to += by;
    }
    void operator()(RectShape &shape) const { shape.rect.translate(by); }
    void operator()(PathShape &shape) const
    {
        for (QList<QPointF> &piece : shape.pieces) {
            for (QPointF &point : piece)
                point += by;
        }
    }
    void operator()(MarkerShape &shape) const { shape.at += by; }
};

} // namespace

void moveDrawing(ChartDrawing &drawing, QPointF by)
{
    for (ChartShape &shape : drawing.shapes)
        std::visit(ShapeMover{by}, shape);
    drawing.plot.translate(by);
}

double fontSize(TextRole role, double labelSize)
{
    switch (role) {
    case TextRole::Title:
        return labelSize * 13 / 12;
    case TextRole::Ruler:
        return labelSize * 11 / 12;
    case TextRole::Subtitle:
    case TextRole::Label:
    case TextRole::Value:
    case TextRole::Note:
    case TextRole::Empty:
    case TextRole::Cell:
        return labelSize;
    }
    Q_UNREACHABLE();
}

QList<QPointF> markerCorners(const MarkerShape &shape)
{
    const auto corner = [&shape](double x, double y) { return shape.at + shape.radius * QPointF(x, y); };
    switch (shape.marker) {
    case ChartMarker::Circle:
        return {};
    case ChartMarker::Square:
        return {corner(-0.85, -0.85), corner(0.85, -0.85), corner(0.85, 0.85), corner(-0.85, 0.85)};
    case ChartMarker::Triangle:
        return {corner(0, -1.15), corner(1.1, 0.8), corner(-1.1, 0.8)};
    case ChartMarker::Diamond:
        return {corner(0, -1.25), corner(1.25, 0), corner(0, 1.25), corner(-1.25, 0)};
    }
    Q_UNREACHABLE();
}

ChartDrawing drawChart(const ChartModel &chart, const DrawingOptions &options)
{
    switch (chart.kind) {
    case ChartKind::Lines:
        return drawLines(chart, options);
    case ChartKind::Curves:
        return drawCurves(chart, options);
    case ChartKind::HeatMap:
        return drawHeatMap(chart, options);
    case ChartKind::DotPlot:
        return drawDotPlot(chart, options);
    case ChartKind::Bars:
        return drawBars(chart, options);
    }
    Q_UNREACHABLE();
}

ChartDrawing drawChartIn(QSizeF size, const ChartModel &chart, const DrawingOptions &options)
{
    constexpr double leastUnitHeight = 8;
    constexpr double mostEnlarged = 1.8;
    DrawingOptions fitted = options;
    fitted.width = size.width();
    ChartDrawing drawing = drawChart(chart, fitted);
    const double room = size.height() - drawing.size.height();
    const bool hasPlot = chart.kind == ChartKind::Lines || chart.kind == ChartKind::Curves;
    if (hasPlot && !chart.isEmpty() && chart.heightShare > 0) {
        fitted.unitHeight = std::max(leastUnitHeight, (drawing.plot.height() + room) / chart.heightShare);
        drawing = drawChart(chart, fitted);
    }
    // Laid out on a sheet that is so much larger than the picture. It has to be where the chart does not fit; rows and
    // cells are shown larger on a smaller one, unless that makes them higher.
    double sheetScale = 1;
    const auto layOutOn = [&](double wanted) {
        fitted.width = size.width() * wanted;
        drawing = drawChart(chart, fitted);
        sheetScale =
            std::max({wanted, drawing.size.width() / size.width(), drawing.size.height() / size.height()});
    };
    const double filling = std::max(drawing.size.height() / size.height(), 1 / mostEnlarged);
    double wanted = hasPlot ? 1 : std::min(1.0, filling);
    layOutOn(wanted);
    while (sheetScale > wanted + 0.01 && wanted < 1) {
        wanted = std::min(1.0, wanted + 0.1);
        layOutOn(wanted);
    }
    if (sheetScale > 1)
        layOutOn(sheetScale);
    const QSizeF sheet = size * sheetScale;
    moveDrawing(drawing,
                {(sheet.width() - drawing.size.width()) / 2,
                 hasPlot ? 0 : (sheet.height() - drawing.size.height()) / 2});
    drawing.size = sheet;
    return drawing;
}

} // namespace loadstone
