// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

#include <atomic>
#include <functional>
#include <optional>

namespace loadstone
{

constexpr qint64 bytesPerMiB = 1024 * 1024;

/// Progress 0…1, -1 if unknown, with the current step.
using StreamFileProgress = std::function<void(double fraction, const QString &text)>;

struct StreamFileOrder {
    QString path;
    qint64 bytes = 0;
    std::function<std::optional<qint64>(const QString &folder)> freeBytes; ///< tests simulate a full disk
};

/// Whether the file has the right size and its samples are ASCII zeros.
bool isStreamFileIntact(const QString &path, qint64 bytes);

/// Verifies or creates the file, in the calling thread: `path` on success. A stop leaves no incomplete file
/// and returns ErrorCode::Stopped. If several processes need the same file, one creates it and the others
/// wait (at most half an hour).
Result<QString> makeStreamFile(const StreamFileOrder &order, const StreamFileProgress &progress,
                               const std::atomic<bool> &isCancelled);

} // namespace loadstone
