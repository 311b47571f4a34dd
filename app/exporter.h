// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/exportformats.h"
#include "core/results/runrecord.h"

#include <QStringList>

namespace loadstone
{

/// Checks that all formats exist, and that there is at least one; otherwise the error lists the valid ones.
Status checkFormats(const QStringList &formats);

/// Whether a label is valid within file names.
Status checkLabel(const QString &label, const Profile &profile);

/// Creates the folder if needed and checks that files can be created in it: done before a run, which may take
/// hours and would be lost.
Status prepareFolder(const QString &folder);

/// Destination of a run's files.
struct OutputFolder {
    QString path;
    /// The run's own folder: existing files are replaced. In any other folder existing files are never
    /// touched.
    bool isOwn = false;
};

/// The beginning of a run's file names: RUN-ID[-LABEL].
QString fileStem(const RunRecord &result, const QString &label);

/// Writes files to FOLDER/STEM + their endings; creates the folder if needed. If one of the names exists, all get a
/// number: STEM-2. Returns the absolute paths, in the same order.
Result<QStringList> writeFileSet(const QList<ExportFile> &files, const QString &stem,
                                 const OutputFolder &folder);

/// Writes a result in each format to FOLDER/RUN-ID[-LABEL].FORMAT, or to one file per trial in formats for
/// single trials (hlog, hgrm, ab, httperf, wrk); creates the folder if needed. If one of the names exists, all
/// get a number: RUN-ID[-LABEL]-2.FORMAT. Returns the absolute paths, in the same order.
Result<QStringList> writeOutputs(const RunRecord &result, const QStringList &formats,
                                 const OutputFolder &folder, const QString &label = {});

} // namespace loadstone
