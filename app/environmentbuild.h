// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace loadstone
{

struct AppContext;

/// Builds a Python environment unless it is built, with a status line; waits in the event loop.
/// Interrupting cancels it and leaves nothing half made.
Status buildEnvironment(AppContext &context, const QString &id);

} // namespace loadstone
