// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

class QCommandLineParser;
class QString;

namespace loadstone
{

/// Redirects the log categories (core/base/logging.h) to standard error, one line each: seconds since this
/// call, category, text without control characters. Other Qt messages are unaffected.
void writeLogToStandardError();

/// The option --log CATEGORY[,CATEGORY] of every command.
void addLogOption(QCommandLineParser &parser);
/// Enables the categories of the option, if present.
Status applyLogOption(const QCommandLineParser &parser);

/// Removes a leading --log and its value from the arguments of main(), where the window and all commands
/// accept it, and enables its categories.
Status takeLogOption(int &argc, char **argv);

} // namespace loadstone
