// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"
#include "core/load/target.h"

class QCommandLineParser;

namespace loadstone
{

/// The options of `loadstone load` except those for the permission to load a remote host.
void addLoadOptions(QCommandLineParser &parser);

/// The load of a target according to the options. An error names the option.
Result<LoadSpec> readLoadOptions(const QCommandLineParser &parser, const Target &target);

/// For an option of wrk, hey, oha, ab, h2load or curl that `load` does not have: its equivalent. Empty for
/// any other.
QString hintForOtherTools(const QString &option);

} // namespace loadstone
