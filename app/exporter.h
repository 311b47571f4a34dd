// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/filenames.h"
#include "core/export/exportformats.h"
#include "core/results/runrecord.h"

#include <QStringList>

namespace loadstone
{

/// Checks that all formats exist, and that there is at least one; otherwise the error lists the valid ones.
Status checkFormats(const QStringList &formats);

/// Creates the folder if needed and checks that files can be created in it: done before a run, which may take
/// hours and would be lost.
Status prepareFolder(const QString &folder);

/// Destination of a run's files.
struct OutputFolder {
    QString path;
    /// Existing files are replaced: in the run's own folder, and with --force. Otherwise existing files are never
    /// touched.
    bool replacesFiles = false;
};

/// Writes files to FOLDER/STEM + their endings; creates the folder if needed. If one of the names exists, all get a
/// number: STEM-2. Each file is complete or not there; after an error none of those that are new is left. Returns the
/// absolute paths, in the same order.
Result<QStringList> writeFileSet(const QList<ExportFile> &files, const RunRecord &result,
                                 const FileNaming &naming, const OutputFolder &folder);

/// The same with a name that is known to be valid.
Result<QStringList> writeFileSet(const QList<ExportFile> &files, const QString &stem,
                                 const OutputFolder &folder);

/// Writes a result in each format to FOLDER/STEM.FORMAT, or to one file per trial in formats for single trials (hlog,
/// hgrm, ab, httperf, wrk), as writeFileSet() does.
Result<QStringList> writeOutputs(const RunRecord &result, const QStringList &formats,
                                 const OutputFolder &folder, const FileNaming &naming = {});

} // namespace loadstone
