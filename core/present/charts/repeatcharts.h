// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"
#include "core/present/charts/chartmodel.h"

namespace loadstone
{

/// How many servers have charts of their repeats at most; more could not be compared by eye.
inline constexpr qsizetype mostRepeatedServers = 24;

/// The repeats of each server as dots, with their median and its interval: RPS and p99. Empty without a
/// server that has two valid repeats, and with more than mostRepeatedServers.
QList<ChartModel> repeatCharts(const QList<ServerStats> &servers);

} // namespace loadstone
