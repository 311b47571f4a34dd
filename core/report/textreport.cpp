// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/textreport.h"

#include "core/base/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

constexpr qsizetype longestName = 20;

QString signOf(const ThresholdVerdict &verdict)
{
    if (verdict.isKept)
        return u"ok"_s;
    return verdict.isKnown ? u"FAIL"_s : u"?"_s;
}

QString cellText(const ReportCell &cell)
{
    QString text = plainLine(cell.text);
    // Ranges have their place in the other reports; here the columns count.
    if (cell.isNumber)
        text = text.section(u" ("_s, 0, 0);
    return text.size() > longestName ? text.left(longestName - 1) + u'…' : text;
}

/// @param columns how many columns from the left are shown
QString aligned(const ReportTable &table, qsizetype columns)
{
    QList<qsizetype> widths;
    for (qsizetype c = 0; c < columns; ++c) {
        qsizetype width = table.headers[c].size();
        for (const auto &row : table.rows)
            width = std::max(width, cellText(row[c]).size());
        widths.append(width);
    }
    QString text;
    const auto addLine = [&](const auto &textOf) {
        QString line;
        for (qsizetype c = 0; c < columns; ++c) {
            const bool isRight = !table.rows.isEmpty() && table.rows.first()[c].isNumber;
            line += isRight ? textOf(c).rightJustified(widths[c]) : textOf(c).leftJustified(widths[c]);
            line += u' ';
        }
        text += line.trimmed() + u'\n';
    };
    addLine([&](qsizetype c) { return table.headers[c]; });
    for (const auto &row : table.rows)
        addLine([&](qsizetype c) { return cellText(row[c]); });
    return text;
}

QString markdownTable(const ReportTable &table)
{
    const auto escaped = [](const QString &text) {
        QString result = plainLine(text).toHtmlEscaped();
        return result.replace(u'|', u"\\|"_s);
    };
    QString text = u"| "_s + table.headers.join(u" | "_s) + u" |\n|"_s;
    for (qsizetype c = 0; c < table.headers.size(); ++c)
        text += !table.rows.isEmpty() && table.rows.first()[c].isNumber ? u"---:|"_s : u"---|"_s;
    text += u'\n';
    for (const auto &row : table.rows) {
        QStringList cells;
        for (const ReportCell &cell : row)
            cells.append(escaped(cell.text));
        text += u"| "_s + cells.join(u" | "_s) + u" |\n"_s;
    }
    return text;
}

} // namespace

QString toText(const ReportModel &report)
{
    // Flags come as lines of their own, because they are the longest; the answer has the ratio.
    QString text = u"%1\n%2\n\n"_s.arg(plainLine(report.title), plainLine(report.contextLine));
    text += aligned(report.comparison, report.comparison.headers.size() - 2);
    for (const VariantSummary &variant : report.variants) {
        if (!variant.flags.isEmpty())
            text += u"! %1: %2\n"_s.arg(plainLine(variant.name), variant.flags.join(u", "_s));
    }
    if (!report.capacity.rows.isEmpty())
        text +=
            u"\n%1\n"_s.arg(report.capacity.title) + aligned(report.capacity, report.capacity.headers.size());
    if (!report.schedule.rows.isEmpty())
        text +=
            u"\n%1\n"_s.arg(report.schedule.title) + aligned(report.schedule, report.schedule.headers.size());
    if (!report.endpoints.rows.isEmpty())
        text += u"\n%1\n"_s.arg(report.endpoints.title)
            + aligned(report.endpoints, report.endpoints.headers.size());
    if (!report.verdicts.isEmpty()) {
        text += u"\nLimits\n"_s;
        for (const ThresholdVerdict &verdict : report.verdicts)
            text += u"%1 %2\n"_s.arg(signOf(verdict).leftJustified(4), plainLine(verdict.text));
    }
    if (!report.warnings.isEmpty()) {
        text += u"\nWarnings\n"_s;
        for (const QString &warning : report.warnings)
            text += u"! %1\n"_s.arg(plainLine(warning));
    }
    return text + u"\n%1\n"_s.arg(plainLine(report.answer));
}

QString toMarkdown(const ReportModel &report)
{
    QString text = u"# %1\n\n%2\n\n"_s.arg(plainLine(report.title).toHtmlEscaped(),
                                           plainLine(report.answer).toHtmlEscaped());
    text += markdownTable(report.comparison) + u"\n%1\n"_s.arg(report.comparison.note);
    if (!report.capacity.rows.isEmpty())
        text += u"\n## %1\n\n"_s.arg(report.capacity.title) + markdownTable(report.capacity);
    if (!report.schedule.rows.isEmpty())
        text += u"\n## %1\n\n"_s.arg(report.schedule.title) + markdownTable(report.schedule);
    if (!report.endpoints.rows.isEmpty())
        text += u"\n## %1\n\n"_s.arg(report.endpoints.title) + markdownTable(report.endpoints);
    if (!report.phases.rows.isEmpty())
        text += u"\n## %1\n\n"_s.arg(report.phases.title) + markdownTable(report.phases);
    for (const ThresholdVerdict &verdict : report.verdicts)
        text += u"\n- %1 %2"_s.arg(signOf(verdict), plainLine(verdict.text).toHtmlEscaped());
    text += report.verdicts.isEmpty() ? QString() : u"\n"_s;
    for (const QString &warning : report.warnings)
        text += u"\n- %1"_s.arg(plainLine(warning).toHtmlEscaped());
    return text + (report.warnings.isEmpty() ? QString() : u"\n"_s);
}

} // namespace loadstone
