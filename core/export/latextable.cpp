// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/latextable.h"

#include "core/text/format.h"

#include <QHash>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString latexEscaped(const QString &text)
{
    static const QHash<QChar, QString> escapes{{u'\\', u"\\textbackslash{}"_s},
                                               {u'{', u"\\{"_s},
                                               {u'}', u"\\}"_s},
                                               {u'$', u"\\$"_s},
                                               {u'&', u"\\&"_s},
                                               {u'#', u"\\#"_s},
                                               {u'%', u"\\%"_s},
                                               {u'_', u"\\_"_s},
                                               {u'~', u"\\textasciitilde{}"_s},
                                               {u'^', u"\\textasciicircum{}"_s},
                                               {u'<', u"\\textless{}"_s},
                                               {u'>', u"\\textgreater{}"_s},
                                               {u'|', u"\\textbar{}"_s},
                                               {u'×', u"$\\times$"_s},
                                               {u'–', u"--"_s},
                                               {u'µ', u"$\\mu$"_s},
                                               {u'±', u"$\\pm$"_s},
                                               {u'−', u"$-$"_s},
                                               {u'·', u"$\\cdot$"_s},
                                               {u'…', u"\\ldots{}"_s},
                                               {u'→', u"$\\rightarrow$"_s}};
    QString escaped;
    for (const QChar character : plainLine(text))
        escaped += escapes.value(character, QString(character));
    return escaped;
}

/// @param columns how many from the left
QString latexTable(const ReportTable &table, qsizetype columns)
{
    if (table.rows.isEmpty())
        return {};
    QString alignment;
    for (qsizetype i = 0; i < columns; ++i)
        alignment += table.isNumberColumn(i) ? u'r' : u'l';
    const auto line = [columns](const auto &cells, const auto &text) {
        QStringList escaped;
        for (qsizetype i = 0; i < columns; ++i)
            escaped << latexEscaped(text(cells[i]));
        return u"    "_s + escaped.join(u" & "_s) + u" \\\\\n"_s;
    };
    QString rows;
    for (const QList<ReportCell> &row : table.rows)
        rows += line(row, [](const ReportCell &cell) { return cell.text; });
    QString text = u"\n\\begin{table}\n  \\centering\n  \\caption{%1}\n  \\label{tab:%2}\n"_s.arg(
        latexEscaped(table.title), table.id);
    text += u"  \\begin{tabular}{@{}%1@{}}\n    \\toprule\n"_s.arg(alignment);
    text += line(table.headers, [](const QString &header) { return header; });
    text += u"    \\midrule\n%1    \\bottomrule\n  \\end{tabular}\n\\end{table}\n"_s.arg(rows);
    return text;
}

QString latexPreamble(const QString &title, const QString &context)
{
    return u"% %1\n% %2\n% Needs \\usepackage{booktabs}, and \\usepackage[utf8]{inputenc} before 2018.\n"_s
        .arg(plainLine(title), plainLine(context));
}

} // namespace

QString toLatex(const ComparisonView &comparison)
{
    QString text = latexPreamble(comparison.title, comparison.contextLine);
    for (const ReportTable &table : comparison.tables + QList{comparison.percentiles, comparison.resources})
        text += latexTable(table, table.headers.size());
    return text;
}

QString toLatex(const RunView &report)
{
    QString text = latexPreamble(report.title, report.contextLine);
    const ReportTable &all = report.comparison;
    text += latexTable(all, all.shortColumns > 0 ? all.shortColumns : all.headers.size());
    for (const ReportTable *table : {&report.resources, &report.endpoints, &report.percentiles})
        text += latexTable(*table, table->headers.size());
    return text;
}

} // namespace loadstone
