// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/intervallog.h"

namespace loadstone
{

QString tagPrefix(SecondPart part)
{
    switch (part) {
    case SecondPart::WarmUp:
        return QStringLiteral("warm-up/");
    case SecondPart::Drain:
        return QStringLiteral("drain/");
    case SecondPart::Measure:
        break;
    }
    return {};
}

IntervalLog::IntervalLog(const QString &path, const QString &title, const QDateTime &runStarted)
    : m_file(path)
{
    m_isComplete = m_file.open(QIODevice::WriteOnly) && m_writer.writeHeader(runStarted, title);
    if (!m_isComplete)
        m_problem = m_file.errorString();
}

void IntervalLog::add(const SecondTimes &second)
{
    write(QStringLiteral("service"), second, second.serviceTime);
    // Also while nothing is answered: the times of a log should have no holes.
    m_hasResponses = m_hasResponses || !second.responseTime.isEmpty();
    if (m_hasResponses)
        write(QStringLiteral("response"), second, second.responseTime);
    // A second of a long run that is lost with the program should be the last one only.
    m_file.flush();
}

void IntervalLog::write(const QString &kind, const SecondTimes &second, const Histogram &times)
{
    if (!m_isComplete)
        return;
    m_isComplete =
        m_writer.writeInterval({tagPrefix(second.part) + kind, second.startS, second.lengthS, times});
    if (!m_isComplete)
        m_problem = m_file.errorString();
}

QString IntervalLog::close()
{
    const bool isFlushed = !m_file.isOpen() || m_file.flush();
    if (m_isComplete && !isFlushed)
        m_problem = m_file.errorString();
    m_isComplete = m_isComplete && isFlushed;
    m_file.close();
    if (m_isComplete)
        return {};
    return QStringLiteral("The log of histograms %1 is not complete: %2. The result itself is; free space on "
                          "that disk before the next run.")
        .arg(m_file.fileName(), m_problem);
}

} // namespace loadstone
