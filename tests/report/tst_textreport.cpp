// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/textreport.h"
#include "tests/support/syntheticrun.h"

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
    void textFitsTheTerminal();
    void textHasTheFiguresOfTheModel();
    void markdownHasTheFiguresOfTheModel();
    void limitsAreToldWithTheirSign();
    void whatServersSayStaysText();
};

void TestTextReport::textFitsTheTerminal()
{
    const ReportModel report = reportOf(test::syntheticRun());
    const QString text = toText(report);
    const QString tables = text.section(u"Limits"_s, 0, 0);
    QVERIFY(report.comparison.rows.first().first().text.size() <= 20);
    ReportModel wordy = report;
    for (ReportTable *table : {&wordy.comparison, &wordy.endpoints})
        table->rows.first().first().text = u"A server with a name that goes on and on"_s;
    const QString shortened = toText(wordy).section(u"Limits"_s, 0, 0);
    for (const QString &line : (tables + shortened).split(u'\n'))
        QVERIFY2(line.size() <= 100, qPrintable(line));
    QVERIFY(text.endsWith(report.answer + u'\n'));
}

void TestTextReport::textHasTheFiguresOfTheModel()
{
    const ReportModel report = reportOf(test::syntheticRun());
    const QStringList lines = simplifiedLines(toText(report));
    for (const QList<ReportCell> &row : report.comparison.rows) {
        QStringList cells;
        for (const ReportCell &cell : row.mid(0, row.size() - 2))
            cells.append(cell.isNumber ? cell.text.section(u" ("_s, 0, 0) : cell.text);
        QVERIFY2(lines.contains(cells.join(u' ')), qPrintable(cells.join(u' ')));
    }
    for (const QString &warning : report.warnings)
        QVERIFY2(lines.contains(u"! "_s + warning), qPrintable(warning));
    for (const VariantSummary &variant : report.variants) {
        const QString flags = u"! %1: %2"_s.arg(variant.name, variant.flags.join(u", "_s));
        QVERIFY2(lines.contains(flags) != variant.flags.isEmpty(), qPrintable(flags));
    }
}

void TestTextReport::markdownHasTheFiguresOfTheModel()
{
    const ReportModel report = reportOf(test::syntheticRun());
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

void TestTextReport::limitsAreToldWithTheirSign()
{
    ReportModel report;
    ThresholdVerdict kept;
    kept.isKept = kept.isKnown = true;
    kept.text = u"held"_s;
    ThresholdVerdict broken;
    broken.isKnown = true;
    broken.text = u"broke"_s;
    ThresholdVerdict unknown;
    unknown.text = u"nobody knows"_s;
    report.verdicts = {kept, broken, unknown};
    QVERIFY(toText(report).contains(u"\nLimits\nok   held\nFAIL broke\n?    nobody knows\n"));
    QVERIFY(toMarkdown(report).contains(u"\n- ok held\n- FAIL broke\n- ? nobody knows\n"));
}

void TestTextReport::whatServersSayStaysText()
{
    const QString hostile = u"a\u001b[2J|<b>\r\n"_s;
    ReportModel report = reportOf(test::syntheticRun());
    report.title = report.answer = report.contextLine = hostile;
    report.warnings = {hostile};
    report.variants.first().name = hostile;
    report.variants.first().flags = {u"Partial"_s};
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

QTEST_GUILESS_MAIN(TestTextReport)
#include "tst_textreport.moc"
