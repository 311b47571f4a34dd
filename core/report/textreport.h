// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/reportmodel.h"

#include <QString>

namespace loadstone
{

/// The report for a terminal: plain text, at most 100 columns except for long names in warnings.
QString toText(const ReportModel &report);
/// The answer, the comparison and the endpoints as Markdown.
QString toMarkdown(const ReportModel &report);

} // namespace loadstone
