// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/drawing/chartdrawing.h"

namespace loadstone
{

/// Of ChartKind::DotPlot: for each row its name and its words, and its dots, estimate and interval over the x
/// axis. Names and words are next to the dots where there is room, else above them.
ChartDrawing drawDotPlot(const ChartModel &chart, const DrawingOptions &options);

} // namespace loadstone
