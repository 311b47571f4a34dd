// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace loadstone
{

/// Bytes this user may still write to the file system of an existing or future folder; none if unavailable.
/// Queries the file system itself: the mount table, which QStorageInfo reads, has no entry for the root of a
/// chroot or of some containers.
std::optional<qint64> freeBytes(const QString &folder);

} // namespace loadstone
