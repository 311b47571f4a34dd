// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/runcomparison.h"

#include <QJsonObject>

namespace loadstone
{

/// A comparison as JSON, by resources/schemas/comparison.schema.json. Figures are in the units of the metrics' ids.
QJsonObject toJson(const RunComparison &comparison);

} // namespace loadstone
