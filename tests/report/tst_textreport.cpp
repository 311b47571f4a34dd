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
};

void TestTextReport::textFitsTheTerminal()
{
    const ReportModel report = reportOf(test::syntheticRun());
    const QString text = toText(report);
    const QString tables = text.section(u"Limits"_s, 0, 0);
    for (const QString &line : tables.split(u'\n'))
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
}

QTEST_GUILESS_MAIN(TestTextReport)
#include "tst_textreport.moc"
