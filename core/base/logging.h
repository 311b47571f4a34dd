// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QLoggingCategory>
#include <QStringList>

namespace loadstone
{

/// Diagnostic logging. Each category is off until --log or QT_LOGGING_RULES ("loadstone.server=true") enables
/// it. Lines are for developers and bug reports: not translated, and they may contain untrusted text, which
/// the output has to sanitise. Thread-safe; never used on the request path.
Q_DECLARE_LOGGING_CATEGORY(logServer)      ///< command line, pid, state and exit status of servers
Q_DECLARE_LOGGING_CATEGORY(logReadiness)   ///< each readiness attempt and its result
Q_DECLARE_LOGGING_CATEGORY(logGuard)       ///< reports and exits of guards
Q_DECLARE_LOGGING_CATEGORY(logEnvironment) ///< build steps of Python environments
Q_DECLARE_LOGGING_CATEGORY(logLoad)        ///< engines, phases and ends of loads
Q_DECLARE_LOGGING_CATEGORY(logRun)         ///< runs and their trials

/// The names that enableLogging() accepts: "server" for loadstone.server, and so on; sorted.
QStringList logCategoryNames();

/// Enables categories. For an unknown name the error (Usage) lists the valid ones and none is enabled.
/// @param names of logCategoryNames(), or "all"
Status enableLogging(const QStringList &names);

/// A command line in shell syntax, for log lines.
QString shellText(const QStringList &command);

} // namespace loadstone
