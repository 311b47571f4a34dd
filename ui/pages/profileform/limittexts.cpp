// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/limittexts.h"

namespace loadstone
{

QList<Threshold> limitsOf(const QString &text)
{
    QList<Threshold> limits;
    for (const QString &line : text.split(u'\n')) {
        if (line.trimmed().isEmpty())
            continue;
        Threshold unread;
        unread.text = line.trimmed();
        const Result<Threshold> limit = parseThreshold(unread.text);
        limits << (limit ? *limit : unread);
    }
    return limits;
}

QString limitsText(const QList<Threshold> &limits)
{
    QStringList lines;
    for (const Threshold &limit : limits)
        lines << limit.text.trimmed();
    return lines.join(u'\n');
}

QStringList problemsOf(const QList<Threshold> &limits)
{
    QStringList problems;
    for (const Threshold &limit : limits) {
        if (const Result<Threshold> read = parseThreshold(limit.text); !read)
            problems << read.error().message;
    }
    return problems;
}

} // namespace loadstone
