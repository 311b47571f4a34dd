// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/hdrcodec.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

class QIODevice;

namespace loadstone
{

/// One line of an interval log: a histogram and the time it is of.
struct HdrInterval {
    QString tag;       ///< what was recorded; empty: none
    double startS = 0; ///< as in the file: since the log's base time, or since 1970
    double lengthS = 0;
    Histogram histogram;
};

/// Writes HdrHistogram's log format 1.3, which its own tools read: a line per interval and tag.
/// Values are µs; Interval_Max is ms with three decimals, so that the exact maximum is kept.
class HdrLogWriter
{
public:
    /// @param device open for writing; must outlive the writer
    explicit HdrLogWriter(QIODevice &device) : m_device(device) { }

    /// Each of these returns false when the device took less than all.
    bool writeHeader(const QDateTime &start, const QString &title);
    bool writeComment(const QString &text);
    bool writeInterval(const HdrInterval &interval);

private:
    QIODevice &m_device;
};

/// Reads such logs line by line, whoever wrote them; takes memory for one line at a time.
class HdrLogReader
{
public:
    /// @param device open for reading; must outlive the reader
    explicit HdrLogReader(QIODevice &device, HdrUnit unit = HdrUnit::Micro) : m_device(device), m_unit(unit)
    {
    }

    /// The next interval, or nothing at the end. An error names the line.
    Result<std::optional<HdrInterval>> next();

    /// The number of the last line when it was cut off (its writer was ended, or its disk is full),
    /// once next() has come to the end: it is not among the intervals. Nothing when it is complete.
    std::optional<qint64> cutLine() const { return m_cutLine; }

private:
    Result<HdrInterval> parse(const QByteArray &line) const;

    QIODevice &m_device;
    HdrUnit m_unit;
    qint64 m_line = 0;
    std::optional<qint64> m_cutLine;
};

/// All intervals of one tag together.
struct HdrTagTotal {
    QString tag;
    qint64 intervals = 0;
    double fromS = 0; ///< of the earliest
    double toS = 0;   ///< end of the latest
    Histogram histogram;
};

/// A log summed up.
struct HdrLogSum {
    QList<HdrTagTotal> tags;       ///< in the order in which they appear
    std::optional<qint64> cutLine; ///< as HdrLogReader::cutLine()
};

/// Sums a log up by tags.
Result<HdrLogSum> sumHdrLog(QIODevice &device, HdrUnit unit = HdrUnit::Micro);

} // namespace loadstone
