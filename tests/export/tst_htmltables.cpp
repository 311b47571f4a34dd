// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/exportformats.h"
#include "core/export/htmltables.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// What a fragment contains, read by Qt's XML reader: its tables have the syntax of both.
struct Read {
    QStringList elements; ///< each name once, in the order of its first use
    QStringList captions;
    QList<QList<QStringList>> tables; ///< cells of each row, the header first
    QStringList scopes;               ///< of the header cells, in their order
    QString error;
};

Read readFragment(const QByteArray &html)
{
    Read read;
    QXmlStreamReader xml("<body>" + html + "</body>");
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const QString name = xml.name().toString();
        if (!read.elements.contains(name))
            read.elements << name;
        if (name == u"table"_s)
            read.tables.append(QList<QStringList>());
        else if (name == u"tr"_s)
            read.tables.last().append(QStringList());
        else if (name == u"th"_s)
            read.scopes << xml.attributes().value(u"scope"_s).toString();
        if (name == u"caption"_s)
            read.captions << xml.readElementText();
        else if (name == u"th"_s || name == u"td"_s)
            read.tables.last().last() << xml.readElementText();
    }
    read.error = xml.errorString();
    return read;
}

} // namespace

class TestHtmlTables : public QObject
{
    Q_OBJECT

private slots:
    void hasTheTablesOfTheView()
    {
        const RunView view = makeRunView(test::syntheticRun());
        const Read read = readFragment(toHtmlTables(view));
        QCOMPARE(read.error, QString());
        for (const ReportTable &table : {view.comparison, view.endpoints, view.percentiles, view.failures,
                                         view.resources, view.repeats, view.settings, view.system}) {
            const qsizetype index = read.captions.indexOf(table.title);
            QVERIFY2(index >= 0, qPrintable(table.title));
            QCOMPARE(read.tables[index].first(), table.headers);
            QCOMPARE(read.tables[index].size(), table.rows.size() + 1);
            for (qsizetype row = 0; row < table.rows.size(); ++row) {
                for (qsizetype c = 0; c < table.headers.size(); ++c)
                    QCOMPARE(read.tables[index][row + 1][c], table.rows[row][c].text);
            }
        }
        QCOMPARE(read.captions.size(), read.tables.size());
        QVERIFY(!read.captions.contains(view.capacity.title)); // no search, no rows
    }

    void headersHaveAScopeAndNothingElseIsInIt()
    {
        const Read read = readFragment(toHtmlTables(makeRunView(test::syntheticRun())));
        for (const QString &scope : read.scopes)
            QVERIFY(scope == u"col"_s || scope == u"row"_s);
        QStringList elements = read.elements;
        elements.sort();
        QCOMPARE(elements,
                 (QStringList{u"body"_s, u"caption"_s, u"p"_s, u"table"_s, u"tbody"_s, u"td"_s, u"th"_s,
                              u"thead"_s, u"tr"_s}));
    }

    void hostileTextStaysText()
    {
        const QString hostile = u"</td></table><script>alert('\"&')</script>\u001b[2J\u202e"_s;
        RunView view = makeRunView(test::syntheticRun());
        const qsizetype before = toHtmlTables(view).count("&lt;script&gt;");
        view.comparison.title = view.comparison.note = view.comparison.headers[1] = hostile;
        view.comparison.rows.first().first().text = hostile;
        const QByteArray html = toHtmlTables(view);
        const Read read = readFragment(html);
        QCOMPARE(read.error, QString());
        QVERIFY(!html.contains("<script") && !html.contains('\x1b') && !html.contains("\u202e"));
        QCOMPARE(read.tables.first()[1].first(), u"</td></table><script>alert('\"&')</script> [2J "_s);
        QCOMPARE(html.count("&lt;script&gt;"), before + 4);
    }

    void isOneFile()
    {
        const QList<ExportFile> files =
            findExportFormat(u"html-table"_s)->makeFiles(test::syntheticRun(), {});
        QCOMPARE(files.size(), 1);
        QCOMPARE(files.first().ending, u"-tables.html"_s);
    }
};

LOADSTONE_TEST(TestHtmlTables, QCoreApplication)
#include "tst_htmltables.moc"
