// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

namespace loadstone
{

class Catalogue;

/// A profile's stack servers as the catalogue has them, each with every parameter resolved and a
/// name that is unique in the run; with a sweep, each once for each of its cells. A disabled server is left out. An unknown stack, a bad parameter
/// and a request that the stack does not have are errors of the profile: all of them are told in one
/// Error (detail: one a line).
Result<QList<ResolvedServer>> resolveServers(const Profile &profile, const Catalogue &catalogue);

/// The rounds to plan at first: the profile's repeats; for a precision those of its pilot; with a time at most as
/// many as are expected to fit, at least 1.
int firstRounds(const Profile &profile, const QList<ResolvedServer> &servers);

/// The rounds in all, as far as is known at the end of a round: after the pilot those that the precision needs, with a
/// time at most as many as fit by what the rounds so far took. Never fewer than have ended.
/// @param elapsedS since the first trial began
int roundsInAll(const RunRecord &run, double elapsedS);

/// The trials in the order in which they will run: rounds of all servers, so that a drift of the
/// machine hits all alike; each round shuffled by the profile's seed when it says so. A plan of fewer rounds is the
/// beginning of one of more.
QList<PlannedTrial> planTrials(const Profile &profile, const QList<ResolvedServer> &servers, int rounds);

/// How long one trial of the profile is expected to take, launch and pause included. A trial that
/// ends by requests alone is expected to take as long as the pacing ceiling needs for them.
double expectedTrialSeconds(const Profile &profile);

} // namespace loadstone
