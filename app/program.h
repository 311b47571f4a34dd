// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

#include <memory>
#include <vector>

namespace loadstone
{

using Commands = std::vector<std::unique_ptr<Command>>;

/// Every command, in the order of `loadstone --help`.
Commands makeCommands();

/// What `loadstone --help` prints.
QString helpText(const Commands &commands);

/// The error for a word that is no command, with the nearest one.
Error unknownCommand(const QString &word, const Commands &commands);

/// The executable in every role but the guard's: the window, or the command that the first argument
/// names. Makes the application object. Returns the exit code of the process.
int runProgram(int argc, char **argv);

} // namespace loadstone
