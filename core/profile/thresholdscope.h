// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/profile/profile.h"

namespace loadstone
{

struct ScopeReading {
    ThresholdScope scope;
    qsizetype length = 0; ///< of the text in braces, both included
};

/// Reads what a text begins with, `{endpoint:Single, server:"gunicorn, 4 workers"}`: each key once, in any
/// order. A name is trimmed unless it is in double quotes, within which `\"` and `\\` are a quote and a
/// backslash. The text of an Error (Usage) is a sentence with the remedy.
Result<ScopeReading> parseThresholdScope(const QString &text);

} // namespace loadstone
