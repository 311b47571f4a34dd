// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/reportmodel.h"

namespace loadstone
{

/// What was due and what became of it, trial by trial; what a request took from when it was due,
/// and from when it was sent. Without rows where nothing says when requests are due.
ReportTable scheduleTable(const RunResult &result);

} // namespace loadstone
