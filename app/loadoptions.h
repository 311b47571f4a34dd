// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"
#include "core/load/target.h"

class QCommandLineParser;

namespace loadstone
{

/// The options of `loadstone load`, but those that say whom it may load.
void addLoadOptions(QCommandLineParser &parser);

/// What they say about the load of a target. An error names the option.
Result<LoadSpec> readLoadOptions(const QCommandLineParser &parser, const Target &target);

/// For an option that `load` does not have, but wrk, hey, oha, ab, h2load or curl do: what to write
/// here. Empty for any other.
QString hintForOtherTools(const QString &option);

} // namespace loadstone
