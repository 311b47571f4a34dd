// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

namespace loadstone
{

/// The machine's clocks, for threads of a library that may look at them after their caller has ended, and
/// even while the program ends: never destroyed.
inline const Clock &undyingClock()
{
    static const Clock &clock = *new SystemClock;
    return clock;
}

} // namespace loadstone
