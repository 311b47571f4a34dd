// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

class QFile;

namespace loadstone
{

/// Size limits for files without a limit of their own: small texts such as those of /proc, certificates or
/// package metadata, and histogram logs.
inline constexpr qint64 smallFile = 1LL << 20;
inline constexpr qint64 largeFile = 1LL << 30;

/// The content of a regular file of at most `mostBytes`. Used for every file named by a user or a profile:
/// named pipes, sockets and devices, which may block or never end, and directories are refused without being
/// opened, also behind a link. Files of /proc and /sys, whose size is always 0, and resources (":/…") are
/// read like others.
/// @return the error's message is the bare reason, as the end of a sentence: "it is a named pipe"; its code
/// is NotFound if the file does not exist, Io otherwise
Result<QByteArray> readRegularFile(const QString &path, qint64 mostBytes);

/// Opens a regular file for reading in parts, with the same checks and errors.
/// @param file names the file; not open. It is opened by descriptor and has no name afterwards
Status openRegularFile(QFile &file, qint64 mostBytes);

} // namespace loadstone
