// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/intervallog.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

QString tagPrefix(Phase phase) { return phase == Phase::Measure ? QString() : phaseId(phase) + u'/'; }

IntervalLog::IntervalLog(const QString &path, const QString &title, const QDateTime &runStarted)
    : m_file(path)
{
    m_lines.open(QIODevice::WriteOnly);
    m_isComplete = m_file.open(QIODevice::WriteOnly | QIODevice::Unbuffered);
    if (!m_isComplete)
        m_problem = m_file.errorString();
    m_writer.writeHeader(runStarted, title);
    put();
}

void IntervalLog::add(const SecondTimes &second)
{
    write(u"service"_s, second, second.serviceTime);
    // Also while nothing is answered: the times of a log should have no holes.
    m_hasResponses = m_hasResponses || !second.responseTime.isEmpty();
    if (m_hasResponses)
        write(u"response"_s, second, second.responseTime);
    put();
}

void IntervalLog::write(const QString &kind, const SecondTimes &second, const Histogram &times)
{
    m_writer.writeInterval({tagPrefix(second.phase) + kind, second.startS, second.lengthS, times});
}

void IntervalLog::put()
{
    const QByteArray lines = m_lines.data();
    m_lines.seek(0);
    m_lines.buffer().clear();
    if (!m_isComplete)
        return;
    m_isComplete = m_file.write(lines) == lines.size();
    if (!m_isComplete)
        m_problem = m_file.errorString();
}

Sentence IntervalLog::close()
{
    m_file.close();
    if (m_isComplete)
        return {};
    return Sentence(
        QT_TRANSLATE_NOOP("Sentence",
                          "The log of histograms %1 is not complete: %2. The result itself is; free space on "
                          "that disk before the next run."),
        m_file.fileName(), m_problem);
}

} // namespace loadstone
