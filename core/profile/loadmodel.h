// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

namespace loadstone
{

/// The id in profiles and results: "closed", "open".
QString loadModelId(LoadModel model);

/// The load level, for reports and context lines: "15 users", "200 → 1,000 users in 2 stages", "3,000
/// requests/s, Poisson arrivals".
QString describeLoad(const Load &load);
/// The same for a profile, including a capacity search: "search for the highest level of users".
QString describeLoad(const Profile &profile);
/// A number of users or a rate: "40", "1,000", "2.50".
QString formatLevel(double level);
/// One level of a load: "200 users", "3,000 requests/s".
QString describeTarget(const Load &load, double target);

} // namespace loadstone
