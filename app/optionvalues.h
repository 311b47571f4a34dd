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

// Values of command-line options. What they may be is in core/profile/limits.h; an error names the
// option, the value and what is expected.

/// A usage error with that sentence.
Error usageError(const QString &message);

Result<qint64> readInteger(const QCommandLineParser &parser, const QString &option,
                           const Limits<qint64> &limits);

/// A number above 0.
Result<double> readPositiveNumber(const QCommandLineParser &parser, const QString &option,
                                  const Limits<double> &limits);

enum class ZeroTime { Allowed, Excluded };
/// A time such as 30s, 1m30s or 250ms.
Result<Milliseconds> readTime(const QCommandLineParser &parser, const QString &option, ZeroTime zero,
                              const Limits<Milliseconds> &limits = limits::time);
/// The same for a text that is only a part of the option's value.
Result<Milliseconds> readTime(QStringView text, const QString &option, const QString &value, ZeroTime zero,
                              const Limits<Milliseconds> &limits = limits::time);

/// Turns problems of the profile that options have made into sentences about the options.
/// @param options place in a profile → what to call it, as "/load/users" → "--users". The longest
/// that fits counts; a place without one is named as it is.
Error optionError(const QList<ProfileProblem> &problems, const QHash<QString, QString> &options);

} // namespace loadstone
