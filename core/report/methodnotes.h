// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/reportmodel.h"

namespace loadstone
{

/// What the words in a report's tables mean, as this run's load gives them their meaning.
ReportNotes glossaryOf(const RunResult &result);

/// How the run measured: its workload, what counts, from when to when times run.
ReportNotes methodOf(const RunResult &result);

} // namespace loadstone
