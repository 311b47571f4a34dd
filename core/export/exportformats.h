// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/newfile.h"
#include "core/paint/papersize.h"
#include "core/paint/picture.h"
#include "core/present/comparisonview.h"
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

/// How pictures and paper look. Formats without them ignore it.
struct ExportOptions {
    PictureOptions picture = {};
    PaperSize paper = PaperSize::A4;
    QStringList charts = {}; ///< ids of those wanted; empty: all
};

/// A comparison, with what is shown of it.
struct ComparisonExport {
    RunComparison comparison;
    ComparisonView view;
};

/// A format of `--format`. None of them computes a figure.
struct ExportFormat {
    QString id; ///< "html"
    /// One file for the run, or one for each trial where the format knows no runs. They refer to the
    /// result until they are written.
    QList<ExportFile> (*makeFiles)(const RunRecord &result, const ExportOptions &options);
    /// nullptr: the format knows no comparisons.
    QList<ExportFile> (*makeComparisonFiles)(const ComparisonExport &comparison,
                                             const ExportOptions &options) = nullptr;
    bool drawsText = false; ///< requires a QGuiApplication
};

/// All formats; a new one is a row here.
const QList<ExportFormat> &exportFormats();
QStringList exportFormatIds();
QStringList comparisonFormatIds(); ///< of those that know comparisons
/// nullptr: there is no such format.
const ExportFormat *findExportFormat(const QString &id);

} // namespace loadstone
