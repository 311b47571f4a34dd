// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

class TestJson : public QObject
{
    Q_OBJECT
private slots:
    void findsPlacesInLongLines();
    void refusesTooManyValues();
    void readsTheSameAsQt_data();
    void readsTheSameAsQt();
    void locatesValuesAndKeys();
    void countsColumnsInCharacters();
    void toleratesByteOrderMark();
    void fallsBackToTheNearestParent();
    void reportsSyntaxErrors_data();
    void reportsSyntaxErrors();
    void reportsDuplicateKeys();
    void preservesLargeIntegers();
    void boundsTheDepth();
    void preservesKeyOrderAndSpelling();
    void escapesPointers();
};

void TestJson::readsTheSameAsQt_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nested") << QByteArray(R"({"a":[1,-2,3.25,1e3,true,false,null,"x",{"b":{}},[]],"":0})");
    QTest::newRow("escapes") << QByteArray(R"(["\u00e9\n\t\"\\\/ \ud83d\ude00 ü"])");
    QTest::newRow("spaces") << QByteArray(" \r\n\t[ 1 ,\n2 ] \n");
}

void TestJson::readsTheSameAsQt()
{
    QFETCH(const QByteArray, text);
    const JsonDocument document = JsonDocument::parse(text);
    QVERIFY(!document.syntaxError());
    const QJsonDocument expected = QJsonDocument::fromJson(text);
    QCOMPARE(document.root(),
             expected.isObject() ? QJsonValue(expected.object()) : QJsonValue(expected.array()));
}

void TestJson::locatesValuesAndKeys()
{
    const JsonDocument document =
        JsonDocument::parse("{\n  \"load\" : {\"users\":  15,\n\t\"list\": [1,  \"two\"]}\n}");
    QCOMPARE(document.valuePosition({}), (JsonPosition{1, 1}));
    QCOMPARE(document.keyPosition(u"/load"_s), (JsonPosition{2, 3}));
    QCOMPARE(document.valuePosition(u"/load"_s), (JsonPosition{2, 12}));
    QCOMPARE(document.valuePosition(u"/load/users"_s), (JsonPosition{2, 23}));
    QCOMPARE(document.keyPosition(u"/load/list"_s), (JsonPosition{3, 2}));
    QCOMPARE(document.valuePosition(u"/load/list/0"_s), (JsonPosition{3, 11}));
    QCOMPARE(document.valuePosition(u"/load/list/1"_s), (JsonPosition{3, 15}));
    QCOMPARE(document.keyPosition(u"/load/list/1"_s), (JsonPosition{3, 15}));
    QCOMPARE(document.valueText(u"/load/list"_s), QByteArray("[1,  \"two\"]"));
    QCOMPARE(document.valueText(u"/load/nothing"_s), QByteArray());
}

void TestJson::countsColumnsInCharacters()
{
    const JsonDocument document = JsonDocument::parse("{\"größe😀\": 1, \"b\": 2}");
    QCOMPARE(document.valuePosition(u"/größe😀"_s), (JsonPosition{1, 12}));
    QCOMPARE(document.keyPosition(u"/b"_s), (JsonPosition{1, 15}));
}

void TestJson::toleratesByteOrderMark()
{
    const JsonDocument document = JsonDocument::parse("\xEF\xBB\xBF{\"a\": 7}");
    QVERIFY(!document.syntaxError());
    QCOMPARE(document.root().toObject().value(u"a"_s).toInt(), 7);
    QCOMPARE(document.valuePosition(u"/a"_s), (JsonPosition{1, 7}));
}

void TestJson::fallsBackToTheNearestParent()
{
    const JsonDocument document = JsonDocument::parse("{\n \"a\": {\"b\": 1}}");
    QCOMPARE(document.valuePosition(u"/a/c/d"_s), (JsonPosition{2, 7}));
    QCOMPARE(document.keyPosition(u"/x"_s), (JsonPosition{1, 1}));
}

void TestJson::reportsSyntaxErrors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *name, const QByteArray &text, int line, int column, const char *part) {
        QTest::newRow(name) << text << line << column << QString::fromUtf8(part);
    };
    row("empty", "", 1, 1, "is empty");
    row("only spaces", "  \n ", 2, 2, "is empty");
    row("missing comma", "{\"a\": 1\n \"b\": 2}", 2, 2, "comma or }");
    row("missing comma in list", "[1 2]", 1, 4, "comma or ]");
    row("comma before }", "{\"a\": 1,\n}", 2, 1, "key in double quotes");
    row("comma before ]", "[1,]", 1, 4, "value is expected");
    row("missing colon", "{\"a\" 1}", 1, 6, "colon");
    row("open text", "[\"abc", 1, 6, "closing quote");
    row("bad escape", "[\"a\\q\"]", 1, 4, "escape sequence");
    row("not UTF-8", "[\"\xff\"]", 1, 3, "UTF-8");
    row("half a number", "[1.]", 1, 4, "complete number");
    row("not a value", "[nul]", 1, 5, "value is expected");
    row("comment", "{ // no\n}", 1, 3, "comments");
    row("single quotes", "{'a': 1}", 1, 2, "double quotes");
    row("garbage at the end", "{}\n\n x", 3, 2, "text after the end");
    row("second value", "{}{}", 1, 3, "text after the end");
    row("zero byte", QByteArray("{}\n\0x", 5), 2, 1, "zero byte");
    row("never closed", "{\"a\": {", 1, 8, "key in double quotes");
}

void TestJson::reportsSyntaxErrors()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, line);
    QFETCH(const int, column);
    QFETCH(const QString, part);
    const JsonDocument document = JsonDocument::parse(text);
    QVERIFY(document.syntaxError());
    QVERIFY2(document.syntaxError()->message.contains(part), qPrintable(document.syntaxError()->message));
    QCOMPARE(document.syntaxError()->at, (JsonPosition{line, column}));
    QVERIFY(document.root().isUndefined());
}

void TestJson::reportsDuplicateKeys()
{
    const JsonDocument document = JsonDocument::parse("{\"a\": {\"x\": 1,\n \"x\": 2},\n \"b\": {\"x\": 1}}");
    QVERIFY(!document.syntaxError());
    QCOMPARE(document.duplicates().size(), 1);
    QCOMPARE(document.duplicates().first().pointer, u"/a/x"_s);
    QCOMPARE(document.duplicates().first().at, (JsonPosition{2, 2}));
    QVERIFY(document.duplicates().first().message.contains(u"first in line 1"_s));
    QCOMPARE(document.root()[u"a"][u"x"].toInt(), 2);
}

void TestJson::preservesLargeIntegers()
{
    const JsonDocument document =
        JsonDocument::parse("[9007199254740993, 9223372036854775807, -9223372036854775808, 4294967296, "
                            "18446744073709551615]");
    QCOMPARE(document.root()[0].toInteger(), 9007199254740993LL);
    QCOMPARE(document.root()[1].toInteger(), std::numeric_limits<qint64>::max());
    QCOMPARE(document.root()[2].toInteger(), std::numeric_limits<qint64>::min());
    QCOMPARE(document.root()[3].toInteger(), 4294967296LL);
    QCOMPARE(document.root()[4].toDouble(), 18446744073709551615.0);
}

void TestJson::boundsTheDepth()
{
    QVERIFY(!JsonDocument::parse(QByteArray(64, '[') + QByteArray(64, ']')).syntaxError());
    const JsonDocument tooDeep = JsonDocument::parse(QByteArray(65, '[') + QByteArray(65, ']'));
    QVERIFY(tooDeep.syntaxError());
    QVERIFY(tooDeep.syntaxError()->message.contains(u"64 levels"_s));
    QVERIFY(JsonDocument::parse(QByteArray(10'000'000, '[')).syntaxError());
    QVERIFY(compactJson(QByteArray(1'000'000, '[')).isEmpty());
}

void TestJson::preservesKeyOrderAndSpelling()
{
    const QByteArray text = "{ \"z\" : 1.50, \"a\" : [ 1e3, \"ü\" ], \"m\": {} }";
    QCOMPARE(compactJson(text), QByteArray("{\"z\":1.50,\"a\":[1e3,\"ü\"],\"m\":{}}"));
    QCOMPARE(compactJson("{"), QByteArray());
    QCOMPARE(JsonDocument::parse(text).keys({}), (QStringList{u"z"_s, u"a"_s, u"m"_s}));
}

void TestJson::escapesPointers()
{
    const QString pointer = childPointer(childPointer({}, u"a/b~c"_s), 3);
    QCOMPARE(pointer, u"/a~1b~0c/3"_s);
    QCOMPARE(lastOfPointer(parentPointer(pointer)), u"a/b~c"_s);
    QCOMPARE(parentPointer(u"/a"_s), QString());
    const JsonDocument document = JsonDocument::parse("{\"a/b~c\": [0, 0, 0, true]}");
    QCOMPARE(document.valueText(pointer), QByteArray("true"));
}

void TestJson::findsPlacesInLongLines()
{
    // Columns count characters; the positions are on both sides of any block boundary of the index.
    const QByteArray umlauts = QByteArray("\xC3\xA4").repeated(5'000);
    const JsonDocument document =
        JsonDocument::parse("\n{\"a\":\"" + umlauts + "\",\"b\":[1,\n2],\"" + umlauts + "\":3,\"c\":4}");
    QVERIFY(!document.syntaxError());
    QCOMPARE(document.keyPosition(u"/a"_s), (JsonPosition{2, 2}));
    QCOMPARE(document.keyPosition(u"/b"_s), (JsonPosition{2, 5'009}));
    QCOMPARE(document.valuePosition(u"/b/1"_s), (JsonPosition{3, 1}));
    QCOMPARE(document.keyPosition(u"/c"_s), (JsonPosition{3, 5'009}));
    QCOMPARE(document.root()[u"c"_s].toInt(), 4);
    // Unsorted and duplicate keys.
    const JsonDocument mixed = JsonDocument::parse(R"({"z":1,"a":2,"m":3,"a":4,"b":{"y":1,"x":2}})");
    QCOMPARE(mixed.root()[u"a"_s].toInt(), 4);
    QCOMPARE(mixed.root()[u"b"_s][u"x"_s].toInt(), 2);
    QCOMPARE(mixed.root().toObject().keys(), (QStringList{u"a"_s, u"b"_s, u"m"_s, u"z"_s}));
    QCOMPARE(mixed.duplicates().size(), 1);
}

void TestJson::refusesTooManyValues()
{
    const JsonDocument document = JsonDocument::parse('[' + QByteArray("0,").repeated(1'000'000) + "0]");
    QVERIFY(document.syntaxError());
    QVERIFY2(document.syntaxError()->message.startsWith(u"The file has more than 1,000,000 values"_s),
             qPrintable(document.syntaxError()->message));
}

LOADSTONE_TEST(TestJson, QCoreApplication)
#include "tst_json.moc"
