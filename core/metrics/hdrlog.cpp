// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/hdrlog.h"

#include <QCoreApplication>
#include <QIODevice>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class HdrLog
{
    Q_DECLARE_TR_FUNCTIONS(HdrLog)
};

constexpr double usPerMs = 1'000;
/// Base64 of more compressed bytes than any histogram of use has.
constexpr qint64 longestLine = 8 << 20;
constexpr qsizetype mostTags = 1'000;

/// Commas end a tag and line ends the line; some readers stop at a space too.
QByteArray tagText(const QString &tag) { return QUrl::toPercentEncoding(tag, "/:!$&'()*+;=@?[]{}<>#"); }

QByteArray seconds(double value) { return QByteArray::number(value, 'f', 3); }

Error fault(qint64 line, const QString &sentence)
{
    return {ErrorCode::Usage, HdrLog::tr("Line %1: %2").arg(line).arg(sentence), {}};
}

std::optional<double> finite(const QByteArray &text)
{
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    return isNumber && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

} // namespace

bool HdrLogWriter::writeHeader(const QDateTime &start, const QString &title)
{
    const QByteArray since = seconds(double(start.toMSecsSinceEpoch()) / 1'000);
    const QByteArray text = "#[" + title.simplified().toUtf8() + "]\n"
        + "#[Histogram log format version 1.3]\n" + "#[BaseTime: " + since + " (seconds since epoch)]\n"
        + "#[StartTime: " + since + " (seconds since epoch), " + start.toUTC().toString(Qt::ISODate).toUtf8()
        + "]\n" + "#[Values are microseconds, Interval_Max is milliseconds]\n"
        + "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n";
    return m_device.write(text) == text.size();
}

bool HdrLogWriter::writeComment(const QString &text)
{
    const QByteArray line = "#[" + text.simplified().toUtf8() + "]\n";
    return m_device.write(line) == line.size();
}

bool HdrLogWriter::writeInterval(const HdrInterval &interval)
{
    QByteArray line;
    if (!interval.tag.isEmpty())
        line += "Tag=" + tagText(interval.tag) + ',';
    line += seconds(interval.startS) + ',' + seconds(interval.lengthS) + ','
        + seconds(double(interval.histogram.max()) / usPerMs) + ',' + encodeHdr(interval.histogram).toBase64()
        + '\n';
    return m_device.write(line) == line.size();
}

Result<std::optional<HdrInterval>> HdrLogReader::next()
{
    while (true) {
        const QByteArray read = m_device.readLine(longestLine + 1);
        if (read.isEmpty())
            return std::optional<HdrInterval>();
        ++m_line;
        if (read.size() >= longestLine)
            return fault(m_line, HdrLog::tr("The line exceeds the maximum length of such a log."));
        const QByteArray line = read.trimmed();
        if (line.isEmpty() || line.startsWith('#') || line.startsWith("\"StartTimestamp\""))
            continue;
        const Result<HdrInterval> interval = parse(line);
        if (interval)
            return std::optional(*interval);
        // Whoever writes such a log ends each line with a line end.
        if (read.endsWith('\n'))
            return interval.error();
        m_cutLine = m_line;
        return std::optional<HdrInterval>();
    }
}

Result<HdrInterval> HdrLogReader::parse(const QByteArray &line) const
{
    QByteArrayList fields = line.split(',');
    HdrInterval interval;
    if (fields.constFirst().startsWith("Tag=")) {
        interval.tag = QString::fromUtf8(QByteArray::fromPercentEncoding(fields.takeFirst().mid(4)));
    }
    if (fields.size() != 4)
        return fault(
            m_line,
            HdrLog::tr("An interval has start, length, maximum and histogram, separated by commas, and "
                       "before them at most a tag."));
    const std::optional<double> start = finite(fields[0]);
    const std::optional<double> length = finite(fields[1]);
    const std::optional<double> max = finite(fields[2]);
    if (!start || !length || !max || *length < 0)
        return fault(m_line, HdrLog::tr("Start, length and maximum have to be numbers."));
    interval.startS = *start;
    interval.lengthS = *length;
    const auto packed = QByteArray::fromBase64Encoding(fields[3], QByteArray::AbortOnBase64DecodingErrors);
    if (!packed)
        return fault(m_line, HdrLog::tr("The histogram is not Base64."));
    const Result<Histogram> histogram = decodeHdr(*packed, m_unit);
    if (!histogram)
        return fault(m_line, histogram.error().text());
    interval.histogram = *histogram;
    // Others write other units, which then lie outside the highest bucket.
    if (std::abs(*max) < double(Histogram::highestTrackable))
        interval.histogram.sharpenMax(std::llround(*max * usPerMs));
    return interval;
}

Result<HdrLogSum> sumHdrLog(QIODevice &device, HdrUnit unit)
{
    HdrLogReader reader(device, unit);
    HdrLogSum sum;
    QList<HdrTagTotal> &totals = sum.tags;
    while (true) {
        const Result<std::optional<HdrInterval>> next = reader.next();
        if (!next)
            return next.error();
        if (!next->has_value()) {
            sum.cutLine = reader.cutLine();
            return sum;
        }
        const HdrInterval &interval = **next;
        auto known = std::find_if(totals.begin(), totals.end(),
                                  [&](const HdrTagTotal &total) { return total.tag == interval.tag; });
        if (known == totals.end() && totals.size() == mostTags)
            return Error{ErrorCode::Usage,
                         HdrLog::tr("The log has more than %1 tags, the most that can be distinguished.")
                             .arg(mostTags),
                         {}};
        const double endS = interval.startS + interval.lengthS;
        if (known == totals.end()) {
            totals.append({interval.tag, 0, interval.startS, endS, {}});
            known = totals.end() - 1;
        }
        ++known->intervals;
        known->fromS = std::min(known->fromS, interval.startS);
        known->toS = std::max(known->toS, endS);
        known->histogram.merge(interval.histogram);
    }
}

} // namespace loadstone
