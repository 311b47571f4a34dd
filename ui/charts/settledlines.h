// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/chartmodel.h"

namespace loadstone
{

/// A running load changes the newest points of its lines several times a second, and nothing before
/// them. These two divide a chart into what is drawn once and what is drawn again and again.

/// The model without the newest points of its lines. The same as the one drawn before as long as
/// only few points have come behind its lines, so that drawing it again can be spared.
ChartModel settledLines(ChartModel model, const ChartModel &drawn);

/// What of a line is not in the settled model, with the point that it goes on from.
QList<QPointF> newestPoints(const ChartSeries &series, const ChartModel &settled);

} // namespace loadstone
