// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

namespace loadstone
{

/// What the words in a report's tables mean, as this run's load gives them their meaning.
ReportNotes makeGlossary(const RunRecord &result);

/// How the run measured: its workload, what counts, from when to when times run.
ReportNotes makeMethodNotes(const RunRecord &result);

} // namespace loadstone
