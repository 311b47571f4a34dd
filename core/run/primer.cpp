// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/primer.h"

#include <algorithm>

namespace loadstone
{

namespace
{

constexpr int mostUsers = 8;
constexpr int roundsPerUser = 2;
constexpr Milliseconds limit{5'000};

} // namespace

LoadSpec makePrimerSpec(LoadSpec measured)
{
    const Load load = measured.load;
    measured.load = {};
    measured.load.users = std::clamp(load.isOpen() ? load.connections : load.users, 1, mostUsers);
    measured.load.duration = limit;
    measured.load.requests = measured.load.users * roundsPerUser;
    measured.warmUp = Milliseconds(0);
    measured.drain = limit;
    return measured;
}

} // namespace loadstone
