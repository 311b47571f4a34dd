// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/hdrlog.h"
#include "core/metrics/secondtimes.h"

#include <QBuffer>
#include <QFile>

namespace loadstone
{

/// A trial's histograms second by second, written while it runs as a log that any HDR tool reads.
/// Tags tell the phases apart: "service" is measured, "warm-up/service" and "drain/service" are not;
/// where requests are due at some time, "response" stands beside "service". The header is in the file
/// from the first moment on, and each second as soon as it is complete: whenever the program is killed,
/// what it leaves can be read.
class IntervalLog
{
public:
    /// @param runStarted zero of the seconds' time axis
    IntervalLog(const QString &path, const QString &title, const QDateTime &runStarted);

    void add(const SecondTimes &second);
    /// Ends the file. Empty when everything was written; else a sentence.
    Sentence close();
    QString path() const { return m_file.fileName(); }

private:
    void write(const QString &kind, const SecondTimes &second, const Histogram &times);

    void put();

    QFile m_file;
    QBuffer m_lines; ///< not written yet: a file that is cut off ends with a whole second
    HdrLogWriter m_writer{m_lines};
    bool m_isComplete = true;
    bool m_hasResponses = false;
    QString m_problem; ///< the system's word for the first failure
};

/// "warm-up/" and "drain/" before the tags of what does not count; empty for the measure phase.
QString tagPrefix(Phase phase);

} // namespace loadstone
