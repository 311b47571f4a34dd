// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/appcontext.h"
#include "app/command.h"
#include "core/profile/profile.h"

#include <QStringList>

namespace loadstone
{

/// What a run in the terminal leaves behind.
struct RunOutput {
    QStringList formats{QStringLiteral("html")}; ///< ids of exportFormatIds()
    QString folder;                              ///< empty: the run's own folder
    QString label;                               ///< added to file names
    bool isQuiet = false;                        ///< no status line, no table
};

/// Why nothing of a run of the profile could be left behind like this; makes the folder.
Status prepareOutput(const RunOutput &output, const Profile &profile);

/// Writes the run's files and returns their paths; an error names the run's record, which stands in for
/// what could not be written.
Result<QStringList> writeFiles(const RunRecord &result, const RunOutput &output, const QString &runsFolder);

/// Runs a profile without a window: a status line while it runs, then the table, the files and
/// the exit code of `run`. Interrupting once drains and keeps what there is, twice stops immediately.
int runHeadless(AppContext &context, const Profile &profile, const RunOutput &output);

/// The exit code that a finished run means.
int exitCodeFor(const RunRecord &result);

} // namespace loadstone
