// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/htmlreport.h"

#include "core/export/comparisonjson.h"
#include "core/export/jsonreport.h"
#include "core/paint/svgwriter.h"
#include "core/present/charts/charttable.h"
#include "core/present/charts/drawing/chartdrawing.h"
#include "core/present/reportlabels.h"

#include <QFile>
#include <QJsonDocument>
#include <QLocale>
#include <QSet>

#include <variant>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

QString resource(const QString &name)
{
    QFile file(u":/loadstone/report/"_s + name);
    const bool isOpen = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(isOpen, "resource", "a file compiled into the program cannot be read");
    return isOpen ? QString::fromUtf8(file.readAll()) : QString();
}

QString element(const QString &name, const QString &words, const QString &attributes = {})
{
    return u"<%1%2>"_s.arg(name, attributes) + words.toHtmlEscaped() + u"</%1>\n"_s.arg(name);
}

/// For the script that sorts; unknown figures come below all others.
QString sortKeyText(const ReportCell &cell)
{
    return cell.value ? QString::number(*cell.value, 'g', 12) : u"-Infinity"_s;
}

/// Something that may be wider than a small screen and is then moved sideways, by keyboard too.
QString wide(const QString &html, const QString &name)
{
    return u"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%1\">"_s.arg(
               name.toHtmlEscaped())
        + html + u"</div>\n"_s;
}

QString toPlainTable(const ReportTable &table)
{
    QString html = u"<table class=\"sortable\" id=\"%1\"><thead><tr>"_s.arg(table.id);
    for (qsizetype i = 0; i < table.headers.size(); ++i)
        html += element(u"th"_s, table.headers[i],
                        table.isNumberColumn(i) ? u" scope=\"col\" class=\"num\""_s : u" scope=\"col\""_s);
    html += u"</tr></thead><tbody>\n"_s;
    for (const QList<ReportCell> &row : table.rows) {
        html += u"<tr>"_s;
        for (qsizetype i = 0; i < row.size(); ++i) {
            const QString sortKey =
                row[i].isNumber ? u" class=\"num\" data-value=\"%1\""_s.arg(sortKeyText(row[i])) : QString();
            html += i == 0 ? element(u"th"_s, row[i].text, u" scope=\"row\""_s + sortKey)
                           : element(u"td"_s, row[i].text, sortKey);
        }
        html += u"</tr>\n"_s;
    }
    return html + u"</tbody></table>"_s;
}

QString makeNote(const ReportTable &table)
{
    return table.note.isEmpty() ? QString() : element(u"p"_s, table.note, u" class=\"note\""_s);
}

QString toTable(const ReportTable &table)
{
    return (table.rows.isEmpty() ? QString() : wide(toPlainTable(table), table.title)) + makeNote(table);
}

/// The figures of a chart for those who do not see it: all in a block that opens, and their range
/// on paper, where nothing opens.
QString makeFigures(const ChartModel &chart, const ReportLabels &labels)
{
    if (chart.isEmpty())
        return {};
    const QString figures = u"<details>"_s + element(u"summary"_s, labels.figures)
        + toTable(makeValueTable(chart)) + u"</details>\n"_s;
    const ReportTable onPaper = makeRangeTable(chart);
    return onPaper.rows.isEmpty()
        ? figures
        : figures + u"<div class=\"paper\">"_s + toPlainTable(onPaper) + u"</div>\n"_s;
}

/// @param figures what stands under the caption
QString toFigure(const ChartModel &chart, const QString &figures)
{
    return u"<figure>"_s + wide(toPageSvg(chart), chart.title) + element(u"figcaption"_s, chart.explanation)
        + figures + u"</figure>\n"_s;
}

/// Charts next to each other where there is room. What they have in common is explained once.
QString toFigures(const QList<ChartModel> &charts, const ReportLabels &labels)
{
    constexpr int width = 340;
    QString html = u"<div class=\"figures\">\n"_s;
    QSet<QString> explained;
    for (const ChartModel &chart : charts) {
        const bool isNew = !chart.explanation.isEmpty() && !explained.contains(chart.explanation);
        explained.insert(chart.explanation);
        const bool isBroad = drawChart(chart, {.width = width}).size.width() > width;
        html += (isBroad ? u"<figure class=\"broad\">"_s : u"<figure>"_s)
            + wide(toPageSvg(chart, {width, 56}), chart.title)
            + (isNew ? element(u"figcaption"_s, chart.explanation) : QString()) + makeFigures(chart, labels)
            + u"</figure>\n"_s;
    }
    return html + u"</div>\n"_s;
}

QString list(const QStringList &items, const QString &cssClass, const QString &name)
{
    return items.isEmpty() ? QString()
                           : u"<ul class=\"%1\" aria-label=\"%2\">"_s.arg(cssClass, name.toHtmlEscaped())
            + items.join(QString()) + u"</ul>\n"_s;
}

/// What the answer compares. Scaled to a phone, the large pictures could not be read.
QString answerFigures(const QList<ChartModel> &charts)
{
    constexpr int whole = 1'180;
    constexpr int half = 570;
    constexpr int phone = 400;
    QString html;
    for (const ChartModel &chart : charts) {
        if (chart.rows.isEmpty())
            continue;
        html += u"<figure><div class=\"large\">"_s
            + toPageSvg(chart, {charts.size() > 1 ? half : whole, 56, true})
            + u"</div><div class=\"small\">"_s + toPageSvg(chart, {phone, 56, true}) + u"</div>"_s
            + (chart.explanation.isEmpty() ? QString() : element(u"figcaption"_s, chart.explanation))
            + u"</figure>"_s;
    }
    return u"<div class=\"answers\">%1</div>\n"_s.arg(html);
}

QString firstScreen(const ReportDocument &document, const ReportLabels &labels)
{
    const QString context = document.contextLine.isEmpty()
        ? document.dateText
        : u"%1 · %2"_s.arg(document.dateText, document.contextLine);
    QString html = u"<section class=\"first\">\n"_s + element(u"h1"_s, document.title)
        + element(u"p"_s, context, u" class=\"context\""_s)
        + element(u"p"_s, document.answer, u" class=\"answer\""_s);
    if (!document.caveats.isEmpty())
        html += element(u"p"_s, document.caveats, u" class=\"reservations\""_s);
    html += answerFigures(document.answerCharts);
    for (const ReportTable &table : document.answerTables)
        html += toTable(table);
    QStringList warnings;
    for (const QString &warning : document.warnings)
        warnings << element(u"li"_s, u"! "_s + warning);
    QStringList verdicts;
    for (const ThresholdVerdict &v : document.verdicts)
        verdicts << element(u"li"_s, (v.isMet ? u"✔ "_s : u"✖ "_s) + v.text,
                            v.isMet ? u" class=\"kept\""_s : u" class=\"broken\""_s);
    return html + list(warnings, u"warnings"_s, labels.warnings)
        + list(verdicts, u"verdicts"_s, labels.thresholds) + u"</section>\n"_s;
}

/// Writes the blocks of a section.
struct BlockWriter {
    QString operator()(const ReportHeading &heading) const { return element(u"h3"_s, heading.text); }

    QString operator()(const ReportParagraph &paragraph) const
    {
        return element(u"p"_s, paragraph.text, paragraph.isNote ? u" class=\"note\""_s : QString());
    }

    QString operator()(const ReportTable &table) const { return toTable(table); }

    QString operator()(const ReportFigures &figures) const
    {
        if (figures.areSmall)
            return toFigures(figures.charts, labels);
        QString html;
        for (const ChartModel &chart : figures.charts)
            html += toFigure(chart, figures.haveFigures ? makeFigures(chart, labels) : QString());
        return html;
    }

    QString operator()(const ReportNotes &notes) const
    {
        QString html = u"<dl>"_s;
        for (const auto &[name, words] : notes)
            html += element(u"dt"_s, name) + element(u"dd"_s, words);
        return html + u"</dl>\n"_s;
    }

    QString operator()(const LogExcerpt &log) const
    {
        return element(u"h3"_s, log.title) + element(u"p"_s, log.problem) + element(u"pre"_s, log.text);
    }

    const ReportLabels &labels;
};

} // namespace

QByteArray toHtml(const ReportDocument &document, const QByteArray &json)
{
    const ReportLabels labels = reportLabels();
    const bool isRightToLeft = QLocale(labels.language).textDirection() == Qt::RightToLeft;
    QString html = u"<!DOCTYPE html>\n<html lang=\"%1\"%2><head><meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                   "'unsafe-inline'; "
                   "img-src data:; script-src 'unsafe-inline'\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"_s.arg(
                       labels.language.toHtmlEscaped(), isRightToLeft ? u" dir=\"rtl\""_s : QString());
    html += element(u"title"_s, labels.pageTitle.arg(document.title));
    html += u"<style>\n"_s + resource(u"report.css"_s) + svgPageStyle() + u"</style></head><body>\n"_s;
    html += u"<button id=\"theme\" hidden>%1</button>\n"_s.arg(labels.colors.toHtmlEscaped());
    html += firstScreen(document, labels);
    const BlockWriter write{labels};
    for (const ReportSection &section : document.sections) {
        html += element(u"h2"_s, section.title, u" id=\"section-%1\""_s.arg(section.id));
        for (const ReportBlock &block : section.blocks)
            html += std::visit(write, block);
    }
    html += element(u"h2"_s, labels.data, u" class=\"save\""_s);
    html += u"<p class=\"save\"><a download=\"loadstone-result.json\" href=\"data:application/json;base64,"_s
        + QString::fromLatin1(json.toBase64())
        + u"\">%1</a> %2</p>\n"_s.arg(labels.saveData.toHtmlEscaped(), labels.whatIsSaved.toHtmlEscaped());
    html += element(u"footer"_s, document.footer);
    html += u"<script>\n"_s + resource(u"report.js"_s) + u"</script></body></html>\n"_s;
    return html.toUtf8();
}

QByteArray htmlReport(const RunRecord &result)
{
    constexpr qsizetype mostData = 480 * 1024;
    const auto text = [&](JsonDetail detail) {
        return QJsonDocument(toJson(result, detail)).toJson(QJsonDocument::Compact);
    };
    QByteArray json = text(JsonDetail::Full);
    if (json.size() > mostData)
        json = text(JsonDetail::Brief);
    return toHtml(makeDocument(makeRunView(result)), json);
}

QByteArray htmlReport(const RunComparison &comparison, const ComparisonView &view)
{
    return toHtml(makeDocument(view), QJsonDocument(toJson(comparison)).toJson(QJsonDocument::Compact));
}

} // namespace loadstone
