// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profileproblem.h"

namespace loadstone
{

class Catalogue;
struct Profile;

/// Thresholds that name a server which the profile does not have (errors, with the nearest name), or only
/// disabled ones (warnings). Nothing while the servers have errors of their own, as their names in the run
/// depend on all of them.
QList<ProfileProblem> validateThresholdServers(const Profile &profile, const Catalogue &catalogue);

/// Removes the thresholds that name a server which the profile does not have, after its servers were
/// replaced.
void removeThresholdsOfOtherServers(Profile &profile, const Catalogue &catalogue);

} // namespace loadstone
