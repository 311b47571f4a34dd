// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/diskspace.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sys/statvfs.h>

namespace loadstone
{

std::optional<qint64> freeBytes(const QString &folder)
{
    QString existing = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    while (!QFileInfo::exists(existing)) {
        const QString above = QFileInfo(existing).path();
        if (above == existing)
            return {};
        existing = above;
    }
    struct statvfs space = {};
    if (::statvfs(QFile::encodeName(existing).constData(), &space) != 0)
        return {};
    return static_cast<qint64>(space.f_bavail) * static_cast<qint64>(space.f_frsize);
}

} // namespace loadstone
