// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paint/chartcolors.h"
#include "core/present/charts/drawing/chartdrawing.h"

#include <QFont>

#include <functional>

class QPainter;

namespace loadstone
{

/// Paints a drawing, with its background.
/// @param font of a role
void paintDrawing(QPainter &painter, const ChartDrawing &drawing, const ChartColors &colors,
                  const std::function<QFont(TextRole)> &font);

/// Where the pointer meets a shape that has a tip; empty for shapes without.
QRectF tipArea(const ChartShape &shape);
/// Empty for shapes without.
QString shapeTip(const ChartShape &shape);

} // namespace loadstone
