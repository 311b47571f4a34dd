// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runresult.h"

#include <QStringList>

namespace loadstone
{

/// The formats of `--format`.
QStringList exportFormats();

/// Nothing when every one of them exists, and there is one; otherwise a sentence that names them.
Status checkFormats(const QStringList &formats);

/// Makes the folder when needed and looks whether files can be made in it; asked before a run, which
/// may take hours and would be lost.
Status prepareFolder(const QString &folder);

/// Writes a result in each format to FOLDER/RUN-ID[-LABEL].FORMAT, or to a file for each trial where
/// the format knows no runs (hlog, hgrm); the folder is made when needed. Returns the absolute paths, in the same order.
Result<QStringList> writeOutputs(const RunResult &result, const QStringList &formats, const QString &folder,
                                 const QString &label = {});

} // namespace loadstone
