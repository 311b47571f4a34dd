// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

/// Absolute path of a system program: from PATH, then from the administrators' folders, which an ordinary
/// user's PATH does not include although nginx and others are installed there. Empty if not found.
QString findProgram(const QString &name);

} // namespace loadstone
