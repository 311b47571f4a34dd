// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/kernelfiles.h"

#include "core/base/regularfile.h"

#include <QDir>
#include <QFileInfo>

#include <limits>

namespace loadstone
{

using namespace Qt::StringLiterals;

QString KernelFiles::path(const QString &path) const { return QDir(m_root).filePath(path); }

bool KernelFiles::exists(const QString &path) const { return QFileInfo::exists(this->path(path)); }

QString KernelFiles::text(const QString &path) const
{
    const Result<QByteArray> content = readRegularFile(this->path(path), smallFile);
    return content ? QString::fromUtf8(*content).trimmed() : QString();
}

QStringList KernelFiles::lines(const QString &path) const
{
    return text(path).split(u'\n', Qt::SkipEmptyParts);
}

std::optional<qint64> KernelFiles::number(const QString &path) const
{
    bool isNumber = false;
    const qint64 number = text(path).toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

QString KernelFiles::value(const QString &path, const QString &key) const
{
    for (const QString &line : lines(path)) {
        if (!line.startsWith(key))
            continue;
        QString rest = line.mid(key.size()).trimmed();
        if (rest.startsWith(u':') || rest.startsWith(u'='))
            rest = rest.mid(1).trimmed();
        return rest;
    }
    return {};
}

QStringList KernelFiles::entries(const QString &folder, const QString &wildcard) const
{
    QStringList found = QDir(path(folder)).entryList({wildcard}, QDir::AllEntries | QDir::NoDotAndDotDot);
    for (QString &name : found)
        name = folder + u'/' + name;
    return found;
}

OpenFileLimit readOpenFileLimit(const KernelFiles &files)
{
    const auto limit = [](const QString &text) -> std::optional<qint64> {
        if (text == u"unlimited"_s)
            return std::numeric_limits<qint64>::max();
        bool isNumber = false;
        const qint64 number = text.toLongLong(&isNumber);
        return isNumber ? std::optional(number) : std::nullopt;
    };
    const QStringList values =
        files.value(u"proc/self/limits"_s, u"Max open files"_s).simplified().split(u' ', Qt::SkipEmptyParts);
    return {limit(values.value(0)), limit(values.value(1))};
}

} // namespace loadstone
