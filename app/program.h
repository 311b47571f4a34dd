// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

#include <memory>
#include <vector>

namespace loadstone
{

using Commands = std::vector<std::unique_ptr<Command>>;

/// All commands, in the order of `loadstone --help`.
Commands makeCommands();

/// The output of `loadstone --help`.
QString helpText(const Commands &commands);

/// The error for an unknown command, with the closest one.
Error unknownCommand(const QString &word, const Commands &commands);

/// The executable in every role except the guard's: the window, or the command named by the first argument.
/// Creates the application object. Returns the exit code of the process.
int runProgram(int argc, char **argv);

} // namespace loadstone
