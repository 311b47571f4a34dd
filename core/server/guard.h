// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

/// The hidden role of the executable: `loadstone guard …`. Becomes a session leader and child
/// subreaper, starts the server, and outlives nothing: when its standard input closes (Loadstone
/// stopped it, crashed or was killed) it signals, waits, kills until no descendant is left. A folder
/// for private files of the server is made before that and removed after it.
/// Plain POSIX; call before any QApplication exists. Returns the exit code of the process.
int guardMain(int argc, char **argv);

} // namespace loadstone
