// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonschema.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

class TestJsonSchema : public QObject
{
    Q_OBJECT
private slots:
    void acceptsValidDocuments();
    void acceptsWholeNumbersBeyond32Bits();
    void reportsEachProblemOnceInOrder();
    void checksPatternsOfHugeTexts();
    void listsSomeOfVeryManyProblems_data();
    void listsSomeOfVeryManyProblems();
    void reportsDefectiveSchemas();

private:
    static JsonSchema schema()
    {
        return JsonSchema(QJsonObject{
            {u"type"_s, u"object"_s},
            {u"properties"_s,
             QJsonObject{
                 {u"n"_s, QJsonObject{{u"type"_s, u"integer"_s}}},
                 {u"[x]/y"_s, QJsonObject{{u"type"_s, u"string"_s}, {u"maxLength"_s, 3}}},
                 {u"p"_s,
                  QJsonObject{{u"pattern"_s, u"^(a|b)*$"_s}, {u"patternErrorMessage"_s, u"Only a and b."_s}}},
                 {u"list"_s,
                  QJsonObject{{u"type"_s, u"array"_s},
                              {u"maxItems"_s, 2},
                              {u"items"_s, QJsonObject{{u"type"_s, u"integer"_s}}}}}}},
            {u"required"_s, QJsonArray{u"n"_s, u"list"_s}},
            {u"additionalProperties"_s, false}});
    }
};

void TestJsonSchema::acceptsValidDocuments()
{
    QVERIFY(schema()
                .check(JsonDocument::parse(R"({"n": -1, "[x]/y": "äöü", "p": "abba", "list": [1, 2]})"))
                .isEmpty());
}

void TestJsonSchema::acceptsWholeNumbersBeyond32Bits()
{
    QVERIFY(schema().check(JsonDocument::parse(R"({"n": 9007199254740993, "list": [1e10]})")).isEmpty());
    QCOMPARE(schema().check(JsonDocument::parse(R"({"n": 9007199254.5, "list": []})")).size(), 1);
}

void TestJsonSchema::reportsEachProblemOnceInOrder()
{
    const QList<JsonProblem> problems = schema().check(
        JsonDocument::parse("{\n \"[x]/y\": \"long\",\n \"a\": 1, \"b\": 2,\n \"list\": [1, \"x\", 3]\n}"));
    const QList<JsonProblem> expected{
        {u"/n"_s, {1, 1}, u"The key \"n\" is missing at the top of the file. Add it."_s},
        {u"/[x]~1y"_s, {2, 11}, u"\"[x]/y\" has 4 characters; at most 3 are allowed. Shorten it."_s},
        {u"/a"_s,
         {3, 2},
         u"Unknown key \"a\" at the top of the file. Remove it, or use one of: [x]/y, list, n, p."_s},
        {u"/b"_s,
         {3, 10},
         u"Unknown key \"b\" at the top of the file. Remove it, or use one of: [x]/y, list, n, p."_s},
        {u"/list"_s, {4, 10}, u"\"list\" has 3 items; at most 2 are allowed. Shorten it."_s},
        {u"/list/1"_s, {4, 14}, u"Item 2 of \"list\" must be an integer, not \"x\". Replace it."_s}};
    for (qsizetype i = 0; i < problems.size(); ++i)
        QVERIFY2(problems.at(i) == expected.value(i),
                 qPrintable(problems.at(i).pointer + u' ' + problems.at(i).message));
    QCOMPARE(problems.size(), expected.size());
}

void TestJsonSchema::checksPatternsOfHugeTexts()
{
    const QByteArray text(1'000'000, 'a');
    QVERIFY(schema().check(JsonDocument::parse("{\"n\": 1, \"list\": [], \"p\": \"aac\"}")).size() == 1);
    // Any verdict on an oversized text will do, as long as there is one.
    const QList<JsonProblem> problems =
        schema().check(JsonDocument::parse("{\"n\": 1, \"list\": [], \"p\": \"" + text + "c\"}"));
    QCOMPARE(problems.size(), 1);
    QVERIFY(problems.first().message.size() < 200);
}

void TestJsonSchema::listsSomeOfVeryManyProblems_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("first");
    constexpr int count = 50'000;
    // Backwards: the worst order for sorted containers.
    QByteArray keys;
    QByteArray items;
    for (int i = 0; i < count; ++i) {
        keys += ",\"k" + QByteArray::number(count - i) + "\":" + QByteArray::number(i);
        items += i == 0 ? "true" : ",true";
    }
    QTest::newRow("unknown keys") << QByteArray("{\"n\":1,\"list\":[]" + keys + '}')
                                  << u"Unknown key \"k50000\""_s;
    QTest::newRow("items") << QByteArray("{\"n\":1,\"list\":[" + items + "]}")
                           << u"\"list\" has 50,000 items"_s;
    QByteArray doubled = "{\"n\":1,\"list\":[]";
    for (int i = 0; i < count; ++i)
        doubled += ",\"n\":1";
    QTest::newRow("the same key") << doubled + '}' << QString();
}

void TestJsonSchema::listsSomeOfVeryManyProblems()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, first);
    const JsonDocument document = JsonDocument::parse(text);
    QVERIFY(!document.syntaxError());
    QVERIFY(document.duplicates().size() <= mostJsonProblems);
    const QList<JsonProblem> problems = schema().check(document);
    if (first.isEmpty()) {
        QCOMPARE(document.duplicates().size(), mostJsonProblems);
        QVERIFY(problems.isEmpty());
        return;
    }
    QCOMPARE(problems.size(), mostJsonProblems + 1);
    QVERIFY2(problems.first().message.startsWith(first), qPrintable(problems.first().message));
    QVERIFY2(problems.last().message.contains(u"more problems of this kind"_s),
             qPrintable(problems.last().message));
}

void TestJsonSchema::reportsDefectiveSchemas()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"s.json"_s));
    QVERIFY(!JsonSchema::load(file.fileName()));
    for (const QByteArray &text : {QByteArray("{"), QByteArray("{\"type\": \"nothing\"}")}) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        const auto loaded = JsonSchema::load(file.fileName());
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::Internal);
        QVERIFY(loaded.error().text().contains(file.fileName()));
        QVERIFY(!loaded.error().detail.isEmpty());
    }
}

LOADSTONE_TEST(TestJsonSchema, QCoreApplication)
#include "tst_jsonschema.moc"
