// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/runtrend.h"
#include "core/present/runview.h"

#include <QString>
#include <QStringList>

namespace loadstone
{

/// A trend in words: a table for each series, with a row for each run, the oldest first.
struct TrendView {
    QString title;
    QList<ReportTable> tables;
    QStringList notes; ///< whole sentences
};

struct TrendViewOptions {
    /// All runs, also of series that are not the current one; otherwise the newest runs of the current series and
    /// those with which a change begins.
    bool isComplete = false;
    bool hasSparklines = false; ///< in the titles, of Unicode's block elements
};

/// Without tables where no run has a value.
TrendView makeTrendView(const RunTrend &trend, const TrendViewOptions &options);

/// A character for each value, "▁▃█" from the lowest to the highest one; over 60 values are averaged in groups. Empty
/// for fewer than two values.
QString sparkline(const QList<double> &values);

} // namespace loadstone
