// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/appcontext.h"
#include "app/command.h"
#include "app/filenames.h"
#include "core/profile/profile.h"

#include <QCommandLineOption>
#include <QList>
#include <QStringList>

class QCommandLineParser;

namespace loadstone
{

/// Output settings of a run in the terminal.
struct RunOutput {
    QStringList formats{QStringLiteral("html")}; ///< ids of exportFormatIds()
    QString folder;                              ///< empty: the run's own folder
    FileNaming naming;
    bool replacesFiles = false; ///< also of other runs; otherwise a name that is taken gets a number
    bool isQuiet = false;       ///< no status line, no table
};

/// The options --label, --name and --force, also of `export`.
QList<QCommandLineOption> namingOptions();
FileNaming readNaming(const QCommandLineParser &parser);

/// The same, and --out, --format and --quiet.
QList<QCommandLineOption> outputOptions();
RunOutput readOutput(const QCommandLineParser &parser);

/// Why the run's output would be impossible with these settings; creates the folder.
Status prepareOutput(const RunOutput &output, const Profile &profile);

/// Writes the run's files and returns their paths; where the run is kept, an error says how they can be written later.
Result<QStringList> writeFiles(const RunRecord &result, const RunOutput &output, const Paths &paths);

/// Runs a profile without a window: a status line while it runs, then the table, the files and the exit code
/// of `run`. The first interruption drains and reports the results so far, the second stops immediately.
int runHeadless(AppContext &context, const Profile &profile, const RunOutput &output);

/// The same at an equal rate: first a pilot, kept as a run of its own; see core/run/equalrate.h.
int runAtEqualRate(AppContext &context, const Profile &profile, double sharePercent, const RunOutput &output);

/// The same for the missing trials of a kept run.
int resumeHeadless(AppContext &context, const RunRecord &run, const RunOutput &output);

/// The exit code of a finished run.
int exitCodeFor(const RunRecord &result);

} // namespace loadstone
