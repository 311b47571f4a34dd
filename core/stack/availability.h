// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/stack.h"

namespace loadstone
{

class EnvironmentStore;

/// Why the stack cannot be launched on this machine and what to do, in sentences; empty when it can,
/// though its environment may have to be built first. Looks at files, and may ask an interpreter for
/// its version.
QString unavailableReason(const Stack &stack, const EnvironmentStore &environments);

} // namespace loadstone
