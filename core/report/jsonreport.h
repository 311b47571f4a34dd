// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runresult.h"

#include <QJsonObject>

namespace loadstone
{

/// How much of a run is written.
enum class JsonDetail {
    Full,
    Brief, ///< without seconds, resource samples and histograms
};

/// The whole run in the format "loadstone_result": 1 of resources/schemas/result.schema.json.
/// Unknown values are left out; names end in their unit.
QJsonObject toJson(const RunResult &result, JsonDetail detail = JsonDetail::Full);

} // namespace loadstone
