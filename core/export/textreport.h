// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/comparisonview.h"
#include "core/present/runview.h"
#include "core/present/trendview.h"

#include <QString>

namespace loadstone
{

/// The report as plain text. Names in tables are shortened where a line would not fit.
/// @param columns width of the terminal; 0: no limit, for files and pipes
QString toText(const RunView &report, int columns = 100);
/// The same of a comparison.
QString toText(const ComparisonView &comparison, int columns = 100);
/// The same of a trend.
QString toText(const TrendView &trend, int columns = 100);
/// The answer, the comparison and the endpoints as Markdown.
QString toMarkdown(const RunView &report);
/// The answer, all tables and notes of a comparison as Markdown.
QString toMarkdown(const ComparisonView &comparison);

} // namespace loadstone
