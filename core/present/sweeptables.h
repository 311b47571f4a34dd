// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

namespace loadstone
{

/// The tables of a sweep: for settings that vary alone one table for each with every server, its values and
/// the knee; for each grid of two settings one table for each metric. Empty without a sweep.
/// @param servers analyseServers() of the run
QList<ReportTable> sweepTables(const RunRecord &run, const QList<ServerStats> &servers);

} // namespace loadstone
