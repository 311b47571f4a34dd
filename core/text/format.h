// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QString>
#include <QStringView>

#include <optional>

namespace loadstone
{

// One formatter for window, terminal and report, so that they cannot disagree. C locale with a
// comma between thousands; three significant digits unless said otherwise. No value, and one that is
// not finite or negative, gives "–".

/// "873 µs", "1.42 ms", "12.7 s": the unit follows the size.
QString formatMicroseconds(std::optional<qint64> microseconds);
/// A number of milliseconds without unit, for columns with one unit: "1.42", "0.087", "1,420".
QString formatAsMilliseconds(std::optional<qint64> microseconds);
/// "8,214", "29.3", "0.512": whole from 100 on.
QString formatRate(std::optional<double> perSecond);
/// "0 %", "0.09 %", "12.3 %".
QString formatPercent(std::optional<double> percent);
/// "512 B", "48.1 MiB", "4 GiB": binary units.
QString formatBytes(std::optional<qint64> bytes);
/// "1,234,567".
QString formatCount(qint64 count);
/// The text on one line: control characters, which a terminal would obey, become spaces. For
/// whatever a server said.
QString plainLine(QString text);
/// Unit for a count, translated: "processes" and 1 give "process". Units like "s" and "MiB" have no
/// plural.
/// @param unit English, in the plural; listed in the source, for translators
QString pluralUnit(qint64 count, const QString &unit);
/// "1 user", "1,234 users", translated.
QString formatCounted(qint64 count, const QString &unit);
/// A length of time in words: "0.84 s", "12 s", "1 min 30 s", "2 h 5 min".
QString formatDuration(Seconds duration);
/// A position on a time axis: "0:38", "1:02:05".
QString formatClock(double seconds);

/// Reads `90`, `90s`, `1m30s`, `1 min 30 s`, `250ms`, `1.5h`; a bare number is in seconds. Units
/// go from large to small, each at most once. Nothing for anything else, and for what is finer
/// than a millisecond.
std::optional<Milliseconds> parseDuration(QStringView text);
/// The usual text that parseDuration reads back to the same value: "1m30s", "250ms", "1.5s".
/// @param duration not negative
QString writeDuration(Milliseconds duration);

} // namespace loadstone
