// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/thresholdtext.h"

namespace loadstone
{

QList<Threshold> parseThresholds(const QString &text)
{
    QList<Threshold> thresholds;
    for (const QString &line : text.split(u'\n')) {
        if (line.trimmed().isEmpty())
            continue;
        Threshold unread;
        unread.text = line.trimmed();
        const Result<Threshold> limit = parseThreshold(unread.text);
        thresholds << (limit ? *limit : unread);
    }
    return thresholds;
}

QString thresholdsText(const QList<Threshold> &thresholds)
{
    QStringList lines;
    for (const Threshold &limit : thresholds)
        lines << limit.text.trimmed();
    return lines.join(u'\n');
}

QStringList thresholdProblems(const QList<Threshold> &thresholds)
{
    QStringList problems;
    for (const Threshold &limit : thresholds) {
        if (const Result<Threshold> read = parseThreshold(limit.text); !read)
            problems << read.error().text();
    }
    return problems;
}

} // namespace loadstone
