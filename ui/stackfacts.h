// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/stack.h"

#include <functional>

namespace loadstone
{

/// What of a stack depends on this machine. Without a function from outside every stack is available.
struct StackFacts {
    /// Why it cannot be launched and what to do; empty when it can. Called often: returns immediately.
    std::function<QString(const Stack &)> unavailableReason = [](const Stack &) { return QString(); };
    /// All that is known of it, as rich text.
    std::function<QString(const Stack &)> card = [](const Stack &) { return QString(); };
};

} // namespace loadstone
