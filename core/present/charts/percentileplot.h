// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"
#include "core/present/charts/chartmodel.h"

namespace loadstone
{

/// Percentiles over a scale that gives the slow ones room: x = log10(1 / (1 − q)). A line ends
/// where fewer than ten requests are left. Of many servers, as many are drawn as there are colours.
ChartModel percentilePlot(const QList<ServerStats> &servers);

} // namespace loadstone
