// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/runcomparison.h"
#include "core/present/reportdocument.h"

#include <QByteArray>

namespace loadstone
{

/// A report as one HTML file that loads nothing: charts as SVG, complete without script.
/// @param json the data as JSON text; put behind "Save data"
QByteArray toHtml(const ReportDocument &document, const QByteArray &json);

/// The report of a run with its data; the data leave out what would make the file too large.
QByteArray htmlReport(const RunRecord &result);
/// The report of a comparison with its figures.
QByteArray htmlReport(const RunComparison &comparison, const ComparisonView &view);

} // namespace loadstone
