// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

namespace loadstone
{

/// How many rows the table of a chart has at most in a report.
inline constexpr int maximumChartRows = 120;

/// The lines of a chart over time as a table, one row for each second, or for so many seconds that
/// fewer rows than maximumRows suffice; a cell has the first value measured in that time. Times
/// without any value have no row.
ReportTable makeValueTable(const ChartModel &chart, qsizetype maximumRows = maximumChartRows);

/// Each line in one row: lowest, median and highest value.
ReportTable makeRangeTable(const ChartModel &chart);

} // namespace loadstone
