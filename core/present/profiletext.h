// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QString>

namespace loadstone
{

/// How hard, for reports and context lines: "15 users", "200 → 1,000 users in 2 stages",
/// "3,000 requests/s, Poisson arrivals".
QString describeLoad(const Load &load);
/// The same of a profile, which may search a level instead: "search for the highest level of users".
QString describeLoad(const Profile &profile);
/// What a think time does: "uniform, 0–1 s".
QString describeThinkTime(const ThinkTime &thinkTime);
/// What the servers are given: "slow-api, 1 s, 10 concurrent calls in /io_bound".
QString describeUpstream(const Upstream &upstream);

} // namespace loadstone
