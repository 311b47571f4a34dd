// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/runprecision.h"
#include "core/present/runview.h"

namespace loadstone
{

/// How precise each server's figure is; no rows for a run with a fixed number of repeats.
ReportTable precisionTable(const RunRecord &result);

/// "6 pilot rounds, then as many as ±2 % of RPS needs, 10 min at most"; empty for a fixed number of repeats.
QString describeRounds(const Measurement &measurement);

} // namespace loadstone
