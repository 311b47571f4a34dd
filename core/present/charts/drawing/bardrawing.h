// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/drawing/chartdrawing.h"

namespace loadstone
{

/// Of ChartKind::Bars: a bar from zero for each row, on one scale, with its words behind it and
/// its name before it, or above it where names are long.
ChartDrawing drawBars(const ChartModel &chart, const DrawingOptions &options);

} // namespace loadstone
