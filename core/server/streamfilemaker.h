// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

#include <atomic>
#include <functional>

namespace loadstone
{

constexpr qint64 bytesPerMiB = 1024 * 1024;

/// How far it is, 0…1, -1 unknown; and what is being done.
using StreamFileProgress = std::function<void(double fraction, const QString &text)>;

struct StreamFileOrder {
    QString path;
    qint64 bytes = 0;
    std::function<qint64(const QString &folder)> freeBytes; ///< a test may pretend a full disk
};

/// Whether the file has the right size and its sampled content is ASCII zeros.
bool isStreamFileSound(const QString &path, qint64 bytes);

/// Verifies or makes the file, in the calling thread: `path` on success. A stop leaves nothing
/// half-made and gives ErrorCode::Stopped. Of several that make the same file at the same time, in any
/// processes, one does and the others wait for it (at most half an hour).
Result<QString> makeStreamFile(const StreamFileOrder &order, const StreamFileProgress &progress,
                               const std::atomic<bool> &isCancelled);

} // namespace loadstone
