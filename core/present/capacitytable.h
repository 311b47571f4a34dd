// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"
#include "core/results/runrecord.h"

#include <QJsonObject>

namespace loadstone
{

/// What each server holds, in a sentence for each trial in which it was searched: "Sanic holds
/// 3,200 requests/s, and no longer 3,360 requests/s."; empty when no capacity was searched.
QString capacityFinding(const RunRecord &result);

/// Every level that was tried; no rows when no capacity was searched.
ReportTable capacityTable(const RunRecord &result);

} // namespace loadstone
