// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/textreport.h"

#include "core/present/reportlabels.h"
#include "core/present/servernotes.h"
#include "core/text/format.h"

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

/// Text columns are not made narrower than this, however little room there is.
constexpr qsizetype shortestText = 8;

QString verdictSign(const ThresholdVerdict &verdict, const ReportLabels &labels)
{
    return verdict.isMet ? labels.met : labels.violated;
}

QString cellText(const ReportCell &cell)
{
    const QString text = plainLine(cell.text);
    // Ranges have their place in the other reports; here the columns count.
    return cell.isNumber ? text.section(u" ("_s, 0, 0) : text;
}

/// Names that are alike differ at their end, so that a part of the middle is what is left out.
QString elided(const QString &text, qsizetype width)
{
    if (text.size() <= width)
        return text;
    const qsizetype tail = (width - 1) / 2;
    return text.left(width - 1 - tail) + u'…' + text.right(tail);
}

QList<qsizetype> columnWidths(const ReportTable &table, qsizetype columns)
{
    QList<qsizetype> widths;
    for (qsizetype c = 0; c < columns; ++c) {
        qsizetype width = table.headers[c].size();
        for (const auto &row : table.rows)
            width = std::max(width, cellText(row[c]).size());
        widths.append(width);
    }
    return widths;
}

qsizetype lineWidth(const QList<qsizetype> &widths)
{
    return std::accumulate(widths.begin(), widths.end(), widths.size() - 1);
}

/// Takes from the widest texts until a line fits, or nothing more can be taken.
void shrink(QList<qsizetype> &widths, const ReportTable &table, qsizetype room)
{
    while (lineWidth(widths) > room) {
        qsizetype widest = -1;
        for (qsizetype c = 0; c < widths.size(); ++c) {
            const bool isWider = widest < 0 || widths[c] > widths[widest];
            if (!table.isNumberColumn(c) && widths[c] > shortestText && isWider)
                widest = c;
        }
        if (widest < 0)
            return;
        --widths[widest];
    }
}

/// @param columns how many columns from the left are shown
/// @param room characters in a line; 0: no limit
QString aligned(const ReportTable &table, qsizetype columns, qsizetype room)
{
    QList<qsizetype> widths = columnWidths(table, columns);
    if (room > 0)
        shrink(widths, table, room);
    QString text;
    const auto addLine = [&](const auto &makeText) {
        QString line;
        for (qsizetype c = 0; c < columns; ++c) {
            const QString cell = elided(makeText(c), widths[c]);
            line += table.isNumberColumn(c) ? cell.rightJustified(widths[c]) : cell.leftJustified(widths[c]);
            line += u' ';
        }
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    };
    addLine([&](qsizetype c) { return table.headers[c]; });
    for (const auto &row : table.rows)
        addLine([&](qsizetype c) { return cellText(row[c]); });
    return text;
}

/// Whether a table fits without a name shortened, or has nothing to leave out.
bool fits(const ReportTable &table, qsizetype columns, qsizetype room)
{
    return room == 0 || table.shortColumns == 0 || lineWidth(columnWidths(table, columns)) <= room;
}

QString titled(const ReportTable &table, qsizetype room)
{
    if (table.rows.isEmpty())
        return {};
    const qsizetype all = table.headers.size();
    const qsizetype columns = fits(table, all, room) ? all : table.shortColumns;
    return u"\n%1\n"_s.arg(table.title) + aligned(table, columns, room);
}

QString titledTables(const QString &title, const QList<ReportTable> &tables, const QStringList &notes,
                     qsizetype room)
{
    QString text = plainLine(title) + u'\n';
    for (const ReportTable &table : tables)
        text += titled(table, room);
    text += u'\n';
    for (const QString &note : notes)
        text += plainLine(note) + u'\n';
    return text;
}

/// Notes come as lines of their own, because they are the longest; the headline has the ratio. Where
/// the resources do not fit beside the rest, they have a table of their own.
QString comparisonText(const RunView &report, qsizetype room)
{
    const ReportTable &table = report.comparison;
    const qsizetype all = table.headers.size() - 2;
    const bool isWhole = fits(table, all, room);
    QString text = aligned(table, isWhole ? all : table.shortColumns, room);
    for (const ServerStats &server : report.servers) {
        if (const QStringList notes = serverNotes(server); !notes.isEmpty())
            text += u"! %1: %2\n"_s.arg(plainLine(server.name), notes.join(u", "_s));
    }
    return isWhole ? text : text + titled(report.resources, room);
}

/// The first column of each published table, and the conclusions.
QString publishedText(const PublishedView &published, qsizetype room)
{
    if (published.isEmpty())
        return {};
    QString text = u"\n%1\n"_s.arg(published.title);
    for (const QString &note : published.notes)
        text += plainLine(note) + u'\n';
    for (const qsizetype index : published.main) {
        const ReportTable &table = published.tables[index];
        text += titled(table, room) + plainLine(table.note) + u'\n';
    }
    text += u"\n%1\n"_s.arg(published.conclusions.title);
    for (const QList<ReportCell> &row : published.conclusions.rows)
        text += u"- %1: %2 %3\n"_s.arg(row[1].text, plainLine(row[0].text), plainLine(row[2].text));
    return text + plainLine(published.conclusions.note) + u'\n';
}

QString markdownEscaped(const QString &text)
{
    QString result = plainLine(text).toHtmlEscaped();
    return result.replace(u'|', u"\\|"_s);
}

QString markdownTable(const ReportTable &table)
{
    QString text = u"| "_s + table.headers.join(u" | "_s) + u" |\n|"_s;
    for (qsizetype c = 0; c < table.headers.size(); ++c)
        text += table.isNumberColumn(c) ? u"---:|"_s : u"---|"_s;
    text += u'\n';
    for (const auto &row : table.rows) {
        QStringList cells;
        for (const ReportCell &cell : row)
            cells.append(markdownEscaped(cell.text));
        text += u"| "_s + cells.join(u" | "_s) + u" |\n"_s;
    }
    return text;
}

QString publishedMarkdown(const PublishedView &published)
{
    if (published.isEmpty())
        return {};
    QString text = u"\n## %1\n\n"_s.arg(published.title);
    for (const QString &note : published.notes)
        text += u"- %1\n"_s.arg(markdownEscaped(note));
    for (const ReportTable &table :
         QList{published.conclusions} + published.tables + QList{published.errata}) {
        if (!table.rows.isEmpty())
            text += u"\n### %1\n\n"_s.arg(markdownEscaped(table.title)) + markdownTable(table);
        if (!table.note.isEmpty())
            text += u"\n%1\n"_s.arg(markdownEscaped(table.note));
    }
    return text;
}

} // namespace

QString toText(const RunView &report, int columns)
{
    const ReportLabels labels = reportLabels();
    QString text = u"%1\n%2\n\n"_s.arg(plainLine(report.title), plainLine(report.contextLine));
    text += comparisonText(report, columns);
    for (const ReportTable &table : report.sweep)
        text += titled(table, columns);
    for (const ReportTable *table : {&report.capacity, &report.schedule, &report.endpoints})
        text += titled(*table, columns);
    if (!report.precision.rows.isEmpty())
        text += titled(report.precision, columns) + plainLine(report.precision.note) + u'\n';
    text += publishedText(report.published, columns);
    if (!report.verdicts.isEmpty()) {
        text += u"\n%1\n"_s.arg(labels.thresholds);
        for (const ThresholdVerdict &verdict : report.verdicts)
            text += u"%1 %2\n"_s.arg(verdictSign(verdict, labels).leftJustified(4), plainLine(verdict.text));
    }
    if (!report.warnings.isEmpty()) {
        text += u"\n%1\n"_s.arg(labels.warnings);
        for (const QString &warning : report.warnings)
            text += u"! %1\n"_s.arg(plainLine(warning));
    }
    return text + u"\n%1\n"_s.arg(plainLine(report.headline));
}

QString toText(const ComparisonView &comparison, int columns)
{
    return titledTables(comparison.title, comparison.tables, comparison.notes, columns);
}

QString toText(const TrendView &trend, int columns)
{
    return titledTables(trend.title, trend.tables, trend.notes, columns);
}

QString toMarkdown(const RunView &report)
{
    const ReportLabels labels = reportLabels();
    QString text = u"# %1\n\n%2\n\n"_s.arg(plainLine(report.title).toHtmlEscaped(),
                                           plainLine(report.headline).toHtmlEscaped());
    text += markdownTable(report.comparison) + u"\n%1\n"_s.arg(report.comparison.note);
    for (const ReportTable &table : report.sweep)
        text += u"\n## %1\n\n"_s.arg(plainLine(table.title).toHtmlEscaped()) + markdownTable(table);
    if (!report.capacity.rows.isEmpty())
        text += u"\n## %1\n\n"_s.arg(report.capacity.title) + markdownTable(report.capacity);
    if (!report.schedule.rows.isEmpty())
        text += u"\n## %1\n\n"_s.arg(report.schedule.title) + markdownTable(report.schedule);
    if (!report.endpoints.rows.isEmpty())
        text += u"\n## %1\n\n"_s.arg(report.endpoints.title) + markdownTable(report.endpoints);
    if (!report.phases.rows.isEmpty())
        text += u"\n## %1\n\n"_s.arg(report.phases.title) + markdownTable(report.phases);
    if (!report.precision.rows.isEmpty())
        text += u"\n## %1\n\n"_s.arg(report.precision.title) + markdownTable(report.precision)
            + u"\n%1\n"_s.arg(markdownEscaped(report.precision.note));
    text += publishedMarkdown(report.published);
    for (const ThresholdVerdict &verdict : report.verdicts)
        text += u"\n- %1 %2"_s.arg(verdictSign(verdict, labels), plainLine(verdict.text).toHtmlEscaped());
    text += report.verdicts.isEmpty() ? QString() : u"\n"_s;
    for (const QString &warning : report.warnings)
        text += u"\n- %1"_s.arg(plainLine(warning).toHtmlEscaped());
    return text + (report.warnings.isEmpty() ? QString() : u"\n"_s);
}

QString toMarkdown(const ComparisonView &comparison)
{
    QString text = u"# %1\n\n"_s.arg(markdownEscaped(comparison.title));
    for (const QString &line : {comparison.answer, comparison.caveats}) {
        if (!line.isEmpty())
            text += markdownEscaped(line) + u"\n\n"_s;
    }
    for (const ReportTable &table : comparison.tables
             + QList{comparison.percentiles, comparison.resources, comparison.settings, comparison.runs}) {
        if (table.rows.isEmpty())
            continue;
        text += u"\n## %1\n\n"_s.arg(markdownEscaped(table.title)) + markdownTable(table);
        if (!table.note.isEmpty())
            text += u"\n%1\n"_s.arg(markdownEscaped(table.note));
    }
    for (const QString &note : comparison.notes)
        text += u"\n- %1"_s.arg(markdownEscaped(note));
    return text + u'\n';
}

} // namespace loadstone
