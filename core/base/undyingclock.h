// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

namespace loadstone
{

/// The system clocks, never destroyed: for library threads that may read them after their caller has ended,
/// even during process exit.
inline const Clock &undyingClock()
{
    static const Clock &clock = *new SystemClock;
    return clock;
}

} // namespace loadstone
