// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/chartmodel.h"
#include "ui/theme/chartcolors.h"

#include <QFontMetrics>
#include <QRectF>

#include <functional>
#include <optional>

class QPainter;

namespace loadstone
{

/// Margins of the plot of a time chart within its widget. All charts of a stack use the same insets, so their
/// time axes are aligned.
struct ChartInsets {
    int left = 64;
    int right = 14;
    int top = 20;
    int bottom = 5;
};
ChartInsets chartInsets(const QFontMetrics &metrics, bool withTimeLabels);

/// Everything below a chart's lines: plot, bands, marks, grid, tick labels.
struct ChartBackdrop {
    const ChartModel &model;
    const ChartColors &colors;
    QRectF plot;
    bool withTimeLabels = false;
    std::function<double(double)> xAt; ///< axis value to widget coordinate
    std::function<double(double)> yAt;

    void paint(QPainter &painter) const;

private:
    void paintAnnotations(QPainter &painter) const;
    void paintGrid(QPainter &painter) const;
    void paintHeader(QPainter &painter) const;
};

/// Colour of a mark's line and label.
QColor markColor(MarkKind kind, const ChartColors &colors);
/// A distinct character per kind of mark, so that kinds do not differ by colour alone.
QChar markShape(MarkKind kind);
/// The name of a kind of mark.
QString markTitle(MarkKind kind);

/// A series' value at a time: of the last point at or before it in the same unbroken segment, at most `reach`
/// earlier and of the same server's turn. Empty in a gap.
std::optional<double> valueAt(const ChartModel &model, const ChartSeries &series, double time,
                              double reach = 1.5);

} // namespace loadstone
