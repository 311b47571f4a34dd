// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/repeatstats.h"
#include "core/present/charts/chartmodel.h"

namespace loadstone
{

/// How charts show a metric.
struct MetricScale {
    QString title;     ///< "RPS", "Peak memory"
    QString unit;      ///< of the axis: "requests/s", "ms", "MiB"
    QString direction; ///< "higher is better"; empty for neither
    double factor = 1; ///< of the metric's unit, in that of the axis

    /// "requests/s, higher is better"
    QString axisTitle() const;
};
MetricScale metricScale(Metric metric);

/// A range in the unit of an axis.
ChartSpan scaledSpan(double low, double high, const MetricScale &scale);
/// "3,230 (3,180–3,290)", the range only where there is one; "–" without a value.
QString figureText(Metric metric, std::optional<double> value, const std::optional<ChartSpan> &range);

} // namespace loadstone
