// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/chartmodel.h"
#include "core/present/charts/runseries.h"

#include <QMap>
#include <QStringList>

namespace loadstone
{

struct ChartOptions {
    double fromS = 0;          ///< visible time range
    std::optional<double> toS; ///< nothing: everything
    /// Of a run that goes on: its axis ends at a multiple of this, so that it need not move with
    /// each sample; 0: where the data ends.
    double endStepS = 0;
    bool isLatencyLog = false;
    int cores = 1;            ///< for the line at 100 × cores
    QStringList hiddenSeries; ///< "chart-id/series-id"; left out and not counted in ranges
    /// The highest values that the y axes now shown were made for, by chart id; an axis shrinks only
    /// when its values stay under half of it (the caller keeps it for 10 s).
    QMap<QString, double> shownMax;
};

/// The charts of a run, in order: throughput, response time, failures, CPU, memory, and users where
/// the load changes their number. All share the x axis.
QList<ChartModel> runCharts(const RunSeries &series, const ChartOptions &options);

} // namespace loadstone
