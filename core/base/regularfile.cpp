// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/regularfile.h"

#include <QFile>
#include <QLocale>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

Error because(const Sentence &reason) { return {ErrorCode::Io, reason, {}}; }

Error systemError(int code)
{
    return {code == ENOENT || code == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Io,
            QString::fromLocal8Bit(strerror(code)),
            {}};
}

/// Names the type of a non-regular file.
Sentence describeFileKind(mode_t mode)
{
    if (S_ISDIR(mode))
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "it is a directory"));
    if (S_ISFIFO(mode))
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "it is a named pipe"));
    if (S_ISSOCK(mode))
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "it is a socket"));
    return Sentence(QT_TRANSLATE_NOOP("Sentence", "it is a device"));
}

Status checkKind(const struct stat &status, qint64 mostBytes)
{
    if (!S_ISREG(status.st_mode))
        return because(describeFileKind(status.st_mode));
    if (status.st_size > mostBytes)
        return because(Sentence(QT_TRANSLATE_NOOP("Sentence", "it is longer than %1"),
                                QLocale::c().formattedDataSize(mostBytes, 0)));
    return success();
}

} // namespace

Status openRegularFile(QFile &file, qint64 mostBytes)
{
    if (file.fileName().startsWith(u':'))
        return file.open(QIODevice::ReadOnly) ? success() : Status(because(file.errorString()));
    const QByteArray path = QFile::encodeName(file.fileName());
    // Checked before opening: open() alone blocks on a named pipe and has side effects on some devices.
    struct stat status = {};
    if (stat(path.constData(), &status) != 0)
        return systemError(errno);
    if (Status kind = checkKind(status, mostBytes); !kind)
        return kind;
    // The file may have been replaced since.
    const int descriptor = open(path.constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0)
        return systemError(errno);
    if (fstat(descriptor, &status) != 0) {
        const int code = errno;
        close(descriptor);
        return systemError(code);
    }
    Status kind = checkKind(status, mostBytes);
    if (!kind) {
        close(descriptor);
        return kind;
    }
    if (!file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
        close(descriptor);
        return because(file.errorString());
    }
    return success();
}

Result<QByteArray> readRegularFile(const QString &path, qint64 mostBytes)
{
    QFile file(path);
    if (const Status opened = openRegularFile(file, mostBytes); !opened)
        return opened.error();
    QByteArray content;
    constexpr qint64 partBytes = 64 << 10;
    // Reads of /proc return parts of any size; an empty part is the end.
    for (QByteArray part = file.read(partBytes); !part.isEmpty(); part = file.read(partBytes)) {
        content += part;
        if (content.size() > mostBytes)
            return because(Sentence(QT_TRANSLATE_NOOP("Sentence", "it is longer than %1"),
                                    QLocale::c().formattedDataSize(mostBytes, 0)));
    }
    if (file.error() != QFileDevice::NoError)
        return because(file.errorString());
    return content;
}

} // namespace loadstone
