// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/summarymarkdown.h"

#include "core/present/summarylabels.h"
#include "core/text/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

constexpr qsizetype mostRows = 25;
constexpr qsizetype mostVerdicts = 20;
constexpr qsizetype mostWarnings = 12;
constexpr qsizetype mostFiles = 20;
constexpr qsizetype longestCell = 80;
constexpr qsizetype longestSentence = 500;

/// One line without HTML and Markdown: thresholds have asterisks, and names come from profiles.
QString inertText(const QString &text, qsizetype longest)
{
    QString line = plainLine(text);
    if (line.size() > longest) {
        line.truncate(longest - 1 - (line[longest - 2].isHighSurrogate() ? 1 : 0));
        line += u'…';
    }
    QString inert;
    for (const QChar c : line) {
        if (u"\\`*_[]~|"_s.contains(c))
            inert += u'\\';
        inert += c;
    }
    return inert.toHtmlEscaped();
}

QString moreLine(qsizetype left, const SummaryLabels &labels) { return labels.more.arg(formatCount(left)); }

/// Columns that are enough where there is little room, and the ratio to the best server, the last but one.
QList<qsizetype> shownColumns(const ReportTable &table)
{
    QList<qsizetype> columns;
    const qsizetype all = table.headers.size();
    for (qsizetype c = 0; c < all; ++c) {
        if (table.shortColumns == 0 || c < table.shortColumns || c == all - 2)
            columns << c;
    }
    return columns;
}

QString tableRow(const QStringList &cells) { return u"| %1 |\n"_s.arg(cells.join(u" | "_s)); }

QString comparisonSummary(const ReportTable &table, const QStringList &sparklines,
                          const SummaryLabels &labels)
{
    const QList<qsizetype> columns = shownColumns(table);
    QStringList headers;
    QStringList rules;
    for (const qsizetype c : columns) {
        headers << inertText(table.headers[c], longestCell);
        rules << (table.isNumberColumn(c) ? u"---:"_s : u"---"_s);
    }
    QString text = tableRow(headers + QStringList{labels.rates}) + tableRow(rules + QStringList{u"---"_s});
    for (qsizetype row = 0; row < std::min(mostRows, table.rows.size()); ++row) {
        QStringList cells;
        for (const qsizetype c : columns)
            cells << inertText(table.rows[row][c].text, longestCell);
        text += tableRow(cells + QStringList{sparklines.value(row)});
    }
    if (table.rows.size() > mostRows)
        text += u"\n%1\n"_s.arg(moreLine(table.rows.size() - mostRows, labels));
    return text + u"\n%1 %2\n"_s.arg(inertText(table.note, 2 * longestSentence), labels.ratesNote);
}

/// A list with a heading, cut at its end.
QString listSection(const QString &heading, const QStringList &items, qsizetype most,
                    const SummaryLabels &labels)
{
    if (items.isEmpty())
        return {};
    QString text = u"\n### %1\n\n"_s.arg(heading);
    for (const QString &item : items.mid(0, most))
        text += u"- %1\n"_s.arg(item);
    return items.size() > most ? text + u"- %1\n"_s.arg(moreLine(items.size() - most, labels)) : text;
}

/// What was not met first: it is what a pull request is stopped by.
QStringList verdictItems(QList<ThresholdVerdict> verdicts)
{
    std::stable_sort(
        verdicts.begin(), verdicts.end(),
        [](const ThresholdVerdict &a, const ThresholdVerdict &b) { return !a.isMet && b.isMet; });
    QStringList items;
    for (const ThresholdVerdict &verdict : std::as_const(verdicts)) {
        const QString sign = verdict.isMet ? u"✅"_s : verdict.value ? u"❌"_s : u"❓"_s;
        items << sign + u' ' + inertText(verdict.text, longestSentence);
    }
    return items;
}

bool isHtmlReport(const QString &name)
{
    return name.endsWith(u".html"_s) && !name.endsWith(u"-tables.html"_s); // of the format html-table
}

QString filesLine(const QStringList &files, const SummaryLabels &labels)
{
    const auto report = std::find_if(files.begin(), files.end(), isHtmlReport);
    QString line = report == files.end() ? labels.report : labels.openReport.arg(inertText(*report, 255));
    if (files.size() < 2 && report != files.end())
        return line;
    QStringList names;
    for (const QString &name : files.mid(0, mostFiles))
        names << inertText(name, 255);
    if (files.size() > mostFiles)
        names << moreLine(files.size() - mostFiles, labels);
    return names.isEmpty() ? line : line + u' ' + labels.files.arg(names.join(u", "_s));
}

} // namespace

QString toSummary(const RunView &report, const QStringList &sparklines, const QStringList &files)
{
    const SummaryLabels labels = summaryLabels();
    QString text = u"## %1\n\n"_s.arg(inertText(report.title, longestSentence));
    if (!report.conclusion.isEmpty())
        text += u"**%1**"_s.arg(inertText(report.conclusion, longestSentence));
    if (!report.caveats.isEmpty())
        text += u' ' + inertText(report.caveats, longestSentence);
    text += u"\n\n%1 · %2\n\n"_s.arg(inertText(report.dateText, longestCell),
                                     inertText(report.contextLine, longestSentence));
    text += comparisonSummary(report.comparison, sparklines, labels);
    text += listSection(labels.thresholds, verdictItems(report.verdicts), mostVerdicts, labels);
    QStringList warnings;
    for (const QString &warning : report.warnings)
        warnings << inertText(warning, longestSentence);
    text += listSection(labels.warnings, warnings, mostWarnings, labels);
    return text + u"\n%1\n"_s.arg(filesLine(files, labels));
}

} // namespace loadstone
