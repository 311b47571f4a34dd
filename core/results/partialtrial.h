// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/secondtimes.h"
#include "core/results/runrecord.h"

namespace loadstone
{

// Figures of a trial without its final result: one in progress, or one that was interrupted. They are made of its
// seconds and their times, and have no endpoints and no failures in detail.

/// Begins the figures with the measure phase.
void beginMeasuring(TrialRecord &trial, double atS);
/// Adds a complete second of the measure phase to the load so far; others change nothing. The second itself must be in
/// the timeline.
void addTimes(TrialRecord &trial, const SecondTimes &times, LoadModel model);
/// CPU time of the measured time, from the mean of the samples of the phase: samples and seconds do not end at the same
/// moments, so that the sum of the samples would be of a longer time.
void estimateCpu(TrialRecord &trial);
/// Makes the figures of an interrupted trial of all its seconds, with the peaks of memory.
Status addFigures(TrialRecord &trial, LoadModel model);

} // namespace loadstone
