// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/stack/stack.h"

namespace loadstone
{

/// Consistency rules of stack.json that its schema cannot express: references between its parts. @param stack
/// as decoded from the document, valid or not
QList<JsonProblem> inconsistencies(const JsonDocument &document, const Stack &stack);

} // namespace loadstone
