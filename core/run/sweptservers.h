// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profileproblem.h"
#include "core/profile/sweep.h"
#include "core/results/runrecord.h"

namespace loadstone
{

class Catalogue;

/// The part of a sweep that varies servers of a stack: settings of the profile, the preset, and the
/// parameters that the stack has.
Sweep sweepOf(const Stack &stack, const Sweep &sweep);

/// Each server once for each of its cells, named "NAME, workers 2, threads 10"; without a sweep the same
/// servers. An error where a cell's values or the requests do not fit the stack.
/// @param servers resolved, with unique names
Result<QList<ResolvedServer>> expandSweep(const QList<ResolvedServer> &servers, const Profile &profile);

/// Settings of a sweep that no server of the profile has, and values that a server cannot have.
QList<ProfileProblem> validateSweepWithCatalogue(const Profile &profile, const Catalogue &catalogue);

} // namespace loadstone
