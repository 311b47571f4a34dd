// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/exportformats.h"
#include "core/export/summarymarkdown.h"
#include "core/present/sparkline.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QBuffer>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

constexpr qsizetype mostBytes = 16 * 1024;

/// As a reader sees it: without the backslashes, and with entities resolved.
QString rendered(QString markdown)
{
    static const QRegularExpression escape(uR"(\\([\\`*_\[\]~|]))"_s);
    markdown.replace(escape, u"\\1"_s);
    for (const auto &[entity, character] :
         {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}})
        markdown.replace(QLatin1String(entity), QLatin1String(character));
    return markdown;
}

QStringList rates(const RunRecord &run)
{
    QStringList lines;
    for (int server = 0; server < int(run.servers.size()); ++server)
        lines << rateSparkline(run, server);
    return lines;
}

} // namespace

class TestSummaryMarkdown : public QObject
{
    Q_OBJECT

private slots:
    void hasTheFiguresOfTheView()
    {
        const RunRecord run = test::syntheticRun();
        const RunView view = makeRunView(run);
        const QString text = rendered(toSummary(view, rates(run), {}));
        for (const QString &part : {view.title, view.conclusion, view.caveats, view.contextLine})
            QVERIFY2(text.contains(part), qPrintable(part));
        for (qsizetype row = 0; row < view.comparison.rows.size(); ++row) {
            QStringList cells;
            for (const ReportCell &cell : view.comparison.rows[row].mid(0, view.comparison.shortColumns))
                cells << cell.text;
            const QString ratio = view.comparison.rows[row][view.comparison.headers.size() - 2].text;
            const QString line =
                u"\n| %1 | %2 | %3 |\n"_s.arg(cells.join(u" | "_s), ratio, rateSparkline(run, int(row)));
            QVERIFY2(text.contains(line), qPrintable(line));
        }
        for (const ThresholdVerdict &verdict : view.verdicts)
            QVERIFY2(text.contains(verdict.text), qPrintable(verdict.text));
        for (const QString &warning : view.warnings)
            QVERIFY2(text.contains(u"\n- "_s + warning), qPrintable(warning));
    }

    void everyRowHasAllColumns()
    {
        RunRecord run = test::syntheticRun();
        run.servers[0].name = u"a | b"_s;
        const RunView view = makeRunView(run);
        static const QRegularExpression column(u"(?<!\\\\)\\|"_s);
        int rows = 0;
        for (const QString &line : toSummary(view, rates(run), {}).split(u'\n')) {
            if (!line.startsWith(u'|'))
                continue;
            QCOMPARE(line.count(column), view.comparison.shortColumns + 3);
            ++rows;
        }
        QCOMPARE(rows, 2 + view.comparison.rows.size());
    }

    void thresholdsThatAreNotMetComeFirst()
    {
        RunView view;
        ThresholdVerdict met;
        met.isMet = true;
        met.value = 1;
        met.text = u"A: rps>=0.95*baseline met"_s;
        ThresholdVerdict violated;
        violated.value = 1;
        violated.text = u"B: violated"_s;
        ThresholdVerdict unknown;
        unknown.text = u"C: unknown"_s;
        view.verdicts = {met, violated, unknown};
        QVERIFY2(toSummary(view, {}, {})
                     .contains(u"\n- ❌ B: violated\n- ❓ C: unknown\n- ✅ A: rps&gt;=0.95\\*baseline met\n"_s),
                 qPrintable(toSummary(view, {}, {})));
    }

    void hostileTextStaysText()
    {
        const QString hostile = u"a\u001b[2J|<b>`x`\r\n![y](http://z) **c**"_s;
        const QString inert = u"a \\[2J\\|&lt;b&gt;\\`x\\`  !\\[y\\](http://z) \\*\\*c\\*\\*"_s;
        RunView view = makeRunView(test::syntheticRun());
        view.title = view.conclusion = view.caveats = view.contextLine = view.comparison.note = hostile;
        view.warnings = {hostile};
        view.verdicts.first().text = hostile;
        view.comparison.rows.first().first().text = hostile;
        const QString text = toSummary(view, {}, {hostile + u".html"_s});
        QCOMPARE(text.count(inert), 9);
        QVERIFY(!text.contains(u'\u001b') && !text.contains(u'\r') && !text.contains(u"<b>"_s));
    }

    void staysSmallAndSaysWhatWasCut()
    {
        const RunRecord run = test::syntheticRun(200, 2, 5);
        RunView view = makeRunView(run);
        for (int i = 0; i < 300; ++i) {
            ThresholdVerdict verdict;
            verdict.text = u"Server %1: rps>=1000 violated (rps is unknown: not measured)"_s.arg(i);
            view.verdicts << verdict;
            view.warnings << u"Server %1: "_s.arg(i) + QString(5'000, u'x');
        }
        QStringList files;
        for (int i = 0; i < 300; ++i)
            files << u"20261121-140233-many-%1-sanic-1.hlog"_s.arg(i);
        const QString text = toSummary(view, rates(run), files);
        QVERIFY2(text.toUtf8().size() < mostBytes, qPrintable(QString::number(text.toUtf8().size())));
        QVERIFY(text.contains(u"\n… and 175 more, in the report\n"_s)); // of 200 servers
        QVERIFY(text.contains(u"\n- … and 2"_s));                       // of thresholds and warnings
        QVERIFY(text.contains(u", … and 280 more, in the report\n"_s));
    }

    void namesTheOtherFiles()
    {
        const QList<ExportFile> files = findExportFormat(u"summary"_s)->makeFiles(test::syntheticRun(), {});
        QCOMPARE(files.size(), 1);
        QCOMPARE(files.first().ending, u"-summary.md"_s);
        const auto written = [&files](const QStringList &others) {
            QBuffer buffer;
            if (!buffer.open(QIODevice::WriteOnly) || !files.first().writeAlongside(buffer, others))
                return QString();
            return QString::fromUtf8(buffer.data());
        };
        QBuffer alone;
        QVERIFY(alone.open(QIODevice::WriteOnly));
        QVERIFY(files.first().write(alone));
        QVERIFY(alone.data().endsWith("\nSee the HTML report for charts, percentiles and settings.\n"));
        QCOMPARE(written({}), QString::fromUtf8(alone.data()));
        QVERIFY(written({u"x-tables.html"_s, u"x.html"_s}).contains(u"\nOpen x.html in"_s));
        QVERIFY(written({u"x.html"_s})
                    .endsWith(u"\nOpen x.html in a browser for charts, percentiles and settings.\n"_s));
        QVERIFY(written({u"x.json"_s, u"x.html"_s})
                    .endsWith(u"\nOpen x.html in a browser for charts, percentiles and settings. "
                              "Files: x.json, x.html\n"_s));
        QVERIFY(
            written({u"x.json"_s})
                .endsWith(u"\nSee the HTML report for charts, percentiles and settings. Files: x.json\n"_s));
    }
};

LOADSTONE_TEST(TestSummaryMarkdown, QCoreApplication)
#include "tst_summarymarkdown.moc"
