// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// Small text files below a root folder, as /proc, /sys and /etc have them. The root is a
/// parameter, so that tests can show another machine. Whatever cannot be read is empty: kernels
/// and containers leave out much, and "unknown" is an answer.
class KernelFiles
{
public:
    explicit KernelFiles(QString root) : m_root(std::move(root)) { }

    /// @param path without the leading slash: "proc/loadavg"
    QString path(const QString &path) const;
    bool exists(const QString &path) const;
    QString text(const QString &path) const; ///< whole content without white space at its ends
    QStringList lines(const QString &path) const;
    std::optional<qint64> number(const QString &path) const; ///< when the file is one whole number
    /// The rest of the first line that begins with `key`, without colon and white space around it.
    QString value(const QString &path, const QString &key) const;
    /// Paths of all entries of a folder that match a wildcard, sorted by name.
    QStringList entries(const QString &folder, const QString &wildcard) const;

private:
    QString m_root;
};

/// A limit of this process with its two values, as far as known; the largest qint64 stands for "unlimited".
struct OpenFileLimit {
    std::optional<qint64> soft;
    std::optional<qint64> hard;
};
OpenFileLimit readOpenFileLimit(const KernelFiles &files);

} // namespace loadstone
