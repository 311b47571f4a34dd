// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/csvtable.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

class TestCsvTable : public QObject
{
    Q_OBJECT
private slots:
    void readsColumns_data();
    void readsColumns();
    void readsSeveralColumnsInAnyOrder();
    void reportsTheLine_data();
    void reportsTheLine();
    void readsUpToTheLimit();
};

void TestCsvTable::readsColumns_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("values");
    QTest::newRow("plain") << QByteArray("a,b\n1,2\n3,4\n") << QByteArrayList{"2", "4"};
    QTest::newRow("no last line end") << QByteArray("a,b\n1,2") << QByteArrayList{"2"};
    QTest::newRow("CR LF") << QByteArray("a,b\r\n1,2\r\n3,4\r\n") << QByteArrayList{"2", "4"};
    QTest::newRow("CR at the end") << QByteArray("a,b\r\n1,2\r") << QByteArrayList{"2"};
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                   "b\n2\n")
                                     << QByteArrayList{"2"};
    QTest::newRow("empty values") << QByteArray("a,b\n1,\n,\n") << QByteArrayList{"", ""};
    QTest::newRow("empty lines") << QByteArray("a,b\n\n1,2\n\r\n\n") << QByteArrayList{"2"};
    QTest::newRow("quoted") << QByteArray("\"a\",\"b\"\n1,\"x, \"\"y\"\"\nz\"\n3,\"\"\r\n")
                            << QByteArrayList{"x, \"y\"\nz", ""};
    QTest::newRow("quotes inside") << QByteArray("b\n5\" disk\n") << QByteArrayList{"5\" disk"};
    QTest::newRow("UTF-8") << QByteArray("b\nJürgen\n") << QByteArrayList{"Jürgen"};
    QTest::newRow("spaces stay") << QByteArray("b\n x \n") << QByteArrayList{" x "};
}

void TestCsvTable::readsColumns()
{
    QFETCH(QByteArray, text);
    const Result<CsvColumns> columns = readCsv(text, {u"b"_s});
    QVERIFY2(columns, columns ? "" : qPrintable(columns.error().text()));
    QCOMPARE(columns->size(), 1);
    QTEST(columns->value(u"b"_s), "values");
}

void TestCsvTable::readsSeveralColumnsInAnyOrder()
{
    const Result<CsvColumns> columns =
        readCsv("login,note,password\nann,x,1\nbob,y,2\n", {u"password"_s, u"login"_s});
    QVERIFY(columns);
    QCOMPARE(columns->value(u"login"_s), (QByteArrayList{"ann", "bob"}));
    QCOMPARE(columns->value(u"password"_s), (QByteArrayList{"1", "2"}));
    QCOMPARE(columns->size(), 2);
}

void TestCsvTable::reportsTheLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QByteArray &text, const QString &message) {
        QTest::newRow(name) << text << message;
    };
    row("nothing", "", u"Line 1 is missing. Add a header line that names the columns."_s);
    row("no rows", "a,b\n\n", u"Line 2 is missing. Add at least one row of values below the column names."_s);
    row("no such column", "a,c\n1,2\n", u"Line 1 has no column \"b\". It names a, c."_s);
    row("an empty value is a value", "b,b2\n,\n1\n",
        u"Line 3 has 1 values, but line 1 has 2 columns. Quote values that contain a comma, or add the missing ones."_s);
    row("too few values", "a,b\n1,2\n3\n",
        u"Line 3 has 1 values, but line 1 has 2 columns. Quote values that contain a comma, or add the missing ones."_s);
    row("too many values after a quoted line break", "a,b\n\"1\n\n\",2\n1,2,3\n",
        u"Line 5 has 3 values, but line 1 has 2 columns. Quote values that contain a comma, or add the missing ones."_s);
    row("open quotation", "a,b\n1,2\n1,\"2\n3,4\n",
        u"Line 3 has an unclosed quotation mark. Close it, or double it inside a quoted value."_s);
    row("after a quotation", "a,b\n1,\"2\"3\n",
        u"Line 2 continues after a closing quotation mark. Double quotation marks inside a quoted value."_s);
    row("not UTF-8", "a,b\n1,2\n1,J\xfcrgen\n", u"Line 3 is not UTF-8. Save the file in that encoding."_s);
}

void TestCsvTable::reportsTheLine()
{
    QFETCH(QByteArray, text);
    const Result<CsvColumns> columns = readCsv(text, {u"b"_s});
    QVERIFY(!columns);
    QTEST(columns.error().text(), "message");
}

void TestCsvTable::readsUpToTheLimit()
{
    QByteArray text = "b\n" + QByteArray("1\n").repeated(mostCsvRows);
    const Result<CsvColumns> columns = readCsv(text, {u"b"_s});
    QVERIFY(columns && columns->value(u"b"_s).size() == mostCsvRows);
    text += "1\n";
    const Result<CsvColumns> tooMany = readCsv(text, {u"b"_s});
    QVERIFY(!tooMany);
    QCOMPARE(tooMany.error().text(),
             u"Line 1000002 exceeds the limit of 1,000,000 rows. Shorten the file."_s);
}

LOADSTONE_TEST(TestCsvTable, QCoreApplication)
#include "tst_csvtable.moc"
