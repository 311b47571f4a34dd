// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QString>

namespace loadstone
{

/// Size and expected time of a plan: "3 servers, 6 rounds: 18 trials, about 9 min 30 s", and what decides the number
/// of rounds where the profile does not fix it.
QString describePlan(const RunRecord &run);

/// The same for a plan that has changed: what remains of it.
QString describeRemainingPlan(const RunRecord &run);

} // namespace loadstone
