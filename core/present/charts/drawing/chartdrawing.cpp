// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/drawing/chartdrawing.h"

#include "core/present/charts/drawing/curvedrawing.h"
#include "core/present/charts/drawing/dotplotdrawing.h"
#include "core/present/charts/drawing/heatmapdrawing.h"
#include "core/present/charts/drawing/linedrawing.h"

namespace loadstone
{

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
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
