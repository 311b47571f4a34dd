// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"

#include <QJsonObject>

namespace loadstone
{

/// How much of a result is written.
enum class JsonDetail {
    Full,
    Brief, ///< without seconds, resource samples and histograms
};

/// What a load made, as in resources/schemas/load.schema.json: the keys of
/// toJson(LoadMetrics), and engine, end ("finished" or "stopped"), client_limited,
/// client_cpu_us_per_request, client {…} and what is known of the schedule. The same object stands
/// in `loadstone load --json` and, with the trial's own keys, in a run's result.
/// @param engine its id, such as "qnam"
QJsonObject loadResultJson(const LoadResult &result, const QString &engine,
                           JsonDetail detail = JsonDetail::Full);

} // namespace loadstone
