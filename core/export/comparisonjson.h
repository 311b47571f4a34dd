// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/runcomparison.h"

#include <QJsonArray>
#include <QJsonObject>

namespace loadstone
{

/// A comparison as JSON, by resources/schemas/comparison.schema.json. Figures are in the units of the metrics' ids.
QJsonObject toJson(const RunComparison &comparison);

/// value, low, high, level, is_interval; null without an estimate.
QJsonValue toJson(const std::optional<Estimate> &estimate);
/// A list of {place, baseline, other}.
QJsonArray toJson(const QList<SettingDifference> &differences);

} // namespace loadstone
