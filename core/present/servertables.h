// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

namespace loadstone
{

/// Headers of metrics, and the cells of one of a table's rows.
QStringList metricHeaders(const QList<Metric> &metrics);

template<typename Stats>
QList<ReportCell> makeCells(const QList<Metric> &metrics, const Stats &stats)
{
    QList<ReportCell> cells;
    for (const Metric metric : metrics)
        cells << makeMetricCell(metric, stats);
    return cells;
}

/// One row for each server: percentiles of all its repeats together, and of how many samples.
ReportTable percentilesTable(const QList<ServerStats> &servers);
/// One row for each server: what its processes used.
ReportTable resourcesTable(const QList<ServerStats> &servers);

} // namespace loadstone
