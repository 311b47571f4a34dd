// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QProcess;

namespace loadstone
{

/// Why a process could not be started, to stand in brackets: the process's own words, or the
/// shortage of file descriptors that they do not tell.
QString startProblem(const QProcess &process);

} // namespace loadstone
