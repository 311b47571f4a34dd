// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QStringList>

namespace loadstone
{

/// Nothing when every one of them exists, and there is one; otherwise a sentence that names them.
Status checkFormats(const QStringList &formats);

/// Whether a label can be a part of the names of a run's files.
Status checkLabel(const QString &label, const Profile &profile);

/// Makes the folder when needed and looks whether files can be made in it; asked before a run, which
/// may take hours and would be lost.
Status prepareFolder(const QString &folder);

/// Where a run's files go.
struct OutputFolder {
    QString path;
    /// The run's own folder: files of an earlier writing are replaced. In any other folder no file
    /// is touched that is there already.
    bool isOwn = false;
};

/// Writes a result in each format to FOLDER/RUN-ID[-LABEL].FORMAT, or to a file for each trial where
/// the format knows no runs (hlog, hgrm); the folder is made when needed. Where one of the names is
/// taken, all get a number: RUN-ID[-LABEL]-2.FORMAT. Returns the absolute paths, in the same order.
Result<QStringList> writeOutputs(const RunRecord &result, const QStringList &formats,
                                 const OutputFolder &folder, const QString &label = {});

} // namespace loadstone
