// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/htmlreport.h"

#include "core/export/jsonreport.h"
#include "core/present/charts/charttable.h"
#include "core/present/charts/drawing/chartdrawing.h"
#include "core/present/charts/svgwriter.h"
#include "core/present/reportlabels.h"

#include <QFile>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>

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
    return u"<figure>"_s + wide(toSvg(chart), chart.title) + element(u"figcaption"_s, chart.explanation)
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
            + wide(toSvg(chart, {SvgTheme::Page, width, 56}), chart.title)
            + (isNew ? element(u"figcaption"_s, chart.explanation) : QString()) + makeFigures(chart, labels)
            + u"</figure>\n"_s;
    }
    return html + u"</div>\n"_s;
}

QString section(const ReportTable &table) { return element(u"h2"_s, table.title) + toTable(table); }

QString firstScreen(const RunView &report, const ReportLabels &labels)
{
    QString html = u"<section class=\"first\">\n"_s + element(u"h1"_s, report.title)
        + element(u"p"_s, u"%1 · %2"_s.arg(report.dateText, report.contextLine), u" class=\"context\""_s)
        + element(u"p"_s, report.conclusion, u" class=\"answer\""_s);
    if (!report.caveats.isEmpty())
        html += element(u"p"_s, report.caveats, u" class=\"reservations\""_s);
    // Scaled to a phone, the large picture could not be read.
    html += u"<figure><div class=\"large\">"_s + toSvg(report.bars, {SvgTheme::Page, 1180, 0})
        + u"</div><div class=\"small\">"_s + toSvg(report.bars, {SvgTheme::Page, 400, 0})
        + u"</div></figure>\n"_s;
    html += toTable(report.comparison);
    if (!report.warnings.isEmpty()) {
        html += u"<ul class=\"warnings\" aria-label=\"%1\">"_s.arg(labels.warnings.toHtmlEscaped());
        for (const QString &warning : report.warnings)
            html += element(u"li"_s, u"! "_s + warning);
        html += u"</ul>\n"_s;
    }
    if (!report.verdicts.isEmpty()) {
        html += u"<ul class=\"verdicts\" aria-label=\"%1\">"_s.arg(labels.thresholds.toHtmlEscaped());
        for (const ThresholdVerdict &v : report.verdicts)
            html += element(u"li"_s, (v.isMet ? u"✔ "_s : u"✖ "_s) + v.text,
                            v.isMet ? u" class=\"kept\""_s : u" class=\"broken\""_s);
        html += u"</ul>\n"_s;
    }
    return html + u"</section>\n"_s;
}

/// The charts of a sweep, and the tables that have more than their figures.
QString sweepSection(const RunView &report, const ReportLabels &labels)
{
    if (report.sweepCharts.isEmpty())
        return {};
    QString html = element(u"h2"_s, labels.sweep) + toFigures(report.sweepCharts, labels);
    for (const ReportTable &table : report.sweep) {
        const bool isDrawn = std::any_of(report.sweepCharts.begin(), report.sweepCharts.end(),
                                         [&table](const ChartModel &chart) { return chart.id == table.id; });
        if (!isDrawn)
            html += section(table);
    }
    return html;
}

QString repeatsSection(const RunView &report, const ReportLabels &labels)
{
    QString html = element(u"h2"_s, report.repeats.title);
    if (!report.repeatCharts.isEmpty())
        html += toFigures(report.repeatCharts, labels);
    return html + toTable(report.repeats);
}

QString notesSection(const QString &title, const ReportNotes &notes)
{
    QString html = element(u"h2"_s, title) + u"<dl>"_s;
    for (const auto &[name, words] : notes)
        html += element(u"dt"_s, name) + element(u"dd"_s, words);
    return html + u"</dl>\n"_s;
}

/// Published figures alongside those of the run.
QString publishedSection(const PublishedView &published)
{
    if (published.isEmpty())
        return {};
    QString html = element(u"h2"_s, published.title, u" id=\"published\""_s);
    for (const QString &note : published.notes)
        html += element(u"p"_s, note, u" class=\"note\""_s);
    for (const ReportTable &table :
         QList{published.conclusions} + published.tables + QList{published.errata}) {
        if (!table.rows.isEmpty())
            html += element(u"h3"_s, table.title);
        html += toTable(table);
    }
    return html;
}

} // namespace

QByteArray toHtml(const RunView &report, const QByteArray &json)
{
    const ReportLabels labels = reportLabels();
    QString html = u"<!DOCTYPE html>\n<html lang=\"%1\"><head><meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                   "'unsafe-inline'; "
                   "img-src data:; script-src 'unsafe-inline'\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"_s.arg(
                       labels.language.toHtmlEscaped());
    html += element(u"title"_s, labels.pageTitle.arg(report.title));
    html += u"<style>\n"_s + resource(u"report.css"_s) + heatMapStyle() + u"</style></head><body>\n"_s;
    html += firstScreen(report, labels);
    html += sweepSection(report, labels);
    if (!report.capacity.rows.isEmpty()) // what the answer of a search rests on
        html += section(report.capacity);
    html += notesSection(labels.howToRead, report.glossary) + element(u"h2"_s, labels.overTime);
    for (const ChartModel &chart : report.charts)
        html += toFigure(chart, makeFigures(chart, labels));
    html +=
        element(u"h2"_s, labels.percentiles) + toFigure(report.percentilePlot, toTable(report.percentiles));
    if (!report.schedule.rows.isEmpty()) // only of open loads
        html += section(report.schedule);
    html += publishedSection(report.published);
    html += section(report.endpoints) + section(report.phases) + section(report.failures)
        + section(report.resources) + repeatsSection(report, labels)
        + (report.precision.rows.isEmpty() ? QString() : section(report.precision)) + section(report.settings)
        + section(report.commands) + section(report.system) + notesSection(labels.method, report.method)
        + section(report.events);
    if (!report.logs.isEmpty())
        html += element(u"h2"_s, labels.serverOutput);
    for (const LogExcerpt &log : report.logs)
        html += element(u"h3"_s, log.title) + element(u"p"_s, log.problem) + element(u"pre"_s, log.text);
    html += element(u"h2"_s, labels.data, u" class=\"save\""_s);
    html += u"<p class=\"save\"><a download=\"loadstone-result.json\" href=\"data:application/json;base64,"_s
        + QString::fromLatin1(json.toBase64())
        + u"\">%1</a> %2</p>\n"_s.arg(labels.saveData.toHtmlEscaped(), labels.whatIsSaved.toHtmlEscaped());
    html += element(u"footer"_s, report.footer);
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
    return toHtml(makeRunView(result), json);
}

} // namespace loadstone
