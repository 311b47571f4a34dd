// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

#include <QByteArray>

namespace loadstone
{

/// The report as one HTML file that loads nothing: charts as SVG, complete without script.
/// @param json the run as JSON text; put behind "Save data"
QByteArray toHtml(const RunView &report, const QByteArray &json);

/// The report of a run with its data; the data leave out what would make the file too large.
QByteArray htmlReport(const RunRecord &result);

} // namespace loadstone
