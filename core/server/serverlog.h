// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sentence.h"
#include <QByteArray>
#include <QFile>

#include <QString>
#include <QStringList>

#include <array>

namespace loadstone
{

/// Output of a server: all bytes go to a file of bounded size, the last lines stay in memory. Servers may
/// print anything at any rate, so each part is bounded. A carriage return ends a line, too: a progress bar
/// may print nothing else for minutes.
class ServerLog
{
public:
    static constexpr qsizetype maxLineLength = 4096;
    static constexpr qsizetype maxLines = 2000; ///< in memory, and pending in a batch
    static constexpr qint64 maxFileBytes = 64LL * 1024 * 1024;

    /// @param fileName empty: no file. @param fileLimit in bytes
    explicit ServerLog(const QString &fileName, qint64 fileLimit = maxFileBytes);

    /// Empty, or why the file cannot be written, as a sentence.
    const Sentence &fileProblem() const { return m_fileProblem; }
    void add(const QByteArray &bytes, bool isStderr);
    /// Terminates an incomplete last line.
    void finish();
    /// The lines since the last call, truncated to maxLineLength; the last ones if there are too many.
    QStringList takeBatch(bool isStderr);
    QStringList lastLines(int count) const;

private:
    struct Channel {
        QByteArray partial; ///< of the current line, at most maxLineLength
        bool isCut = false;
        /// Of the previous line: a newline that follows belongs to the same line ending.
        bool endedAtReturn = false;
        QStringList batch;
        qsizetype skipped = 0; ///< lines dropped from the batch
    };
    void write(const QByteArray &bytes);
    void endLine(Channel &channel);

    QFile m_file;
    qint64 m_fileLimit;
    qint64 m_written = 0;
    Sentence m_fileProblem;
    std::array<Channel, 2> m_channels;
    QStringList m_last;
};

} // namespace loadstone
