// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/htmltables.h"

#include "core/text/format.h"

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

/// On one line, so that a character that editors or terminals interpret cannot be pasted.
QString htmlText(const QString &text) { return plainLine(text).toHtmlEscaped(); }

QString fragmentRow(const QList<ReportCell> &row)
{
    QString html = u"<tr>"_s;
    for (qsizetype c = 0; c < row.size(); ++c) {
        const QString attributes =
            (c == 0 ? u" scope=\"row\""_s : QString()) + (row[c].isNumber ? u" class=\"num\""_s : QString());
        const QString tag = c == 0 ? u"th"_s : u"td"_s;
        html += u"<%1%2>%3</%1>"_s.arg(tag, attributes, htmlText(row[c].text));
    }
    return html + u"</tr>\n"_s;
}

/// Empty for a table without rows.
QString fragment(const ReportTable &table)
{
    if (table.rows.isEmpty())
        return {};
    QString html = u"<table>\n<caption>%1</caption>\n<thead>\n<tr>"_s.arg(htmlText(table.title));
    for (qsizetype c = 0; c < table.headers.size(); ++c)
        html += u"<th scope=\"col\"%1>%2</th>"_s.arg(
            table.isNumberColumn(c) ? u" class=\"num\""_s : QString(), htmlText(table.headers[c]));
    html += u"</tr>\n</thead>\n<tbody>\n"_s;
    for (const QList<ReportCell> &row : table.rows)
        html += fragmentRow(row);
    html += u"</tbody>\n</table>\n"_s;
    return table.note.isEmpty() ? html : html + u"<p>%1</p>\n"_s.arg(htmlText(table.note));
}

} // namespace

QByteArray toHtmlTables(const RunView &report)
{
    QString html;
    const PublishedView &published = report.published;
    const QList<ReportTable> tables = QList{report.comparison} + report.sweep
        + QList{report.capacity, report.schedule,  report.endpoints, report.phases,   report.percentiles,
                report.failures, report.resources, report.repeats,   report.precision}
        + QList{published.conclusions} + published.tables + QList{published.errata}
        + QList{report.settings, report.commands, report.system, report.events};
    for (const ReportTable &table : tables)
        html += fragment(table);
    return html.toUtf8();
}

} // namespace loadstone
