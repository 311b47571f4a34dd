// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace loadstone
{

struct AppContext;

/// Builds a Python environment if needed, with a status line; waits in the event loop. An interruption
/// cancels it without leaving an incomplete environment.
Status buildEnvironment(AppContext &context, const QString &id);

} // namespace loadstone
