// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

namespace loadstone
{

/// What was due and what became of it, trial by trial; what a request took from when it was due,
/// and from when it was sent. Without rows where nothing says when requests are due.
ReportTable scheduleTable(const RunRecord &result);

} // namespace loadstone
