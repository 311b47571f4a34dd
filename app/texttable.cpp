// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/texttable.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QList<qsizetype> columnWidths(const QList<QStringList> &rows)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (qsizetype column = 0; column < row.size(); ++column)
            widths[column] = std::max(widths[column], row[column].size());
    }
    return widths;
}

} // namespace

QString TextTable::text(int width) const
{
    const QList<qsizetype> widths = columnWidths(rows);
    QString text;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype column = 0; column < row.size(); ++column) {
            const QString &cell = row[column];
            line += column > 0 ? u"  "_s : QString();
            line += numberColumns.contains(int(column)) ? cell.rightJustified(widths[column])
                                                        : cell.leftJustified(widths[column]);
        }
        while (line.endsWith(u' '))
            line.chop(1);
        if (width > 1 && line.size() > width)
            line = line.left(width - 1) + u'…';
        text += line + u'\n';
    }
    return text;
}

} // namespace loadstone
