// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sentence.h"
#include "core/stack/stack.h"

namespace loadstone
{

class EnvironmentStore;

/// Why the stack cannot be launched on this machine, with the remedy, as sentences; empty if it can, possibly
/// after building its environment. Reads files, and may run an interpreter to get its version.
Sentence unavailableReason(const Stack &stack, const EnvironmentStore &environments);

} // namespace loadstone
