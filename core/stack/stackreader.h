// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/stack/stack.h"

namespace loadstone
{

/// Reads `stack.json`; message and detail of the error include every problem of the file.
Result<Stack> readStack(const QString &file);

} // namespace loadstone
