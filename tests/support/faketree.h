// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <stdexcept>

/// A folder in place of another machine's root: tests write the content of /proc, /sys and /etc into it.
class FakeTree
{
public:
    QString root() const { return m_folder.path(); }

    /// @param path without the leading slash
    void write(const QString &path, const QByteArray &content)
    {
        const QString name = m_folder.filePath(path);
        QFile file(name);
        if (!QDir().mkpath(QFileInfo(name).path()) || !file.open(QIODevice::WriteOnly)
            || file.write(content) != content.size())
            throw std::runtime_error("cannot write " + name.toStdString());
    }
    void remove(const QString &path) { QFile::remove(m_folder.filePath(path)); }

private:
    QTemporaryDir m_folder;
};
