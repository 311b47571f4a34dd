// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/drawing/chartdrawing.h"

namespace loadstone
{

/// Of ChartKind::Curves: title, legend, grid, lines, points with their bars, and notes where they cover
/// neither.
ChartDrawing drawCurves(const ChartModel &chart, const DrawingOptions &options);

} // namespace loadstone
