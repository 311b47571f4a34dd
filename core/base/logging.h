// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QLoggingCategory>
#include <QStringList>

namespace loadstone
{

/// What Loadstone can write about its own work, to diagnose it on another machine. Each category is
/// off until --log or QT_LOGGING_RULES ("loadstone.server=true") enables it. Lines are for developers
/// and bug reports: not translated, and each may contain text from outside, which whoever prints it
/// cleans. Usable in every thread; never on the request path.
Q_DECLARE_LOGGING_CATEGORY(logServer)      ///< command line, pid, state and exit status of servers
Q_DECLARE_LOGGING_CATEGORY(logReadiness)   ///< each readiness attempt and its result
Q_DECLARE_LOGGING_CATEGORY(logGuard)       ///< what guards report, and their ends
Q_DECLARE_LOGGING_CATEGORY(logEnvironment) ///< steps of building Python environments
Q_DECLARE_LOGGING_CATEGORY(logLoad)        ///< engines, phases and ends of loads
Q_DECLARE_LOGGING_CATEGORY(logRun)         ///< runs and their trials

/// The names that enableLogging() knows: "server" for loadstone.server, and so on; sorted.
QStringList logCategoryNames();

/// Enables categories. An error (Usage) names the ones to choose from when one is unknown; then none
/// is enabled.
/// @param names of logCategoryNames(), or "all"
Status enableLogging(const QStringList &names);

/// A command line as it would be typed in a shell, for log lines.
QString shellText(const QStringList &command);

} // namespace loadstone
