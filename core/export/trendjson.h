// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/runtrend.h"

#include <QJsonObject>

namespace loadstone
{

/// A trend as JSON, by resources/schemas/trend.schema.json: all series. Figures are in the unit of the metric's id.
QJsonObject toJson(const RunTrend &trend);

} // namespace loadstone
