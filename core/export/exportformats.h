// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/newfile.h"
#include "core/results/runrecord.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

namespace loadstone
{

/// A file of an export: the end of its name, after run and label, and what puts its content there.
struct ExportFile {
    QString ending; ///< ".html", "-001-aiohttp-1.hlog"
    FileWriter write;
    /// Of a file that mentions the others of its run: the same, with their names. Nothing for most.
    std::function<Status(QIODevice &device, const QStringList &otherNames)> writeAlongside = {};
};

/// A format of `--format`. None of them computes a figure.
struct ExportFormat {
    QString id; ///< "html"
    /// One file for the run, or one for each trial where the format knows no runs. They refer to the
    /// result until they are written.
    QList<ExportFile> (*makeFiles)(const RunRecord &result);
};

/// All formats; a new one is a row here.
const QList<ExportFormat> &exportFormats();
QStringList exportFormatIds();
/// nullptr: there is no such format.
const ExportFormat *findExportFormat(const QString &id);

} // namespace loadstone
