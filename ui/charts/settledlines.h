// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/chartmodel.h"

namespace loadstone
{

// A running load changes only the latest points of its lines, several times a second. These functions divide
// a chart into a settled part, drawn once, and the latest points, drawn repeatedly.

/// The model without the latest points of its lines. Equal to the one drawn before while only a few points
/// have been appended, so that redrawing it can be skipped.
ChartModel settledLines(ChartModel model, const ChartModel &drawn);

/// The points of a line beyond the settled model, starting with the last settled one.
QList<QPointF> newestPoints(const ChartSeries &series, const ChartModel &settled);

} // namespace loadstone
