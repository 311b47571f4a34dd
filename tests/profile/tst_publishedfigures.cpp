// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/profile/reader.h"
#include "core/profile/reference/publishedlibrary.h"
#include "core/profile/reference/publishedreader.h"
#include "core/stack/catalogue.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

const QString checkout = QStringLiteral(LOADSTONE_SOURCE_DIR);

QByteArray fileContent(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

const QByteArray smallest = R"({
  "loadstone_reference": 1,
  "name": "N",
  "source": "S",
  "tables": [
    {
      "id": "one", "title": "T", "load": "L",
      "columns": [{"key": "latency", "title": "Latency", "unit": "s", "metric": "mean", "better": "lower"}],
      "rows": [
        {"id": "a", "name": "A", "stack": "sanic", "parameters": {"workers": 2}, "figures": {"latency": 3.71}},
        {"id": "b", "name": "B", "stack": "cherrypy", "figures": {}}
      ]
    }
  ],
  "errata": [{"what": "W", "why": "Y", "tables": ["one"]}],
  "conclusions": [
    {"text": "A wins.", "claims": [{"kind": "better", "metric": "mean", "rows": ["one/a"], "than": ["one/b"]}]},
    {"text": "A is nice.", "not_checkable": "No figure."}
  ]
})";

} // namespace

class TestPublishedFigures : public QObject
{
    Q_OBJECT
private slots:
    void shippedFilesAreAllInTheProgram();
    void shippedRowsHaveStacksWithTheirParameters();
    void shippedColumnsAreCompared();
    void readsEveryPart();
    void settingsNeedNoOrder();
    void rejectsWhatIsDamaged_data();
    void rejectsWhatIsDamaged();
    void profilesReferToExistingFigures_data();
    void profilesReferToExistingFigures();
};

void TestPublishedFigures::shippedFilesAreAllInTheProgram()
{
    const QDir folder(checkout + u"/profiles/reference"_s);
    QStringList ids;
    for (const auto &figures : publishedLibrary())
        ids << figures->id;
    QStringList files;
    for (const QFileInfo &file : folder.entryInfoList({u"*.json"_s}, QDir::Files, QDir::Name)) {
        files << file.completeBaseName();
        const Result<PublishedFigures> figures =
            readPublishedFigures(fileContent(file.absoluteFilePath()), file.completeBaseName());
        QVERIFY2(figures, qPrintable(figures ? QString() : figures.error().text() + figures.error().detail));
        QCOMPARE(fileContent(u":/loadstone/reference/"_s + file.fileName()),
                 fileContent(file.absoluteFilePath()));
    }
    QCOMPARE(files.size(), 5);
    QCOMPARE(ids, files);
}

void TestPublishedFigures::shippedRowsHaveStacksWithTheirParameters()
{
    const Catalogue catalogue = Catalogue::load({checkout + u"/resources/stacks"_s});
    int rows = 0;
    for (const auto &figures : publishedLibrary()) {
        for (const PublishedTable &table : figures->tables) {
            for (const PublishedRow &row : table.rows) {
                QVERIFY2(catalogue.find(row.stackId), qPrintable(row.stackId));
                const Result<QJsonObject> parameters = resolveParameters(
                    *catalogue.find(row.stackId), {row.stackId, u"as-published"_s, row.parameters, {}, true});
                QVERIFY2(
                    parameters,
                    qPrintable(row.stackId + u": "_s + (parameters ? QString() : parameters.error().text())));
                ++rows;
            }
        }
    }
    QCOMPARE(rows, 97);
}

// Numbers of stars and contributors are no figures of a load, and one load thread here replaces many of the client there.
void TestPublishedFigures::shippedColumnsAreCompared()
{
    QStringList without;
    for (const auto &figures : publishedLibrary()) {
        for (const PublishedTable &table : figures->tables) {
            for (const PublishedColumn &column : table.columns) {
                const QString name = figures->id + u'/' + column.key;
                if (!column.metric && !without.contains(name))
                    without << name;
                QVERIFY(!column.metric || metricInfo(*column.metric).unit != MetricUnit::Percent);
            }
        }
    }
    QCOMPARE(without,
             QStringList({u"mixed-streaming/github_stars_k"_s, u"mixed-streaming/contributors"_s,
                          u"slow-upstream/client_threads"_s}));
}

void TestPublishedFigures::readsEveryPart()
{
    const Result<PublishedFigures> figures = readPublishedFigures(smallest, u"small"_s);
    QVERIFY2(figures, qPrintable(figures ? QString() : figures.error().text()));
    QCOMPARE(figures->id, u"small"_s);
    QVERIFY(!figures->year);
    const PublishedColumn &column = figures->tables[0].columns[0];
    QCOMPARE(column.unit, PublishedColumn::Unit::TimeS);
    QCOMPARE(column.metric, std::optional(Metric::Mean));
    QCOMPARE(column.better, Better::Lower);
    const PublishedRow *row = figures->row({u"one"_s, u"a"_s});
    QVERIFY(row);
    QCOMPARE(row->figures.value(u"latency"_s), 3.71);
    QCOMPARE(row->parameters, QJsonObject({{u"workers"_s, 2}}));
    QVERIFY(!figures->row({u"one"_s, u"c"_s}));
    QCOMPARE(figures->errata[0].tables, QStringList(u"one"_s));
    const PublishedClaim &claim = figures->conclusions[0].claims[0];
    QCOMPARE(claim.kind, PublishedClaim::Kind::Better);
    QCOMPARE(claim.than, QList({PublishedRowId{u"one"_s, u"b"_s}}));
    QCOMPARE(figures->conclusions[1].notCheckable, u"No figure."_s);
}

void TestPublishedFigures::settingsNeedNoOrder()
{
    QByteArray text = smallest;
    text.replace(R"("metric": "mean", "better": "lower")", R"("metric": "due_rps")");
    const Result<PublishedFigures> figures = readPublishedFigures(text, u"small"_s);
    QVERIFY2(figures, qPrintable(figures ? QString() : figures.error().text()));
    QCOMPARE(figures->tables[0].columns[0].metric, std::optional(Metric::DueRps));
    QCOMPARE(figures->tables[0].columns[0].better, Better::Neither);
}

void TestPublishedFigures::rejectsWhatIsDamaged_data()
{
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<QByteArray>("replacement");
    QTest::addColumn<QString>("error");
    QTest::newRow("cut off") << QByteArray(R"("conclusions": [)") << QByteArray() << u"Line"_s;
    QTest::newRow("newer") << QByteArray(R"("loadstone_reference": 1)")
                           << QByteArray(R"("loadstone_reference": 2)")
                           << u"Line 2: They have format 2; this version of Loadstone supports up to 1."_s;
    QTest::newRow("figure is text") << QByteArray("3.71") << QByteArray(R"("3.71")") << u"Line 10: "_s;
    QTest::newRow("unknown key") << QByteArray(R"("name": "N",)") << QByteArray(R"("name": "N", "url": "U",)")
                                 << u"Line 3: "_s;
    QTest::newRow("unknown unit") << QByteArray(R"("unit": "s")") << QByteArray(R"("unit": "min")")
                                  << u"Line 8: "_s;
    QTest::newRow("no direction") << QByteArray(R"(, "better": "lower")") << QByteArray()
                                  << u"needs \"better\""_s;
    QTest::newRow("no such column") << QByteArray(R"({"latency": 3.71})") << QByteArray(R"({"rps": 3.71})")
                                    << u"Line 10: The table has no column \"rps\"."_s;
    QTest::newRow("row twice") << QByteArray(R"("id": "b")") << QByteArray(R"("id": "a")")
                               << u"Line 11: \"a\" occurs twice."_s;
    QTest::newRow("no such row") << QByteArray(R"(["one/b"])") << QByteArray(R"(["one/c"])")
                                 << u"There is no row \"c\" in a table \"one\"."_s;
    QTest::newRow("no such table") << QByteArray(R"("tables": ["one"])") << QByteArray(R"("tables": ["two"])")
                                   << u"Line 15: There is no table \"two\"."_s;
    QTest::newRow("nothing to compare")
        << QByteArray(R"(, "than": ["one/b"])") << QByteArray() << u"\"than\""_s;
    QTest::newRow("neither") << QByteArray(R"(, "not_checkable": "No figure.")") << QByteArray()
                             << u"either \"claims\" or \"not_checkable\""_s;
}

void TestPublishedFigures::rejectsWhatIsDamaged()
{
    QFETCH(const QByteArray, part);
    QFETCH(const QByteArray, replacement);
    QFETCH(const QString, error);
    QByteArray text = smallest;
    QVERIFY(text.contains(part));
    const Result<PublishedFigures> figures =
        readPublishedFigures(text.replace(part, replacement), u"small"_s);
    QVERIFY(!figures);
    QCOMPARE(figures.error().code, ErrorCode::Usage);
    QVERIFY2(figures.error().text().contains(error), qPrintable(figures.error().text()));
    QVERIFY(!figures.error().text().contains(u'\n'));
}

void TestPublishedFigures::profilesReferToExistingFigures_data()
{
    QTest::addColumn<QString>("reference");
    QTest::addColumn<QString>("error");
    QTest::newRow("figures") << u"fan-out"_s << QString();
    QTest::newRow("table") << u"fan-out/async"_s << QString();
    QTest::newRow("misspelt") << u"fan-ot/async"_s << u"Did you mean \"fan-out/async\"?"_s;
    QTest::newRow("no table") << u"fan-out/"_s << u"Did you mean \"fan-out\"?"_s;
    QTest::newRow("unknown") << u"something else"_s
                             << u"There are fan-out, microframeworks, mixed-streaming"_s;
}

void TestPublishedFigures::profilesReferToExistingFigures()
{
    QFETCH(const QString, reference);
    QFETCH(const QString, error);
    const ProfileReading reading = readProfile(QByteArray(R"({"loadstone_profile": 1, "name": "N",
        "servers": [{"stack": "sanic"}], "requests": [{"name": "r", "method": "GET", "path": "/"}],
        "load": {"users": 1, "duration_s": 1}, "reference": "%1"})")
                                                   .replace("%1", reference.toUtf8()),
                                               u"p"_s);
    QCOMPARE(reading.profile.has_value(), error.isEmpty());
    QCOMPARE(reading.problems.size(), error.isEmpty() ? 0 : 1);
    if (!error.isEmpty()) {
        QCOMPARE(reading.problems[0].pointer, u"/reference"_s);
        QVERIFY2(reading.problems[0].message.contains(error), qPrintable(reading.problems[0].message));
    }
}

LOADSTONE_TEST(TestPublishedFigures, QCoreApplication)
#include "tst_publishedfigures.moc"
