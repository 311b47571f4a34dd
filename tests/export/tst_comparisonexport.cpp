// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison of two runs as files.
#include "core/export/exportformats.h"
#include "core/present/reportdocument.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QBuffer>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

ComparisonExport makeComparison()
{
    const auto makeRun = [](const QString &id, double rate) {
        RunRecord run = test::syntheticRun({{u"Sanic"_s, rate}, {u"Flask <dev>"_s, 1'510}}, 6, 10);
        run.id = id;
        return std::make_shared<const RunRecord>(run);
    };
    QList<ComparedServer> servers;
    for (const auto &run : {makeRun(u"run-a"_s, 4'000), makeRun(u"run-b"_s, 8'000)}) {
        for (int server = 0; server < 2; ++server)
            servers.append({run, server, run->id, {}});
    }
    const RunComparison comparison = compareServers(servers, true, {Metric::Rps, Metric::P99});
    return {comparison, makeComparisonView(comparison)};
}

QHash<QString, QString> filesOf(const QString &format, const ComparisonExport &compared)
{
    QHash<QString, QString> files;
    for (const ExportFile &file : findExportFormat(format)->makeComparisonFiles(compared, {})) {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        if (file.write(buffer))
            files[file.ending] = QString::fromUtf8(buffer.data());
    }
    return files;
}

} // namespace

class TestComparisonExport : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_compared = makeComparison(); }
    void everyFormatWritesSomething();
    void pageAnswersFirst();
    void figuresAreThoseOfTheTables();
    void nothingBecomesMarkup();
    void withOneServerThereIsNothingToDraw();

private:
    ComparisonExport m_compared;
};

void TestComparisonExport::everyFormatWritesSomething()
{
    QCOMPARE(comparisonFormatIds(),
             (QStringList{u"html"_s, u"pdf"_s, u"png"_s, u"svg"_s, u"chart-csv"_s, u"json"_s, u"md"_s,
                          u"csv"_s, u"latex"_s}));
    for (const QString &id : comparisonFormatIds()) {
        const QHash<QString, QString> files = filesOf(id, m_compared);
        QVERIFY2(!files.isEmpty(), qPrintable(id));
        for (auto it = files.begin(); it != files.end(); ++it)
            QVERIFY2(!it->isEmpty() && !it->contains(u"nan,"_s), qPrintable(it.key()));
    }
}

void TestComparisonExport::pageAnswersFirst()
{
    const QString html = filesOf(u"html"_s, m_compared).value(u".html"_s);
    const ComparisonView &view = m_compared.view;
    QVERIFY2(view.answer.contains(u"2.00× the RPS of Sanic · run-a"_s), qPrintable(view.answer));
    QVERIFY(view.answer.contains(u", faster"_s));
    const qsizetype answer = html.indexOf(view.answer.toHtmlEscaped());
    QVERIFY(answer > 0 && answer < html.indexOf(u"<h2"_s));
    QVERIFY(html.indexOf(u"ratio-rps"_s) < html.indexOf(u"<h2"_s));
    static const QRegularExpression heading(u"<h2[^>]*>([^<]*)"_s);
    QStringList headings;
    for (auto matches = heading.globalMatch(html); matches.hasNext();)
        headings.append(matches.next().captured(1));
    QCOMPARE(headings,
             (QStringList{u"p99 (lower is better)"_s, u"Over time"_s, u"Percentiles"_s, u"Repeats"_s,
                          u"Resources"_s, u"Runs"_s, u"Method"_s, u"Data"_s}));
    static const QRegularExpression id(u" id=\"([^\"]*)\""_s);
    QStringList ids;
    for (auto matches = id.globalMatch(html); matches.hasNext();)
        ids.append(matches.next().captured(1));
    QCOMPARE(ids.removeDuplicates(), 0);
}

void TestComparisonExport::figuresAreThoseOfTheTables()
{
    const QString html = filesOf(u"html"_s, m_compared).value(u".html"_s);
    const QString markdown = filesOf(u"md"_s, m_compared).value(u".md"_s);
    int figures = 0;
    for (const ReportTable &table : m_compared.view.tables) {
        for (const QList<ReportCell> &row : table.rows) {
            for (const ReportCell &cell : row) {
                QVERIFY2(html.contains(u'>' + cell.text.toHtmlEscaped() + u'<'), qPrintable(cell.text));
                QVERIFY2(markdown.contains(u"| "_s + cell.text.toHtmlEscaped()), qPrintable(cell.text));
                figures += cell.isNumber;
            }
        }
    }
    QVERIFY(figures > 20);
    const QJsonObject json =
        QJsonDocument::fromJson(filesOf(u"json"_s, m_compared).value(u".json"_s).toUtf8()).object();
    QVERIFY(!json.isEmpty());
}

void TestComparisonExport::nothingBecomesMarkup()
{
    for (const QString &text :
         {filesOf(u"html"_s, m_compared).value(u".html"_s), filesOf(u"md"_s, m_compared).value(u".md"_s),
          filesOf(u"svg"_s, m_compared).value(u"-ratio-rps.svg"_s)}) {
        QVERIFY(text.contains(u"Flask &lt;dev&gt;"_s));
        QVERIFY(!text.contains(u"<dev>"_s));
    }
}

void TestComparisonExport::withOneServerThereIsNothingToDraw()
{
    const RunView view = makeRunView(test::syntheticRun(1, 1, 5));
    QVERIFY(view.ratios.isEmpty() && view.aligned.isEmpty() && view.verdictTable.rows.isEmpty());
    const RunView several = makeRunView(test::syntheticRun({{u"a"_s, 100}, {u"b"_s, 200}}, 4, 10));
    QCOMPARE(several.ratios.rows.size(), 2);
    QCOMPARE(several.aligned.size(), 2);
    QCOMPARE(several.aligned.first().series.size(), 2);
    QCOMPARE(several.aligned.first().series[1].name, u"b"_s);
}

LOADSTONE_TEST(TestComparisonExport, QGuiApplication)
#include "tst_comparisonexport.moc"
