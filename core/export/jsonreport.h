// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/loadjson.h"
#include "core/results/runrecord.h"

#include <QByteArray>
#include <QJsonObject>

namespace loadstone
{

/// The whole run in the format "loadstone_result": 1 of resources/schemas/result.schema.json.
/// Each trial has the keys of loadResultJson(). Names end in their unit; what is unknown is null or
/// left out, never zero. In full detail with the run's archive, from which readArchive() makes the same run.
QJsonObject toJson(const RunRecord &result, JsonDetail detail = JsonDetail::Full);
/// The same as text to be read: indented, but short lists and lists of numbers on one line.
QByteArray jsonReport(const RunRecord &result);
/// Any object in that shape.
QByteArray readableJson(const QJsonObject &json);

} // namespace loadstone
