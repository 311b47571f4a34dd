// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

/// The hidden role of the executable: `loadstone guard …`. Becomes a session leader and child subreaper,
/// starts the server, and leaves no process behind: when its standard input closes (Loadstone stopped it,
/// crashed or was killed) it signals, waits, and kills until no descendant is left. The server's private
/// folder is created before the server starts and removed after its last process. Plain POSIX; call before
/// any QApplication exists. Returns the exit code of the process.
int guardMain(int argc, char **argv);

} // namespace loadstone
