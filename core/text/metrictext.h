// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/metric.h"

#include <QString>

#include <optional>

namespace loadstone
{

QString metricTitle(Metric metric); ///< "p99", "CPU/request", translated
/// Header of a column: the title and the unit in which metricCell() writes, "p99 ms".
QString metricHeader(Metric metric);
/// The number alone, in the unit of its header; "–" for an unknown value.
QString metricCell(Metric metric, std::optional<double> value);
/// The number with its unit, which follows the size: "6.31 ms", "1.29 %", "4,020/s"; "–" when unknown.
QString metricText(Metric metric, std::optional<double> value);

} // namespace loadstone
