// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/stack/stack.h"

namespace loadstone
{

/// What the schema of stack.json cannot say: whether names and values of one part fit those of
/// another. @param stack as read from the document, whatever its form
QList<JsonProblem> inconsistencies(const JsonDocument &document, const Stack &stack);

} // namespace loadstone
