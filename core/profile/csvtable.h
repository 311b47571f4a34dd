// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QHash>
#include <QStringList>

namespace loadstone
{

/// The values of a column from the first row of values to the last one, by the column's name. All
/// columns are equally long.
using CsvColumns = QHash<QString, QByteArrayList>;

/// The most rows of values that are read.
inline constexpr qsizetype mostCsvRows = 1'000'000;

/// Reads columns of a CSV text: RFC 4180 with commas, in UTF-8, the first line names the columns;
/// ends of line may be LF or CR LF, empty lines do not count. A quoted value may have commas and
/// line breaks.
/// @param wanted names of columns; others are checked, but not kept
/// @return an error says the line
Result<CsvColumns> readCsv(const QByteArray &text, const QStringList &wanted);

} // namespace loadstone
