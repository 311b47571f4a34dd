// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/delimitedtext.h"

#include "core/text/format.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Names and problems come from profiles and servers.
QString withoutFormula(const QString &cell)
{
    bool isNumber = false;
    cell.toDouble(&isNumber);
    const bool isFormula = !cell.isEmpty() && u"=+-@\t\r"_s.contains(cell.front()) && !isNumber;
    return isFormula ? u'\'' + cell : cell;
}

QString csvCell(const QString &text)
{
    QString cell = withoutFormula(text);
    if (!cell.contains(u',') && !cell.contains(u'"') && !cell.contains(u'\n') && !cell.contains(u'\r'))
        return cell;
    return u'"' + cell.replace(u'"', u"\"\""_s) + u'"';
}

template<typename Convert>
QByteArray joinRows(const DataTable &table, QChar separator, const QString &lineEnd, Convert convert)
{
    QString text;
    const auto addRow = [&](const QStringList &row) {
        for (qsizetype i = 0; i < row.size(); ++i)
            text += (i > 0 ? QString(separator) : QString()) + convert(row[i]);
        text += lineEnd;
    };
    addRow(table.headers);
    for (const QStringList &row : table.rows)
        addRow(row);
    return text.toUtf8();
}

} // namespace

QByteArray toCsv(const DataTable &table) { return joinRows(table, u',', u"\r\n"_s, csvCell); }

QByteArray toCsv(const ReportTable &table)
{
    DataTable plain{table.id, table.headers, {}};
    for (const QList<ReportCell> &row : table.rows) {
        QStringList cells;
        for (const ReportCell &cell : row)
            cells << (!cell.isNumber   ? cell.text
                          : cell.value ? QString::number(*cell.value, 'g', 12)
                                       : QString());
        plain.rows << cells;
    }
    return toCsv(plain);
}

QByteArray toTsv(const DataTable &table)
{
    return joinRows(table, u'\t', u"\n"_s,
                    [](const QString &cell) { return plainLine(withoutFormula(cell)); });
}

} // namespace loadstone
