// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

namespace loadstone
{

/// What was asked for, as far as it applies: requests, load, connections, engine and so on.
ReportTable settingsTable(const RunRecord &result);

/// Names and values, without the lines whose value is empty.
ReportTable pairsTable(const QString &id, const QString &title, const QString &nameHeader,
                       const QList<QPair<QString, QString>> &lines);

/// How long each load is: "30 s", "1,000 requests", or what comes first of both.
QString describeLength(const Load &load);
/// "loopback", and what was on it.
QString describePath(const RunRecord &result);

/// "15 users · 30 s · 6 × each · CPython 3.11.2 · 2 cores · loopback"
QString contextLine(const RunRecord &result);

} // namespace loadstone
