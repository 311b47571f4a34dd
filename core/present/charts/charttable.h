// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

namespace loadstone
{

/// How many rows the table of a chart has at most in a report.
inline constexpr int maximumChartRows = 120;

/// The figures of a chart as a table. Lines over time: one row for each second, or for so many seconds that
/// fewer rows than maximumRows suffice; a cell has the first value measured in that time, times without any
/// value have no row; over percentiles: one row for each point. Curves: one row for each place of the x axis. Heat maps: as drawn. Dot plots: one row
/// for each of theirs.
ReportTable makeValueTable(const ChartModel &chart, qsizetype maximumRows = maximumChartRows);

/// What paper needs in addition to the picture: of lines one row for each with the lowest, median and highest
/// value, of curves their figures. Without rows for kinds whose pictures have all figures.
ReportTable makeRangeTable(const ChartModel &chart);

} // namespace loadstone
