// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

class QFile;

namespace loadstone
{

/// Limits for what has none of its own: a text such as those of /proc, a certificate or a package's
/// metadata, and a log of histograms.
inline constexpr qint64 smallFile = 1LL << 20;
inline constexpr qint64 largeFile = 1LL << 30;

/// The content of a regular file of at most `mostBytes`. Every file that a person or a profile names
/// is read with this: named pipes, sockets and devices, which may never end or block for ever, and
/// directories are refused without being opened, also behind a link. Files of /proc and /sys, whose
/// size is 0 whatever they hold, and resources (":/…") are read like others.
/// @return an error's message is the reason alone, as the end of a sentence: "it is a named pipe";
/// the code is NotFound when there is nothing of that name, Io otherwise
Result<QByteArray> readRegularFile(const QString &path, qint64 mostBytes);

/// Opens a regular file for reading in parts, under the same conditions and with the same errors.
/// @param file that names the file; not open. It is opened by descriptor, and has no name afterwards
Status openRegularFile(QFile &file, qint64 mostBytes);

} // namespace loadstone
