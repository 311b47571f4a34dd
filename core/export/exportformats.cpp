// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/exportformats.h"

#include "core/analysis/trialstats.h"
#include "core/export/comparisonjson.h"
#include "core/export/delimitedtext.h"
#include "core/export/hdrexport.h"
#include "core/export/htmlreport.h"
#include "core/export/htmltables.h"
#include "core/export/jsonreport.h"
#include "core/export/junitxml.h"
#include "core/export/latextable.h"
#include "core/export/locustcsv.h"
#include "core/export/metricfeeds.h"
#include "core/export/summarymarkdown.h"
#include "core/export/textreport.h"
#include "core/export/tools/abtext.h"
#include "core/export/tools/httperftext.h"
#include "core/export/tools/wrktext.h"
#include "core/paint/pdf/pdfreport.h"
#include "core/present/charts/charttable.h"
#include "core/present/reportdocument.h"
#include "core/present/runview.h"
#include "core/present/sparkline.h"
#include "core/results/store/runarchive.h"

#include <QFileInfo>
#include <QIODevice>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

ExportFile makeFile(const QString &ending, const QByteArray &bytes)
{
    return {ending, [bytes](QIODevice &device) {
                device.write(bytes); // an error stays with the device
                return success();
            }};
}

/// Those of these charts that are wanted.
QList<ChartModel> wanted(const QList<ChartModel> &charts, const ExportOptions &options)
{
    if (options.charts.isEmpty())
        return charts;
    QList<ChartModel> chosen;
    for (const ChartModel &chart : charts) {
        if (options.charts.contains(chart.id))
            chosen << chart;
    }
    return chosen;
}

using DrawChart = QByteArray (*)(const ChartModel &chart, const PictureOptions &options);

/// A file for each chart, drawn only when it is written.
QList<ExportFile> makePictures(const QList<ChartModel> &charts, const ExportOptions &options, DrawChart draw,
                               const QString &ending)
{
    QList<ExportFile> files;
    for (const ChartModel &chart : wanted(charts, options))
        files << ExportFile{u"-%1%2"_s.arg(chart.id, ending),
                            [chart, picture = options.picture, draw](QIODevice &device) {
                                device.write(draw(chart, picture)); // an error stays with the device
                                return success();
                            }};
    return files;
}

QByteArray chartCsv(const ChartModel &chart, const PictureOptions & /*options*/)
{
    constexpr qsizetype mostRows = 100'000;
    return toCsv(makeValueTable(chart, mostRows));
}

QList<ExportFile> makeHtml(const RunRecord &result, const ExportOptions &)
{
    return {makeFile(u".html"_s, htmlReport(result))};
}

QList<ExportFile> makeComparisonHtml(const ComparisonExport &compared, const ExportOptions &)
{
    return {makeFile(u".html"_s, htmlReport(compared.comparison, compared.view))};
}

QList<ExportFile> makeJson(const RunRecord &result, const ExportOptions &)
{
    return {makeFile(u".json"_s, jsonReport(result))};
}

QList<ExportFile> makeComparisonJson(const ComparisonExport &compared, const ExportOptions &)
{
    return {makeFile(u".json"_s, QJsonDocument(toJson(compared.comparison)).toJson())};
}

QList<ExportFile> makeMarkdown(const RunRecord &result, const ExportOptions &)
{
    return {makeFile(u".md"_s, toMarkdown(makeRunView(result)).toUtf8())};
}

QList<ExportFile> makeComparisonMarkdown(const ComparisonExport &compared, const ExportOptions &)
{
    return {makeFile(u".md"_s, toMarkdown(compared.view).toUtf8())};
}

QList<ExportFile> makePdf(const RunRecord &result, const ExportOptions &options)
{
    return {makeFile(u".pdf"_s, toPdf(makeDocument(makeRunView(result)), options.paper))};
}

QList<ExportFile> makeComparisonPdf(const ComparisonExport &compared, const ExportOptions &options)
{
    return {makeFile(u".pdf"_s, toPdf(makeDocument(compared.view), options.paper))};
}

QList<ExportFile> makeSvgs(const RunRecord &result, const ExportOptions &options)
{
    return makePictures(chartsOf(makeRunView(result)), options, toSvg, u".svg"_s);
}

QList<ExportFile> makeComparisonSvgs(const ComparisonExport &compared, const ExportOptions &options)
{
    return makePictures(chartsOf(compared.view), options, toSvg, u".svg"_s);
}

QList<ExportFile> makePngs(const RunRecord &result, const ExportOptions &options)
{
    return makePictures(chartsOf(makeRunView(result)), options, toPng, u".png"_s);
}

QList<ExportFile> makeComparisonPngs(const ComparisonExport &compared, const ExportOptions &options)
{
    return makePictures(chartsOf(compared.view), options, toPng, u".png"_s);
}

QList<ExportFile> makeChartCsvs(const RunRecord &result, const ExportOptions &options)
{
    return makePictures(chartsOf(makeRunView(result)), options, chartCsv, u".chart.csv"_s);
}

QList<ExportFile> makeComparisonChartCsvs(const ComparisonExport &compared, const ExportOptions &options)
{
    return makePictures(chartsOf(compared.view), options, chartCsv, u".chart.csv"_s);
}

QList<ExportFile> makeComparisonCsvs(const ComparisonExport &compared, const ExportOptions &)
{
    QList<ExportFile> files;
    for (const ReportTable &table : compared.view.tables)
        files << makeFile(u"-%1.csv"_s.arg(table.id), toCsv(table));
    return files;
}

QList<ExportFile> makeComparisonLatex(const ComparisonExport &compared, const ExportOptions &)
{
    return {makeFile(u".tex"_s, toLatex(compared.view).toUtf8())};
}

QList<ExportFile> makeCsv(const RunRecord &result, const ExportOptions &)
{
    QList<ExportFile> files;
    for (const DataTable &table : makeDataTables(result))
        files << makeFile(u"-%1.csv"_s.arg(table.id), toCsv(table));
    return files;
}

QList<ExportFile> makeTsv(const RunRecord &result, const ExportOptions &)
{
    QList<ExportFile> files;
    for (const DataTable &table : makeDataTables(result))
        files << makeFile(u"-%1.tsv"_s.arg(table.id), toTsv(table));
    return files;
}

QList<ExportFile> makeLatex(const RunRecord &result, const ExportOptions &)
{
    return {makeFile(u".tex"_s, toLatex(makeRunView(result)).toUtf8())};
}

QList<ExportFile> makeJunit(const RunRecord &result, const ExportOptions &)
{
    return {makeFile(u".junit.xml"_s, junitXml(result))};
}

QList<ExportFile> makePrometheus(const RunRecord &result, const ExportOptions &)
{
    return {makeFile(u".prom"_s, prometheusText(result))};
}

QList<ExportFile> makeBenchmarkAction(const RunRecord &result, const ExportOptions &)
{
    return {makeFile(u"-bigger-is-better.json"_s, benchmarkActionJson(result, true)),
            makeFile(u"-smaller-is-better.json"_s, benchmarkActionJson(result, false))};
}

bool isLoaded(const TrialRecord &trial) { return !trial.load.measured.endpoints.isEmpty(); }

QList<ExportFile> makeHdrLogs(const RunRecord &result, const ExportOptions &)
{
    QList<ExportFile> files;
    for (const TrialRecord &trial : result.trials) {
        if (isLoaded(trial))
            files << ExportFile{
                u"-%1.hlog"_s.arg(trialFileStem(trial, result)),
                [&result, &trial](QIODevice &device) { return writeHdrLog(trial, result, device); }};
    }
    return files;
}

QList<ExportFile> makeLocust(const RunRecord &result, const ExportOptions &)
{
    QList<ExportFile> files;
    for (const TrialRecord &trial : result.trials) {
        if (!isLoaded(trial))
            continue;
        for (const auto &[name, bytes] : locustCsv(trial, result))
            files << makeFile(u"-%1_%2.csv"_s.arg(trialFileStem(trial, result), name), bytes);
    }
    return files;
}

QList<ExportFile> makeHgrms(const RunRecord &result, const ExportOptions &)
{
    QList<ExportFile> files;
    for (const TrialRecord &trial : result.trials) {
        if (!isLoaded(trial))
            continue;
        const QMap<QString, QByteArray> texts = percentileTexts(trial);
        for (auto it = texts.cbegin(); it != texts.cend(); ++it)
            files << makeFile(u"-%1-%2.hgrm"_s.arg(trialFileStem(trial, result), it.key()), it.value());
    }
    return files;
}

/// A text for each measured trial.
QList<ExportFile> makeToolTexts(const RunRecord &result, const QString &ending,
                                QByteArray (*makeText)(const TrialRecord &trial, const RunRecord &run))
{
    QList<ExportFile> files;
    for (const TrialRecord &trial : result.trials) {
        if (analyseTrial(trial).isMeasured())
            files << makeFile(u"-%1.%2"_s.arg(trialFileStem(trial, result), ending), makeText(trial, result));
    }
    return files;
}

QList<ExportFile> makeAbTexts(const RunRecord &result, const ExportOptions &)
{
    return makeToolTexts(result, u"ab"_s, abText);
}

QList<ExportFile> makeHttperfTexts(const RunRecord &result, const ExportOptions &)
{
    return makeToolTexts(result, u"httperf"_s, httperfText);
}

QList<ExportFile> makeWrkTexts(const RunRecord &result, const ExportOptions &)
{
    return makeToolTexts(result, u"wrk"_s, wrkText);
}

/// Empty where no server has a log.
QString logFolder(const RunRecord &result)
{
    for (const TrialRecord &trial : result.trials) {
        if (!trial.server.logFile.isEmpty())
            return QFileInfo(trial.server.logFile).absolutePath();
    }
    return {};
}

QList<ExportFile> makeArchive(const RunRecord &result, const ExportOptions &)
{
    return {{u".loadstone"_s, [&result](QIODevice &device) {
                 QStringList leftOut;
                 return writeArchive({result, {}, {}, {}, readLogs(logFolder(result), leftOut)}, device);
             }}};
}

QList<ExportFile> makeSummary(const RunRecord &result, const ExportOptions &)
{
    const RunView view = makeRunView(result);
    QStringList rates;
    for (const ServerStats &server : view.servers)
        rates << rateSparkline(result, server.server);
    ExportFile file = makeFile(u"-summary.md"_s, toSummary(view, rates, {}).toUtf8());
    file.writeAlongside = [view, rates](QIODevice &device, const QStringList &otherNames) {
        device.write(toSummary(view, rates, otherNames).toUtf8());
        return success();
    };
    return {file};
}

QList<ExportFile> makeHtmlTables(const RunRecord &result, const ExportOptions &)
{
    return {makeFile(u"-tables.html"_s, toHtmlTables(makeRunView(result)))};
}

} // namespace

const QList<ExportFormat> &exportFormats()
{
    static const QList<ExportFormat> formats{
        {u"html"_s, makeHtml, makeComparisonHtml},
        {u"pdf"_s, makePdf, makeComparisonPdf, true},
        {u"png"_s, makePngs, makeComparisonPngs, true},
        {u"svg"_s, makeSvgs, makeComparisonSvgs},
        {u"chart-csv"_s, makeChartCsvs, makeComparisonChartCsvs},
        {u"json"_s, makeJson, makeComparisonJson},
        {u"md"_s, makeMarkdown, makeComparisonMarkdown},
        {u"csv"_s, makeCsv, makeComparisonCsvs},
        {u"tsv"_s, makeTsv},
        {u"latex"_s, makeLatex, makeComparisonLatex},
        {u"junit"_s, makeJunit},
        {u"locust"_s, makeLocust},
        {u"prometheus"_s, makePrometheus},
        {u"benchmark-action"_s, makeBenchmarkAction},
        {u"ab"_s, makeAbTexts},
        {u"httperf"_s, makeHttperfTexts},
        {u"wrk"_s, makeWrkTexts},
        {u"hlog"_s, makeHdrLogs},
        {u"hgrm"_s, makeHgrms},
        {u"loadstone"_s, makeArchive},
        {u"summary"_s, makeSummary},
        {u"html-table"_s, makeHtmlTables},
    };
    return formats;
}

QStringList exportFormatIds()
{
    QStringList ids;
    for (const ExportFormat &format : exportFormats())
        ids << format.id;
    return ids;
}

QStringList comparisonFormatIds()
{
    QStringList ids;
    for (const ExportFormat &format : exportFormats()) {
        if (format.makeComparisonFiles)
            ids << format.id;
    }
    return ids;
}

const ExportFormat *findExportFormat(const QString &id)
{
    const auto found = std::find_if(exportFormats().begin(), exportFormats().end(),
                                    [&id](const ExportFormat &format) { return format.id == id; });
    return found == exportFormats().end() ? nullptr : &*found;
}

} // namespace loadstone
