// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/serverlog.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

ServerLog::ServerLog(const QString &fileName, qint64 fileLimit) : m_file(fileName), m_fileLimit(fileLimit)
{
    if (fileName.isEmpty())
        return;
    QDir().mkpath(QFileInfo(fileName).path());
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        m_fileProblem = Sentence(QT_TRANSLATE_NOOP("Sentence", "The log file %1 cannot be written: %2."),
                                 fileName, m_file.errorString());
    }
}

void ServerLog::add(const QByteArray &bytes, bool isStderr)
{
    write(bytes);
    Channel &channel = m_channels[isStderr ? 1 : 0];
    const auto isEnd = [](char c) { return c == '\n' || c == '\r'; };
    for (auto begin = bytes.cbegin(); begin != bytes.cend();) {
        const auto end = std::find_if(begin, bytes.cend(), isEnd);
        const qsizetype length = end - begin;
        const qsizetype room = maxLineLength - channel.partial.size();
        channel.partial.append(begin, qMin(room, length));
        channel.isCut = channel.isCut || length > room;
        const bool isBehindReturn = std::exchange(channel.endedAtReturn, false) && length == 0;
        if (end == bytes.cend())
            return;
        const bool isReturn = *end == '\r';
        // A carriage return before any output only returns to the start of the line.
        const bool endsLine = isReturn ? !channel.partial.isEmpty() : !isBehindReturn;
        if (endsLine)
            endLine(channel);
        channel.endedAtReturn = isReturn && endsLine;
        begin = end + 1;
    }
}

void ServerLog::endLine(Channel &channel)
{
    const QByteArray bytes = std::exchange(channel.partial, {});
    QString line = QString::fromUtf8(bytes);
    if (std::exchange(channel.isCut, false)) {
        line.truncate(maxLineLength - 1);
        line += QChar(0x2026);
    }
    m_last.append(line);
    if (m_last.size() > maxLines)
        m_last.removeFirst();
    channel.batch.append(line);
    if (channel.batch.size() > maxLines) {
        channel.batch.removeFirst();
        ++channel.skipped;
    }
}

void ServerLog::finish()
{
    for (Channel &channel : m_channels) {
        if (!channel.partial.isEmpty())
            endLine(channel);
    }
    if (m_file.isOpen())
        m_file.flush();
}

void ServerLog::write(const QByteArray &bytes)
{
    if (!m_file.isOpen())
        return;
    const qint64 room = m_fileLimit - m_written;
    const QByteArray part = bytes.left(qMax<qint64>(0, room));
    const bool isWritten = m_file.write(part) == part.size() && m_file.flush();
    m_written += part.size();
    if (!isWritten)
        m_fileProblem = Sentence(QT_TRANSLATE_NOOP("Sentence", "The log file %1 is not complete: %2."),
                                 m_file.fileName(), m_file.errorString());
    if (part.size() < bytes.size())
        m_file.write("\n[The log ends here: the server printed more than its limit.]\n");
    if (!isWritten || part.size() < bytes.size())
        m_file.close();
}

QStringList ServerLog::takeBatch(bool isStderr)
{
    Channel &channel = m_channels[isStderr ? 1 : 0];
    QStringList lines = std::exchange(channel.batch, {});
    if (const qsizetype skipped = std::exchange(channel.skipped, 0); skipped > 0)
        lines.prepend(u"[%1 lines left out here]"_s.arg(skipped));
    return lines;
}

QStringList ServerLog::lastLines(int count) const
{
    return m_last.mid(qMax<qsizetype>(0, m_last.size() - count));
}

} // namespace loadstone
