// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QHash>
#include <QStringList>

namespace loadstone
{

/// Values by column name, in row order. All columns have the same length.
using CsvColumns = QHash<QString, QByteArrayList>;

/// Maximum number of rows.
inline constexpr qsizetype mostCsvRows = 1'000'000;

/// Reads columns of a CSV text: RFC 4180 with commas, in UTF-8, with a header line; line endings are LF or CR
/// LF, empty lines are ignored. A quoted value may contain commas and line breaks.
/// @param wanted column names; others are validated and discarded
/// @return an error names the line
Result<CsvColumns> readCsv(const QByteArray &text, const QStringList &wanted);

} // namespace loadstone
