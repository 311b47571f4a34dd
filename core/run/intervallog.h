// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/hdrlog.h"
#include "core/metrics/secondtimes.h"

#include <QFile>

namespace loadstone
{

/// A trial's histograms second by second, written while it runs as a log that any HDR tool reads.
/// Tags tell the phases apart: "service" is measured, "warm-up/service" and "drain/service" are not;
/// where requests are due at some time, "response" stands beside "service".
class IntervalLog
{
public:
    /// @param runStarted zero of the seconds' time axis
    IntervalLog(const QString &path, const QString &title, const QDateTime &runStarted);

    void add(const SecondTimes &second);
    /// Ends the file. Empty when everything was written; else a sentence.
    QString close();
    QString path() const { return m_file.fileName(); }

private:
    void write(const QString &kind, const SecondTimes &second, const Histogram &times);

    QFile m_file;
    HdrLogWriter m_writer{m_file};
    bool m_isComplete = true;
    bool m_hasResponses = false;
    QString m_problem; ///< the system's word for the first failure
};

/// "warm-up/" and "drain/" before the tags of what does not count; empty for the measure phase.
QString tagPrefix(SecondPart part);

} // namespace loadstone
