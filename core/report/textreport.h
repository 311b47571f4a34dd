// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/reportmodel.h"

#include <QString>

namespace loadstone
{

/// The report as plain text. Names in tables are shortened where a line would not fit.
/// @param columns width of the terminal; 0: no limit, for files and pipes
QString toText(const ReportModel &report, int columns = 100);
/// The answer, the comparison and the endpoints as Markdown.
QString toMarkdown(const ReportModel &report);

} // namespace loadstone
