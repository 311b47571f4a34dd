// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

class QCommandLineParser;
class QString;

namespace loadstone
{

/// From now on what the log categories (core/base/logging.h) write goes to standard error, a line
/// each: seconds since this call, category, text without control characters. Other messages of Qt
/// take their usual way.
void writeLogToStandardError();

/// The option --log CATEGORY[,CATEGORY], which every command has.
void addLogOption(QCommandLineParser &parser);
/// Enables what the option names; nothing where it is not given.
Status applyLogOption(const QCommandLineParser &parser);

/// Takes --log and its value off the beginning of the arguments of main(), where the window and all
/// commands have it, and enables what it names.
Status takeLogOption(int &argc, char **argv);

} // namespace loadstone
