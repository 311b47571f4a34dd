// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/capacityresult.h"

#include <QString>

namespace loadstone
{

/// The answer in a sentence without the server's name: "sustains 3,200 requests/s; fails at 3,360 requests/s".
/// @param capacity what was searched: a search by CPU that never reached its CPU has found no capacity
QString describeCapacity(const CapacityResult &result, const Load &load, const Capacity &capacity);

} // namespace loadstone
