// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

/// Bytes that this user may still write where a folder is, or will be once it is made; -1 when the
/// file system does not tell. Asks the file system itself: the table of mounts, which QStorageInfo
/// reads, does not have the root of a chroot or of some containers.
qint64 freeBytes(const QString &folder);

} // namespace loadstone
