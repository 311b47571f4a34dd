// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/htmlreport.h"
#include "core/export/jsonreport.h"
#include "core/export/textreport.h"
#include "core/present/charts/charttable.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

QString unescaped(QString text)
{
    return text.replace(u"&lt;"_s, u"<"_s)
        .replace(u"&gt;"_s, u">"_s)
        .replace(u"&quot;"_s, u"\""_s)
        .replace(u"&amp;"_s, u"&"_s);
}

QString tableBody(const QString &html, const QString &id)
{
    const qsizetype begin =
        html.indexOf(u"<tbody>", html.indexOf(u"<table class=\"sortable\" id=\"%1\""_s.arg(id)));
    return html.mid(begin, html.indexOf(u"</tbody>", begin) - begin);
}

/// Sort keys of a table's numbers, row by row.
QStringList sortKeysIn(const QString &html, const QString &id)
{
    static const QRegularExpression key(u" data-value=\"([^\"]*)\""_s);
    QStringList keys;
    for (auto matches = key.globalMatch(tableBody(html, id)); matches.hasNext();)
        keys.append(matches.next().captured(1));
    return keys;
}

/// Texts of a table's body, row by row.
QStringList tableCells(const QString &html, const QString &id)
{
    const QString body = tableBody(html, id);
    static const QRegularExpression cell(u"<t[hd][^>]*>([^<]*)</t[hd]>"_s);
    QStringList cells;
    auto matches = cell.globalMatch(body);
    while (matches.hasNext())
        cells.append(unescaped(matches.next().captured(1)));
    return cells;
}

/// The data behind "Save data".
QByteArray embeddedData(const QString &html)
{
    static const QRegularExpression link(u"data:application/json;base64,([^\"]*)"_s);
    return QByteArray::fromBase64(link.match(html).captured(1).toLatin1());
}

} // namespace

Q_DECLARE_METATYPE(loadstone::RunRecord)

class TestHtmlReport : public QObject
{
    Q_OBJECT

private slots:
    void htmlLoadsNothing();
    void bringsItsStyleAndScript();
    void hasItsSectionsInOrder();
    void noTextBecomesMarkup();
    void htmlEscapesServerOutput();
    void htmlStaysSmall();
    void tablesHaveTheFiguresOfTheModel();
    void dataIsTheJsonOfTheRun();
    void headingsGoDownOneLevelAtATime();
    void idsAreUnique();
    void nothingIsNotANumber_data();
    void nothingIsNotANumber();
    void chartTablesAreBounded();
    void chartTableHasTheValueOfEachSecond();
};

void TestHtmlReport::htmlLoadsNothing()
{
    const QString html = QString::fromUtf8(htmlReport(test::syntheticRun()));
    QVERIFY(html.contains(u"default-src 'none'"));
    static const QRegularExpression reference(
        u"\\s(src|srcset|href|action|poster|data|xlink:href)\\s*=\\s*[\"']?([^\"'\\s>]*)"_s);
    int references = 0;
    for (auto matches = reference.globalMatch(html); matches.hasNext(); ++references) {
        const QString target = matches.next().captured(2);
        QVERIFY2(target.startsWith(u"data:") || target.startsWith(u'#'), qPrintable(target.left(80)));
    }
    QVERIFY(references > 0);
    static const QRegularExpression loader(
        u"@import|url\\((?!#)|<(link|iframe|object|embed)\\b|\\bfetch\\(|\\bimport\\b\\s*[('\"]"
        "|XMLHttpRequest|WebSocket|EventSource|sendBeacon"_s);
    const QRegularExpressionMatch match = loader.match(html);
    QVERIFY2(!match.hasMatch(), qPrintable(match.captured()));
}

void TestHtmlReport::bringsItsStyleAndScript()
{
    const QString html = QString::fromUtf8(htmlReport(test::syntheticRun()));
    for (const QString &name : {u"report.css"_s, u"report.js"_s}) {
        QFile file(u":/loadstone/report/"_s + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        QVERIFY(text.size() > 200);
        QVERIFY2(html.contains(text), qPrintable(name));
    }
}

void TestHtmlReport::hasItsSectionsInOrder()
{
    const RunView report = makeRunView(test::syntheticRun());
    const QString html = QString::fromUtf8(toHtml(makeDocument(report), "{}"));
    static const QRegularExpression heading(u"<h[12][^>]*>([^<]*)"_s);
    QStringList headings;
    for (auto matches = heading.globalMatch(html); matches.hasNext();)
        headings.append(matches.next().captured(1));
    QCOMPARE(
        headings,
        QStringList({report.title, u"How to read this"_s, u"Over time"_s, u"Percentiles"_s, u"By endpoint"_s,
                     u"Parts of a request"_s, u"Failures by kind"_s, u"Resources"_s,
                     u"Repeats, in the order they ran"_s, u"Settings"_s, u"Servers as started"_s, u"System"_s,
                     u"Method"_s, u"Events"_s, u"Output of servers that failed"_s, u"Data"_s}));
    for (const ChartModel &chart : report.charts + QList{report.percentilePlot})
        QCOMPARE(html.count(u"<title id=\"%1-t\">%2</title>"_s.arg(chart.id, chart.title)), 1);
}

void TestHtmlReport::noTextBecomesMarkup()
{
    const QString hostile = u"\"'><x-hostile y=\"&amp;\">"_s;
    RunView report = makeRunView(test::syntheticRun());
    for (QString *text : {&report.title, &report.dateText, &report.contextLine, &report.conclusion,
                          &report.caveats, &report.footer, &report.bars.title})
        *text = hostile;
    report.warnings = {hostile};
    report.verdicts.first().text = hostile;
    for (ChartRow &bar : report.bars.rows)
        bar.name = bar.text = hostile;
    report.charts.append(report.percentilePlot);
    for (ChartModel &chart : report.charts) {
        chart.title = chart.explanation = chart.emptyText = chart.y.title = hostile;
        chart.x.labels.fill(hostile);
        chart.y.labels.fill(hostile);
        for (ChartSeries &series : chart.series)
            series.name = series.unit = hostile;
        for (ChartAnnotation &annotation : chart.annotations)
            annotation.label = hostile;
    }
    report.percentilePlot = report.charts.takeLast();
    for (ReportTable *table : {&report.comparison, &report.endpoints, &report.phases, &report.percentiles,
                               &report.failures, &report.resources, &report.repeats, &report.settings,
                               &report.commands, &report.system, &report.events}) {
        table->title = table->note = hostile;
        table->headers.fill(hostile);
        for (QList<ReportCell> &row : table->rows) {
            for (ReportCell &cell : row)
                cell.text = hostile;
        }
    }
    report.logs = {{hostile, hostile, hostile}};
    const QString html = QString::fromUtf8(toHtml(makeDocument(report), "{}"));
    QVERIFY(html.count(u"&lt;x-hostile") > 500);
    QVERIFY2(!html.contains(u"<x-hostile"), qPrintable(html.mid(html.indexOf(u"<x-hostile") - 200, 300)));
}

void TestHtmlReport::htmlEscapesServerOutput()
{
    const QString html = QString::fromUtf8(htmlReport(test::syntheticRun()));
    QCOMPARE(html.count(u"<script"), 1);
    QVERIFY(html.contains(u"&lt;script&gt;alert("));
    QVERIFY(!html.contains(u"<b>Service"));
    QVERIFY(!html.contains(u"Broken <server>"));
}

void TestHtmlReport::htmlStaysSmall()
{
    const qsizetype size = htmlReport(test::syntheticRun(8, 6, 30)).size();
    QVERIFY2(size <= 1024 * 1024, qPrintable(QString::number(size)));
}

void TestHtmlReport::tablesHaveTheFiguresOfTheModel()
{
    const RunRecord run = test::syntheticRun();
    const RunView report = makeRunView(run);
    const QString html = QString::fromUtf8(htmlReport(run));
    for (const ReportTable &table : {report.comparison, report.endpoints, report.percentiles, report.failures,
                                     report.resources, report.repeats, report.settings, report.commands,
                                     report.system, report.events, makeValueTable(report.charts[0]),
                                     makeValueTable(report.charts[3]), makeRangeTable(report.charts[1])}) {
        QVERIFY2(!table.rows.isEmpty(), qPrintable(table.id));
        QStringList expected;
        QStringList sortKeys;
        for (const QList<ReportCell> &row : table.rows) {
            for (const ReportCell &cell : row) {
                expected.append(cell.text);
                if (cell.isNumber)
                    sortKeys.append(cell.value ? QString::number(*cell.value, 'g', 12) : u"-Infinity"_s);
            }
        }
        QCOMPARE(tableCells(html, table.id), expected);
        QCOMPARE(sortKeysIn(html, table.id), sortKeys);
    }
    QVERIFY(html.contains(report.conclusion.toHtmlEscaped()));
    QVERIFY(html.contains(report.caveats.toHtmlEscaped()));
    for (const QString &warning : report.warnings)
        QVERIFY2(html.contains(warning.toHtmlEscaped()), qPrintable(warning));
    for (const ChartRow &bar : report.bars.rows)
        QVERIFY2(html.contains(bar.text), qPrintable(bar.text));
}

void TestHtmlReport::dataIsTheJsonOfTheRun()
{
    const RunRecord run = test::syntheticRun(2, 1, 5);
    QCOMPARE(embeddedData(QString::fromUtf8(htmlReport(run))),
             QJsonDocument(toJson(run)).toJson(QJsonDocument::Compact));
}

void TestHtmlReport::headingsGoDownOneLevelAtATime()
{
    const QString html = QString::fromUtf8(htmlReport(test::syntheticRun()));
    static const QRegularExpression heading(u"<h(\\d)"_s);
    int level = 0;
    auto matches = heading.globalMatch(html);
    while (matches.hasNext()) {
        const int next = matches.next().captured(1).toInt();
        QVERIFY(next <= level + 1);
        level = next;
    }
    QCOMPARE(html.count(u"<h1"), 1);
    QVERIFY(html.contains(u"<html lang=\"en\">"));
    static const QRegularExpression headWithoutScope(u"<th(?! scope=\"(col|row)\")[ >]"_s);
    QVERIFY(!html.contains(headWithoutScope));
}

void TestHtmlReport::idsAreUnique()
{
    const QString html = QString::fromUtf8(htmlReport(test::syntheticRun()));
    static const QRegularExpression id(u" id=\"([^\"]*)\""_s);
    QStringList ids;
    auto matches = id.globalMatch(html);
    while (matches.hasNext())
        ids.append(matches.next().captured(1));
    QVERIFY(ids.size() > 20);
    QCOMPARE(ids.removeDuplicates(), 0);
}

void TestHtmlReport::nothingIsNotANumber_data()
{
    QTest::addColumn<RunRecord>("run");
    QTest::newRow("nothing at all") << RunRecord();
    RunRecord planned = test::syntheticRun(2, 2, 5);
    planned.trials.clear();
    planned.marks.clear();
    planned.state = RunState::Failed;
    QTest::newRow("no trial") << planned;
    RunRecord unstarted = test::syntheticRun(2, 1, 5);
    for (TrialRecord &trial : unstarted.trials) {
        const PlannedTrial plan = trial.planned;
        trial = {};
        trial.planned = plan;
        trial.problem = u"The server did not start."_s;
    }
    QTest::newRow("no server started") << unstarted;
    RunRecord unanswered = test::syntheticRun(2, 1, 5);
    for (TrialRecord &trial : unanswered.trials) {
        for (EndpointMetrics &endpoint : trial.load.measured.endpoints)
            endpoint = {};
        for (SecondBucket &second : trial.timeline.seconds) {
            const double startS = second.startS;
            second = {};
            second.startS = startS;
        }
        trial.load.measured.endpoints[0].counts[std::size_t(OutcomeClass::Refused)] = 7;
    }
    QTest::newRow("only failures") << unanswered;
    RunRecord unended = unanswered;
    for (TrialRecord &trial : unended.trials)
        trial.load.measured.endpoints[0] = {};
    QTest::newRow("nothing ended") << unended;
    RunRecord idle = unanswered;
    for (TrialRecord &trial : idle.trials) {
        trial.load = {};
        trial.usage.cpuUserS = trial.usage.cpuSystemS = 0;
    }
    QTest::newRow("no request") << idle;
    QTest::newRow("all kinds") << test::syntheticRun();
}

void TestHtmlReport::nothingIsNotANumber()
{
    QFETCH(RunRecord, run);
    const RunView report = makeRunView(run);
    const QString html = QString::fromUtf8(htmlReport(run));
    static const QRegularExpression wrong(u"\\b(nan|inf)\\b"_s, QRegularExpression::CaseInsensitiveOption);
    for (const QString &text :
         {html, toText(report), toMarkdown(report), QString::fromUtf8(embeddedData(html))}) {
        const QRegularExpressionMatch match = wrong.match(text);
        QVERIFY2(!match.hasMatch(), qPrintable(text.mid(match.capturedStart() - 100, 200)));
    }
    QVERIFY(!report.headline.isEmpty());
}

void TestHtmlReport::chartTablesAreBounded()
{
    const RunView report = makeRunView(test::syntheticRun(8, 6, 30));
    for (const ChartModel &chart : report.charts) {
        const ReportTable table = makeValueTable(chart);
        QVERIFY(table.rows.size() <= maximumChartRows);
        for (const QList<ReportCell> &row : table.rows)
            QCOMPARE(row.size(), table.headers.size());
    }
    const ReportTable throughput = makeValueTable(report.charts[0]);
    QVERIFY(throughput.rows.size() > maximumChartRows / 3);
    QVERIFY(!throughput.note.isEmpty());
}

void TestHtmlReport::chartTableHasTheValueOfEachSecond()
{
    ChartModel chart;
    chart.x.max = 10;
    chart.series = {{u"a"_s, u"a"_s, u"ms"_s, ColorRole::Palette1, 1, {{{0.5, 10}, {1.5, 11}}, {{4.5, 14}}}},
                    {u"b"_s, u"b"_s, u"ms"_s, ColorRole::Palette2, 1, {{{1.2, 21}, {1.8, 29}}}}};
    const ReportTable table = makeValueTable(chart);
    QCOMPARE(table.headers, QStringList({u"At"_s, u"a, ms"_s, u"b, ms"_s}));
    QStringList cells;
    for (const QList<ReportCell> &row : table.rows) {
        for (const ReportCell &cell : row)
            cells.append(cell.text);
    }
    QCOMPARE(cells.join(u' '), u"0:00 10.0 – 0:01 11.0 21.0 0:04 14.0 –"_s);
}

LOADSTONE_TEST(TestHtmlReport, QCoreApplication)
#include "tst_htmlreport.moc"
