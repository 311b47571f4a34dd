// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>

namespace loadstone
{

/// The four files that Locust writes with --csv (2.45), for one trial: "stats", "stats_history", "failures" and
/// "exceptions" with their content. Columns, order and types are Locust's; times are in ms. Two things differ from Locust:
/// times are of successful requests only, and they are not rounded to two digits. The history has a row for each second
/// of the measure phase with the figures since its beginning, as Locust's has. Loadstone knows no exceptions of user code,
/// so that file has its header only.
QList<QPair<QString, QByteArray>> locustCsv(const TrialRecord &trial, const RunRecord &run);

} // namespace loadstone
