// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/exportformats.h"

class QCommandLineParser;

namespace loadstone
{

/// The options of `export` and `compare` for charts and paper.
void addPictureOptions(QCommandLineParser &parser);
Result<ExportOptions> readPictureOptions(const QCommandLineParser &parser);

/// Whether all charts that were asked for exist; otherwise the error lists those that do.
Status checkCharts(const ExportOptions &options, const QList<ChartModel> &charts);

} // namespace loadstone
