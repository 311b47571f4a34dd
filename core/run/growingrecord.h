// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"
#include "core/run/runevent.h"

namespace loadstone
{

/// Adds to the record of a run what has happened in it, so that a run in progress is analysed and shown
/// by the same code as one that has ended. The trial in progress is the last one of `run.trials`, with
/// TrialEnd::Running; its load holds the measure phase so far, as one endpoint, of a capacity search that
/// of the level being tried. TrialFinished puts the complete record in its place.
void addEvent(RunRecord &run, const RunEvent &event);

} // namespace loadstone
