// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/streamfilemaker.h"

#include "core/base/clock.h"
#include "core/base/regularfile.h"
#include "core/text/preparationtext.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QTemporaryFile>

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qint64 blockBytes = bytesPerMiB;
constexpr qint64 sampleBytes = 4096;
constexpr qint64 sampleCount = 64;
constexpr qint64 syncBytes = 32 * bytesPerMiB;
constexpr Milliseconds lockInterval(100);
constexpr std::chrono::minutes longestLock(30);

QString lockPath(const StreamFileOrder &order) { return order.path + u".lock"_s; }

QString mebibytes(qint64 bytes) { return QString::number(bytes / bytesPerMiB) + u" MiB"_s; }

Error stopped()
{
    return {ErrorCode::Stopped,
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "Creation of the streamed file was stopped and its partial file "
                                       "removed. It is created when next needed.")),
            {}};
}

Error ioError(const QString &path, const Sentence &reason)
{
    return {ErrorCode::Io,
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "The streamed file %1 could not be created: %2. Check that its folder "
                                       "can be written and has room."),
                     path, reason),
            {}};
}

/// Checks the free space.
Status checkRoom(const StreamFileOrder &order)
{
    const QString folder = QFileInfo(order.path).path();
    const std::optional<qint64> left = order.freeBytes(folder);
    const qint64 needed = order.bytes + order.bytes / 10;
    if (!left || *left >= needed)
        return success();
    return Error{ErrorCode::Unavailable,
                 Sentence(QT_TRANSLATE_NOOP("Sentence",
                                            "The streamed file needs %1 (its %2 and 10 % to spare), but only "
                                            "%3 are free in %4. Free some space or choose a smaller file."),
                          mebibytes(needed), mebibytes(order.bytes), mebibytes(*left), folder),
                 {}};
}

/// Writes all bytes; stops early if cancelled.
Status fill(QFile &file, const StreamFileOrder &order, const StreamFileProgress &progress,
            const std::atomic<bool> &isCancelled)
{
    const QByteArray block(blockBytes, '0');
    const qint64 reportEvery = qMax<qint64>(1, order.bytes / blockBytes / 100);
    for (qint64 written = 0; written < order.bytes; written += blockBytes) {
        if (isCancelled)
            return stopped();
        if (file.write(block) != blockBytes)
            return ioError(order.path, file.errorString());
        const qint64 done = written + blockBytes;
        // In parts: a stop has to wait for the current one.
        if (done % syncBytes == 0 && fdatasync(file.handle()) != 0)
            return ioError(order.path, QString::fromLocal8Bit(std::strerror(errno)));
        if (done / blockBytes % reportEvery == 0)
            progress(static_cast<double>(done) / static_cast<double>(order.bytes),
                     creatingStreamFileText(mebibytes(done), mebibytes(order.bytes)));
    }
    // Synced before the rename, so that a crash cannot leave an incomplete file under the final name.
    if (!file.flush() || fdatasync(file.handle()) != 0)
        return ioError(order.path, file.errorString());
    return success();
}

/// Waits for other processes that create the same file.
Status lock(QLockFile &lockFile, const StreamFileOrder &order, const StreamFileProgress &progress,
            const std::atomic<bool> &isCancelled)
{
    lockFile.setStaleLockTime(0); // only a dead holder loses its lock
    const QDeadlineTimer deadline(longestLock);
    while (!lockFile.tryLock(int(lockInterval.count()))) {
        if (isCancelled)
            return stopped();
        if (lockFile.error() != QLockFile::LockFailedError)
            return ioError(order.path,
                           Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 cannot be written"), lockPath(order)));
        if (deadline.hasExpired())
            return Error{ErrorCode::Unavailable,
                         Sentence(QT_TRANSLATE_NOOP("Sentence",
                                                    "Another process has been creating the streamed file for "
                                                    "%1 min. End it, or remove %2."),
                                  longestLock.count(), lockPath(order)),
                         {}};
        progress(-1, waitingForStreamFileText());
    }
    return success();
}

/// Removes files of killed processes. Requires the lock.
void removeParts(const StreamFileOrder &order)
{
    const QFileInfo file(order.path);
    const QStringList parts =
        file.dir().entryList({file.fileName() + u".*part"_s}, QDir::Files | QDir::Hidden);
    for (const QString &part : parts)
        file.dir().remove(part);
}

Result<QString> makeLocked(const StreamFileOrder &order, const StreamFileProgress &progress,
                           const std::atomic<bool> &isCancelled)
{
    if (isStreamFileIntact(order.path, order.bytes)) // by the previous holder of the lock
        return order.path;
    QFile::remove(order.path); // wrong size or damaged; its space counts as free
    removeParts(order);
    if (const Status room = checkRoom(order); !room)
        return room.error();
    QTemporaryFile file(order.path + u".XXXXXX.part"_s);
    if (!file.open())
        return ioError(order.path, file.errorString());
    if (const Status filled = fill(file, order, progress, isCancelled); !filled)
        return filled.error();
    // Temporary files are private to their owner; this one gets the cache's usual permissions.
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
    if (std::rename(QFile::encodeName(file.fileName()).constData(), QFile::encodeName(order.path).constData())
        != 0)
        return ioError(order.path, QString::fromLocal8Bit(std::strerror(errno)));
    file.setAutoRemove(false);
    return order.path;
}

} // namespace

bool isStreamFileIntact(const QString &path, qint64 bytes)
{
    QFile file(path);
    if (!openRegularFile(file, bytes) || file.size() != bytes)
        return false;
    const QByteArray expected(sampleBytes, '0');
    for (qint64 i = 0; i < sampleCount; ++i) {
        // Samples from the first to the last bytes.
        if (!file.seek((bytes - sampleBytes) * i / (sampleCount - 1)) || file.read(sampleBytes) != expected)
            return false;
    }
    return true;
}

Result<QString> makeStreamFile(const StreamFileOrder &order, const StreamFileProgress &progress,
                               const std::atomic<bool> &isCancelled)
{
    if (order.bytes <= 0 || order.bytes % bytesPerMiB != 0)
        return Error{ErrorCode::Usage,
                     Sentence(QT_TRANSLATE_NOOP("Sentence",
                                                "The size of the streamed file must be a positive integer in "
                                                "MiB; %1 bytes were requested."),
                              order.bytes),
                     {}};
    if (isStreamFileIntact(order.path, order.bytes))
        return order.path;
    const QString folder = QFileInfo(order.path).path();
    if (!QDir().mkpath(folder))
        return ioError(order.path, Sentence(QT_TRANSLATE_NOOP("Sentence", "the folder cannot be created")));
    QLockFile lockFile(lockPath(order));
    if (const Status locked = lock(lockFile, order, progress, isCancelled); !locked)
        return locked.error();
    return makeLocked(order, progress, isCancelled);
}

} // namespace loadstone
