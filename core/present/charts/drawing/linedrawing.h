// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/drawing/chartdrawing.h"

namespace loadstone
{

/// Of ChartKind::Lines: title, legend, grid, annotations with a ruler, lines cut to the plot.
ChartDrawing drawLines(const ChartModel &chart, const DrawingOptions &options);

} // namespace loadstone
