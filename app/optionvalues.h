// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/profile/limits.h"
#include "core/profile/profileproblem.h"

#include <QHash>
#include <QStringList>

class QCommandLineParser;

namespace loadstone
{

// Values of command-line options. Their ranges are in core/profile/limits.h; an error names the option, the
// value and the expected values.

/// A usage error with that sentence.
Error usageError(const QString &message);

Result<qint64> readInteger(const QCommandLineParser &parser, const QString &option,
                           const Limits<qint64> &limits);

/// A number above 0.
Result<double> readPositiveNumber(const QCommandLineParser &parser, const QString &option,
                                  const Limits<double> &limits);

/// A percentage, with or without the sign: "2%".
Result<double> readPercent(const QCommandLineParser &parser, const QString &option,
                           const Limits<double> &limits);

enum class ZeroTime { Allowed, Excluded };
/// A time such as 30s, 1m30s or 250ms.
Result<Milliseconds> readTime(const QCommandLineParser &parser, const QString &option, ZeroTime zero,
                              const Limits<Milliseconds> &limits = limits::time);
/// The same for a part of the option's value.
Result<Milliseconds> readTime(QStringView text, const QString &option, const QString &value, ZeroTime zero,
                              const Limits<Milliseconds> &limits = limits::time);

/// Converts problems of a profile that was built from options into errors about the options.
/// @param options JSON pointer → option, as "/load/users" → "--users". The longest matching pointer applies;
/// without a match the pointer itself is named.
Error optionError(const QList<ProfileProblem> &problems, const QHash<QString, QString> &options);

} // namespace loadstone
