// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

/// Absolute path of a program of the system: from PATH, then from the folders for administrators,
/// which an ordinary user's PATH lacks although nginx and others lie there. Empty when it is in none.
QString findProgram(const QString &name);

} // namespace loadstone
