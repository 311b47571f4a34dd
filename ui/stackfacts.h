// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/stack.h"

#include <functional>

namespace loadstone
{

/// Machine-dependent facts about stacks. By default every stack is available.
struct StackFacts {
    /// Why it cannot be launched, with the remedy; empty if it can. Called often: returns immediately.
    std::function<QString(const Stack &)> unavailableReason = [](const Stack &) { return QString(); };
    /// Server details as rich text.
    std::function<QString(const Stack &)> card = [](const Stack &) { return QString(); };
};

} // namespace loadstone
