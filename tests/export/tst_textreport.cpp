// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/htmlreport.h"
#include "core/export/textreport.h"
#include "core/present/servernotes.h"
#include "core/text/format.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

QStringList simplifiedLines(const QString &text)
{
    QStringList lines;
    for (const QString &line : text.split(u'\n'))
        lines.append(line.simplified());
    return lines;
}

} // namespace

class TestTextReport : public QObject
{
    Q_OBJECT

private slots:
    void textFitsTheTerminal_data();
    void textFitsTheTerminal();
    void namesAreCutOnlyWhereTheyHaveTo();
    void resourcesHaveASeparateTableIfTooWide();
    void meanAndRequestsAreInEveryFormat();
    void textHasTheFiguresOfTheModel();
    void markdownHasTheFiguresOfTheModel();
    void thresholdsAreShownWithTheirSign();
    void serverOutputStaysText();
};

void TestTextReport::textFitsTheTerminal_data()
{
    QTest::addColumn<int>("columns");
    for (const int columns : {80, 90, 100, 120, 160, 200})
        QTest::addRow("%d", columns) << columns;
}

void TestTextReport::textFitsTheTerminal()
{
    QFETCH(int, columns);
    RunView report = makeRunView(test::syntheticRun());
    QVERIFY(toText(report, columns).endsWith(report.headline + u'\n'));
    for (ReportTable *table : {&report.comparison, &report.endpoints})
        table->rows.first().first().text = u"A server with a name that goes on and on (tuned, workers=4)"_s;
    const QString tables = toText(report, columns).section(u"Thresholds"_s, 0, 0);
    for (const QString &line : tables.split(u'\n')) {
        if (!line.startsWith(u'!'))
            QVERIFY2(line.size() <= columns, qPrintable(line));
    }
}

void TestTextReport::namesAreCutOnlyWhereTheyHaveTo()
{
    RunView report = makeRunView(test::syntheticRun());
    const QString name = u"A server with a name that goes on and on (tuned, workers=4)"_s;
    report.comparison.rows.first().first().text = name;
    for (const int columns : {0, 160, 200})
        QVERIFY2(toText(report, columns).contains(name), qPrintable(QString::number(columns)));
    // Servers differ at the end of their names.
    const QString narrow = toText(report, 100);
    QVERIFY(!narrow.contains(name));
    QVERIFY2(narrow.contains(u"A server with a"_s) && narrow.contains(u", workers=4)"_s), qPrintable(narrow));
}

void TestTextReport::resourcesHaveASeparateTableIfTooWide()
{
    const RunView report = makeRunView(test::syntheticRun());
    QVERIFY(toText(report, 80).contains(u"\nResources\n"_s));
    QCOMPARE(toText(report, 80).count(u"Peak MiB"_s), 1);
    QVERIFY(toText(report, 80).contains(u"RPS per CPU-second"_s));
    for (const int columns : {0, 200}) {
        QVERIFY(!toText(report, columns).contains(u"\nResources\n"_s));
        QVERIFY(toText(report, columns).contains(u"Peak MiB"_s));
    }
}

void TestTextReport::meanAndRequestsAreInEveryFormat()
{
    const RunRecord run = test::syntheticRun(1, 1, 20);
    const RunView report = makeRunView(run);
    const EndpointMetrics total = run.trials.first().load.measured.total();
    const QString requests = formatCount(total.ended());
    const QString mean = formatAsMilliseconds(qRound64(total.serviceTime.mean()));
    QVERIFY(
        simplifiedLines(toText(report)).join(u'\n').contains(u"Server 1 %1 4,000 %2 "_s.arg(requests, mean)));
    QVERIFY(toMarkdown(report).contains(u"| Server 1 | %1 | 4,000 | %2 |"_s.arg(requests, mean)));
    const QString html = QString::fromUtf8(toHtml(makeDocument(report), {}));
    for (const QString &cell : {requests, mean})
        QVERIFY2(html.contains(u'>' + cell + u"</td>"_s), qPrintable(cell));
}

void TestTextReport::textHasTheFiguresOfTheModel()
{
    const RunView report = makeRunView(test::syntheticRun());
    const QStringList lines = simplifiedLines(toText(report, 0));
    for (const QList<ReportCell> &row : report.comparison.rows) {
        QStringList cells;
        for (const ReportCell &cell : row.mid(0, row.size() - 2))
            cells.append(cell.isNumber ? cell.text.section(u" ("_s, 0, 0) : cell.text);
        QVERIFY2(lines.contains(cells.join(u' ')), qPrintable(cells.join(u' ')));
    }
    for (const QString &warning : report.warnings)
        QVERIFY2(lines.contains(u"! "_s + warning), qPrintable(warning));
    for (const ServerStats &server : report.servers) {
        const QString notes = u"! %1: %2"_s.arg(server.name, serverNotes(server).join(u", "_s));
        QVERIFY2(lines.contains(notes) != serverNotes(server).isEmpty(), qPrintable(notes));
    }
}

void TestTextReport::markdownHasTheFiguresOfTheModel()
{
    const RunView report = makeRunView(test::syntheticRun());
    const QStringList lines = simplifiedLines(toMarkdown(report));
    for (const ReportTable &table : {report.comparison, report.endpoints}) {
        QVERIFY(lines.contains(u"| %1 |"_s.arg(table.headers.join(u" | "_s))));
        for (const QList<ReportCell> &row : table.rows) {
            QStringList cells;
            for (const ReportCell &cell : row)
                cells.append(cell.text.toHtmlEscaped());
            const QString line = u"| %1 |"_s.arg(cells.join(u" | "_s)).simplified();
            QVERIFY2(lines.contains(line), qPrintable(line));
        }
    }
    for (const QString &warning : report.warnings)
        QVERIFY2(lines.contains(u"- "_s + warning.toHtmlEscaped()), qPrintable(warning));
}

void TestTextReport::thresholdsAreShownWithTheirSign()
{
    RunView report;
    ThresholdVerdict kept;
    kept.isMet = true;
    kept.value = 1;
    kept.text = u"held"_s;
    ThresholdVerdict broken;
    broken.value = 1;
    broken.text = u"broke"_s;
    ThresholdVerdict unknown;
    unknown.text = u"nobody knows"_s;
    report.verdicts = {kept, broken, unknown};
    QVERIFY(toText(report).contains(u"\nThresholds\nok   held\nFAIL broke\nFAIL nobody knows\n"));
    QVERIFY(toMarkdown(report).contains(u"\n- ok held\n- FAIL broke\n- FAIL nobody knows\n"));
}

void TestTextReport::serverOutputStaysText()
{
    const QString hostile = u"a\u001b[2J|<b>\r\n"_s;
    RunView report = makeRunView(test::syntheticRun());
    report.title = report.headline = report.contextLine = hostile;
    report.warnings = {hostile};
    report.servers.first().name = hostile;
    report.servers.first().isPartial = true;
    report.verdicts.first().text = hostile;
    for (ReportTable *table : {&report.comparison, &report.endpoints})
        table->rows.first().first().text = hostile;
    const QString text = toText(report);
    const QString markdown = toMarkdown(report);
    for (const QString &output : {text, markdown})
        QVERIFY2(!output.contains(u'\u001b') && !output.contains(u'\r'), qPrintable(output));
    QCOMPARE(text.count(u"a [2J|<b>"), 8);
    QVERIFY2(!markdown.contains(u"<b>"), qPrintable(markdown));
    QCOMPARE(markdown.count(u"a [2J|&lt;b&gt;"), 4);
    QCOMPARE(markdown.count(u"| a [2J\\|&lt;b&gt;"), 2);
}

LOADSTONE_TEST(TestTextReport, QCoreApplication)
#include "tst_textreport.moc"
