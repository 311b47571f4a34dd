// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/pdf/pdfoutline.h"
#include "core/paint/pdf/pdfreport.h"
#include "tests/support/sweptrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QBuffer>
#include <QGuiApplication>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// The text of an object through the newest table of objects that has it.
QByteArray objectOf(const QByteArray &pdf, int number)
{
    const qsizetype at = pdf.lastIndexOf('\n' + QByteArray::number(number) + " 0 obj");
    return pdf.mid(at, pdf.indexOf("endobj", at) - at);
}

int numberAfter(const QByteArray &text, const QByteArray &key)
{
    const QRegularExpression number(QRegularExpression::escape(QString::fromLatin1(key)) + u" (-?\\d+)"_s);
    return number.match(QString::fromLatin1(text)).captured(1).toInt();
}

/// The titles of an outline's items on one level, in their order.
QStringList titlesFrom(const QByteArray &pdf, int item)
{
    QStringList titles;
    static const QRegularExpression title(u"/Title <feff([0-9a-f]*)>"_s);
    while (item > 0) {
        const QByteArray object = objectOf(pdf, item);
        const QByteArray units =
            QByteArray::fromHex(title.match(QString::fromLatin1(object)).captured(1).toLatin1());
        QString text;
        for (qsizetype i = 0; i + 1 < units.size(); i += 2)
            text += QChar(ushort(uchar(units[i]) << 8 | uchar(units[i + 1])));
        titles << text;
        item = object.contains("/Next ") ? numberAfter(object, "/Next") : 0;
    }
    return titles;
}

} // namespace

class TestPdfReport : public QObject
{
    Q_OBJECT

private slots:
    void outlineHasTheSections();
    void crossReferencesAreExact();
    void levelsBecomeATree();
    void pageCountIsKnownOnEveryPage();
    void withoutBookmarksNothingChanges();
    void anyRunBecomesPages();
};

void TestPdfReport::outlineHasTheSections()
{
    const ReportDocument document = makeDocument(makeRunView(test::syntheticRun()));
    const QByteArray pdf = toPdf(document, PaperSize::A4);
    QVERIFY(pdf.startsWith("%PDF-1."));
    const int root = numberAfter(pdf.mid(pdf.lastIndexOf("trailer")), "/Root");
    const int outline = numberAfter(objectOf(pdf, root), "/Outlines");
    const QStringList titles = titlesFrom(pdf, numberAfter(objectOf(pdf, outline), "/First"));
    QStringList expected{document.title, document.answerTables.first().title};
    for (const ReportSection &section : document.sections)
        expected << section.title;
    QCOMPARE(titles, expected);
}

void TestPdfReport::crossReferencesAreExact()
{
    const QByteArray pdf = toPdf(makeDocument(makeRunView(test::syntheticRun(2, 2, 5))), PaperSize::Letter);
    const QByteArray end = pdf.mid(pdf.lastIndexOf("startxref"));
    const qsizetype table = end.mid(10, end.indexOf("%%EOF") - 10).trimmed().toLongLong();
    QVERIFY(pdf.mid(table).startsWith("xref\n"));
    static const QRegularExpression section(u"(\\d+) (\\d+)\n((?:\\d{10} \\d{5} n \n)+)"_s);
    int entries = 0;
    const QString text = QString::fromLatin1(pdf.mid(table, pdf.lastIndexOf("trailer") - table));
    for (auto sections = section.globalMatch(text); sections.hasNext();) {
        const QRegularExpressionMatch match = sections.next();
        const QStringList lines = match.captured(3).split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), match.captured(2).toInt());
        for (qsizetype i = 0; i < lines.size(); ++i, ++entries) {
            const QByteArray object = QByteArray::number(match.captured(1).toInt() + i) + " 0 obj";
            QVERIFY(pdf.mid(lines[i].left(10).toLongLong()).startsWith(object));
        }
    }
    QVERIFY(entries > 10);
}

void TestPdfReport::levelsBecomeATree()
{
    QByteArray plain;
    QBuffer buffer(&plain);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        QPainter painter(&writer);
        writer.newPage();
    }
    const QByteArray pdf =
        withOutline(plain, {{u"Äußerst (a)"_s, 0, 0}, {u"a.1"_s, 0, 1}, {u"a.2"_s, 1, 1}, {u"b"_s, 1, 0}});
    const int root = numberAfter(pdf.mid(pdf.lastIndexOf("trailer")), "/Root");
    const QByteArray outline = objectOf(pdf, numberAfter(objectOf(pdf, root), "/Outlines"));
    QCOMPARE(numberAfter(outline, "/Count"), 2);
    const int first = numberAfter(outline, "/First");
    QCOMPARE(titlesFrom(pdf, first), (QStringList{u"Äußerst (a)"_s, u"b"_s}));
    const QByteArray parent = objectOf(pdf, first);
    QCOMPARE(numberAfter(parent, "/Count"), -2);
    QCOMPARE(titlesFrom(pdf, numberAfter(parent, "/First")), (QStringList{u"a.1"_s, u"a.2"_s}));
    QVERIFY(objectOf(pdf, root).contains("/UseOutlines"));
    QCOMPARE(withOutline(plain, {{u"nowhere"_s, 2, 0}}), plain);
    QCOMPARE(withOutline("no PDF", {{u"a"_s, 0, 0}}), QByteArray("no PDF"));
}

void TestPdfReport::pageCountIsKnownOnEveryPage()
{
    const ReportDocument document = makeDocument(makeRunView(test::syntheticRun(8, 6, 20)));
    const QByteArray pdf = toPdf(document, PaperSize::A4);
    static const QRegularExpression count(u"/Type /Pages\\s*/Kids\\s*\\[([^\\]]*)\\]"_s);
    const QString kids = count.match(QString::fromLatin1(pdf)).captured(1);
    QVERIFY2(kids.count(u" 0 R"_s) > 6, qPrintable(kids));
}

void TestPdfReport::withoutBookmarksNothingChanges()
{
    QCOMPARE(withOutline("%PDF-1.4", {}), QByteArray("%PDF-1.4"));
}

void TestPdfReport::anyRunBecomesPages()
{
    RunRecord empty;
    for (const RunRecord &run : {empty, test::sweptGridRun(), test::sweptCurveRun()}) {
        const QByteArray pdf = toPdf(makeDocument(makeRunView(run)), PaperSize::A4);
        QVERIFY(pdf.contains("/UseOutlines"));
    }
    ReportDocument document = makeDocument(makeRunView(test::syntheticRun(1, 1, 3)));
    document.sections.append({u"log"_s, u"Log"_s, {LogExcerpt{u"t"_s, u"p"_s, QString(30'000, u'x')}}});
    QVERIFY(toPdf(document, PaperSize::Letter).contains("%%EOF"));
}

LOADSTONE_TEST(TestPdfReport, QGuiApplication)
#include "tst_pdfreport.moc"
