// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"

namespace loadstone
{

/// The short load before the warm-up that wakes a server up: a few users, whatever the model, and two
/// requests of each. Not recorded.
LoadSpec makePrimerSpec(LoadSpec measured);

} // namespace loadstone
