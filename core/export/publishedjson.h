// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QJsonValue>

namespace loadstone
{

/// The published figures that the run's profile refers to, alongside those measured, as `published` of
/// resources/schemas/result.schema.json: figures in their units as published and measured (times in µs), places,
/// ratios within either side, rank correlations, and the conclusions with their evidence. Null without figures.
QJsonValue publishedToJson(const RunRecord &run);

} // namespace loadstone
