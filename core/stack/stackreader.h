// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/stack/stack.h"

namespace loadstone
{

/// Reads `stack.json`; every error of the file is in the message and detail.
Result<Stack> readStack(const QString &file);

} // namespace loadstone
