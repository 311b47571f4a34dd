// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/results/runrecord.h"

namespace loadstone
{

// What a run has recorded, in its own folder: record.json with all but the trials, and a file for
// each trial that ended, written when it ended. So a crash loses the trial that was running.

/// The path of a run's record in its folder.
QString recordPath(const QString &folder);

/// Writes record.json, completely or not at all.
Status saveRun(const RunRecord &run, const QString &folder);
/// Writes the file of one trial: "001-aiohttp-1.json".
Status saveTrial(const TrialRecord &trial, const RunRecord &run, const QString &folder);

/// Reads them again. Of a run that was interrupted the state is Stopped, and its problem says so; a
/// trial whose file is damaged is left out and named among the run's warnings.
Result<RunRecord> loadRun(const QString &folder);

} // namespace loadstone
