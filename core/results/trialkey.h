// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>

namespace loadstone
{

/// Names a trial within its run, whatever the order in which trials are run.
struct TrialKey {
    int server = 0; ///< index into RunRecord::servers, which has each cell of a sweep
    int level = 0;  ///< 0 while a profile has one level of load
    int repeat = 0; ///< 0-based
    auto operator<=>(const TrialKey &) const = default;
};

} // namespace loadstone
