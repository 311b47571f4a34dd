// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/random.h"

#include <cmath>
#include <numbers>

namespace loadstone
{

/// A standard normal value (Box & Muller 1958).
inline double nextNormal(RandomStream &random)
{
    const double radius = std::sqrt(-2 * std::log(1 - random.nextUnit()));
    return radius * std::cos(2 * std::numbers::pi * random.nextUnit());
}

} // namespace loadstone
