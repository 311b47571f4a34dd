// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>
#include <QStringList>

#include <array>

namespace loadstone
{

/// What a server prints: every byte into a file of bounded size, the last lines in memory. A
/// server may print anything at any rate, so each part has a limit. A carriage return ends a line, too:
/// progress that is rewritten in place has nothing else for minutes.
class ServerLog
{
public:
    static constexpr qsizetype maxLineLength = 4096;
    static constexpr qsizetype maxLines = 2000; ///< kept, and waiting in a batch
    static constexpr qint64 maxFileBytes = 64LL * 1024 * 1024;

    /// @param fileName may be empty: no file then. @param fileLimit in bytes
    explicit ServerLog(const QString &fileName, qint64 fileLimit = maxFileBytes);

    /// Empty, or one sentence why the file cannot be written.
    QString fileProblem() const { return m_fileProblem; }
    void add(const QByteArray &bytes, bool isStderr);
    /// A last line without line end becomes a line.
    void finish();
    /// The lines since the last call, cut at maxLineLength; of too many the last ones.
    QStringList takeBatch(bool isStderr);
    QStringList lastLines(int count) const;

private:
    struct Channel {
        QByteArray partial; ///< of the current line, at most maxLineLength
        bool isCut = false;
        bool endedAtReturn = false; ///< the line before; a newline right behind belongs to that end
        QStringList batch;
        qsizetype skipped = 0; ///< lines dropped from the batch
    };
    void write(const QByteArray &bytes);
    void endLine(Channel &channel);

    QFile m_file;
    qint64 m_fileLimit;
    qint64 m_written = 0;
    QString m_fileProblem;
    std::array<Channel, 2> m_channels;
    QStringList m_last;
};

} // namespace loadstone
