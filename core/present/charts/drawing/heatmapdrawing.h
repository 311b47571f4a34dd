// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/drawing/chartdrawing.h"

namespace loadstone
{

/// Of ChartKind::HeatMap: title, cells with their figures, the scale of the colours. Wider than wanted where
/// the figures need it.
ChartDrawing drawHeatMap(const ChartModel &chart, const DrawingOptions &options);

} // namespace loadstone
