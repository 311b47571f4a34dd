// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/results/runrecord.h"

namespace loadstone
{

/// A comparison at an equal rate needs two runs: a pilot that measures what each server sustains, and the comparison with
/// an open load at a share of what the slowest sustains. CPU time per request then varies far less from run to run than
/// the throughput of a saturated server.

/// One short trial of each server, saturated: a closed load without think time, without thresholds.
Profile saturatingPilot(const Profile &profile);

/// The profile with an open load at the share of the slowest server's rate in the pilot, rounded down to two significant
/// digits. Servers that the pilot could not measure are left aside. An error where no server has a rate, or where one
/// failed over 1 % of its requests: its rate says nothing about what it sustains.
/// @param sharePercent above 0, at most 100
Result<Profile> atEqualRate(const Profile &profile, const RunRecord &pilot, double sharePercent);

} // namespace loadstone
