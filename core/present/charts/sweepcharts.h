// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"
#include "core/present/charts/chartmodel.h"

namespace loadstone
{

/// The charts of a sweep, empty without one: RPS, p99 and peak memory (of a capacity search also the highest
/// level sustained), for each setting that varies alone as curves with one for each server, for each grid of
/// two settings as a heat map, whose id is that of its table (sweepTables()). Cells without valid figures
/// (hasValidFigures()) are gaps.
/// @param servers analyseServers() of the run
QList<ChartModel> sweepCharts(const RunRecord &run, const QList<ServerStats> &servers);

} // namespace loadstone
