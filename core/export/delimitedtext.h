// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/datatable.h"
#include "core/present/runview.h"

#include <QByteArray>

namespace loadstone
{

/// RFC 4180, in UTF-8 without a byte order mark: CRLF, and quotes around cells with commas, quotes or line ends.
/// A text that a spreadsheet would run as a formula (it begins with =, +, - or @) is preceded by an apostrophe.
QByteArray toCsv(const DataTable &table);
/// The same of a table of a report: plain numbers, an empty cell for an unknown one.
QByteArray toCsv(const ReportTable &table);

/// Tabs between cells, in UTF-8, LF; tabs and line ends within a cell become spaces.
QByteArray toTsv(const DataTable &table);

} // namespace loadstone
