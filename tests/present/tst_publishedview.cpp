// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/publishedview.h"

#include "core/base/jsonschema.h"
#include "core/export/htmlreport.h"
#include "core/export/jsonreport.h"
#include "core/export/textreport.h"
#include "tests/support/publishedrun.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

const QStringList fiveStacks{u"aiohttp"_s, u"bottle-wsgiref"_s, u"flask-dev-threaded"_s, u"japronto"_s,
                             u"tornado"_s};

RunRecord smallRun() { return test::publishedRun(u"microframeworks/local-text"_s, "/text", fiveStacks, 7); }

QStringList cellTexts(const QList<ReportCell> &row)
{
    QStringList texts;
    for (const ReportCell &cell : row)
        texts << cell.text;
    return texts;
}

} // namespace

class TestPublishedView : public QObject
{
    Q_OBJECT
private slots:
    void tableHasBothSides();
    void settingsHaveNoPlaces();
    void notesNameTheMachineOfTheText();
    void conclusionsHaveWordAndEvidence();
    void errataAreThoseOfTheTables();
    void evidenceNamesWhatIsMissing();
    void ratesOfTheScheduleAreMarked();
    void longFiguresAreShortened();
    void everyReportHasIt();
    void reportsWithoutReferenceHaveNothing();
};

void TestPublishedView::tableHasBothSides()
{
    const PublishedView view = makeRunView(smallRun()).published;
    QCOMPARE(view.tables.size(), 4);
    QCOMPARE(view.main, QList<qsizetype>{0});
    const ReportTable &median = view.tables[0];
    QCOMPARE(median.id, u"published-local-text-median_latency"_s);
    QVERIFY(median.title.endsWith(u"Median response time (lower is better)"_s));
    QCOMPARE(median.headers[4], u"p50"_s);
    QCOMPARE(cellTexts(median.rows[2]),
             QStringList({u"Flask"_s, u"77 ms"_s, u"4"_s, u"flask-dev-threaded"_s, median.rows[2][4].text,
                          u"3"_s, u"11.00×"_s, u"0.82×"_s}));
    QVERIFY(median.rows[2][4].text.endsWith(u" ms"_s));
    QCOMPARE(cellTexts(median.rows[4]),
             QStringList(
                 {u"Pyramid"_s, u"69 ms"_s, u"–"_s, u"not in this run"_s, u"–"_s, u"–"_s, u"–"_s, u"–"_s}));
    QCOMPARE(median.note,
             u"Spearman's rank correlation of 5 servers: −0.60 (95 % interval −0.98 to 0.67). Places and "
             u"ratios are "
             "among the servers with both figures; ratios are to Japronto, on either side."_s);
    QCOMPARE(view.tables[2].rows[0][1].text, u"388.58/s"_s);
}

void TestPublishedView::settingsHaveNoPlaces()
{
    RunRecord run = test::publishedRun(u"wsgi-servers/rate-1000"_s, "/", {u"uwsgi"_s}, 1);
    for (TrialRecord &trial : run.trials) {
        trial.load.isOpen = true;
        trial.load.intendedRps = 999.5;
    }
    const QList<ReportTable> tables = makeRunView(run).published.tables;
    const auto tableOf = [&](const QString &key) {
        return *std::find_if(tables.begin(), tables.end(),
                             [&](const ReportTable &table) { return table.id.endsWith(u'-' + key); });
    };
    const ReportTable target = tableOf(u"target_rate"_s);
    QCOMPARE(target.title, u"1,000 requests per second: Target rate"_s);
    QCOMPARE(target.headers,
             QStringList({u"As published"_s, u"Published"_s, u"Server here"_s, u"Due RPS"_s}));
    QCOMPARE(cellTexts(target.rows[0]),
             QStringList({u"uwsgi (1 worker [+ 1 master])"_s, u"1,000/s"_s, u"uwsgi"_s, u"1,000/s"_s}));
    const ReportTable perRequest = tableOf(u"ms_per_request"_s);
    QVERIFY(perRequest.title.endsWith(u"(lower is better)"_s));
    QCOMPARE(perRequest.rows[0][4].text, u"0.250 ms"_s);
}

void TestPublishedView::notesNameTheMachineOfTheText()
{
    const QString notes = makeRunView(smallRun()).published.notes.join(u'\n');
    QVERIFY(notes.contains(u"Machine of the text: Local: MacBook Pro 2016"_s));
    QVERIFY(notes.contains(u"compare the order and the ratios within a side, not the figures"_s));
    QVERIFY(notes.contains(u"Locust for 1 minute, 4,000 users"_s));
    RunRecord other = smallRun();
    other.servers[4].stack.id = u"mine"_s;
    other.profile.reference = u"fan-out/sync"_s;
    other.servers[0].stack.id = u"flask-dev"_s;
    const QString unknown = makeRunView(other).published.notes.join(u'\n');
    QVERIFY(unknown.contains(u"The text does not state its machine."_s));
    QVERIFY(unknown.contains(u"Servers of this run without a row: bottle-wsgiref, japronto, tornado."_s));
    QCOMPARE(makeRunView(other).published.conclusions.note, u"The text draws no conclusions."_s);
}

void TestPublishedView::conclusionsHaveWordAndEvidence()
{
    const ReportTable table = makeRunView(smallRun()).published.conclusions;
    QCOMPARE(table.rows.size(), 6);
    QCOMPARE(table.rows[0][0].text, u"Japronto and Tornado have the lowest median response time."_s);
    QCOMPARE(table.rows[0][1].text, u"does not hold here"_s);
    const QString evidence = table.rows[0][2].text;
    QVERIFY2(evidence.contains(u"p50: japronto"_s) && evidence.contains(u"ratio 0.45"_s),
             qPrintable(evidence));
    QVERIFY2(evidence.contains(u"This run does not repeat: Server and client on one laptop, JSON"_s),
             qPrintable(evidence));
    QCOMPARE(table.rows[1][1].text, u"cannot be told"_s);
    QVERIFY(table.rows[1][2].text.startsWith(u"The author's opinion"_s));
}

void TestPublishedView::errataAreThoseOfTheTables()
{
    const auto hasErratum = [](const ReportTable &errata, const QString &start) {
        return std::any_of(errata.rows.begin(), errata.rows.end(),
                           [&](const QList<ReportCell> &row) { return row[0].text.startsWith(start); });
    };
    const ReportTable local = makeRunView(smallRun()).published.errata;
    QVERIFY(hasErratum(local, u"local-text, Bottle: median 163"_s));
    QVERIFY(hasErratum(local, u"'all 5 frameworks'"_s));
    QVERIFY(!hasErratum(local, u"remote-text, Django"_s));
    const RunRecord rates =
        test::publishedRun(u"wsgi-servers/rate-3000"_s, "/", {u"cherrypy-wsgi"_s, u"uwsgi"_s}, 1);
    QVERIFY(hasErratum(makeRunView(rates).published.errata, u"1784.9 req/s are printed beside 0.6 ms/req"_s));
}

void TestPublishedView::evidenceNamesWhatIsMissing()
{
    const QString few =
        makeRunView(test::publishedRun(u"microframeworks/local-text"_s, "/text", fiveStacks, 2))
            .published.conclusions.rows[0][2]
            .text;
    QVERIFY2(few.contains(u"Not in this run: Pyramid, Sanic, Starlette."_s), qPrintable(few));
    QVERIFY2(few.contains(u"Four repeats of each server are needed, this run has 2."_s), qPrintable(few));
    RunRecord failing = smallRun();
    for (TrialRecord &trial : failing.trials)
        trial.load.measured.endpoints[0].counts[std::size_t(OutcomeClass::Reset)] = 1'000;
    const PublishedView failed = makeRunView(failing).published;
    const QString obstacle = failed.conclusions.rows[0][2].text;
    QVERIFY2(obstacle.contains(u"failures over 1 % (p50)"_s) && !obstacle.contains(u"ratio"_s),
             qPrintable(obstacle));
    QCOMPARE(failed.tables[0].rows[2][6].text, u"11.00×"_s); // of the text
    QCOMPARE(failed.tables[0].rows[2][7].text, u"–"_s);
    QVERIFY(failed.tables[0].note.contains(u"There is no verdict on this run"_s));
}

void TestPublishedView::ratesOfTheScheduleAreMarked()
{
    RunRecord run = smallRun();
    QVERIFY(!makeRunView(run).published.tables[2].note.contains(u"Users and waits"_s));
    for (TrialRecord &trial : run.trials)
        trial.load.pacingCeilingRps = 1;
    QVERIFY(makeRunView(run).published.tables[2].note.contains(u"Users and waits"_s));
    QVERIFY(!makeRunView(run).published.tables[0].note.contains(u"Users and waits"_s));
}

void TestPublishedView::longFiguresAreShortened()
{
    RunRecord run =
        test::publishedRun(u"fan-out"_s, "/io_bound", {u"flask-dev-threaded"_s, u"grpc-sync"_s}, 1);
    run.servers[1].parameters = {{u"empty_delay_s"_s, 10}, {u"threads"_s, 12}};
    const PublishedView view = makeRunView(run).published;
    QCOMPARE(view.tables[0].rows[1][1].text, u"33.494/s"_s);
    QCOMPARE(view.tables[0].rows[0][1].text, u"0.97387/s"_s);
    QCOMPARE(view.tables[1].rows[8][1].text, u"72,196 ms"_s);
    QVERIFY(view.tables[0].note.startsWith(u"No rank correlation: 2 servers with both figures"_s));
}

void TestPublishedView::everyReportHasIt()
{
    const RunRecord run = smallRun();
    const RunView report = makeRunView(run);
    const QString text = toText(report, 100);
    const QString markdown = toMarkdown(report);
    const QString html = QString::fromUtf8(toHtml(makeDocument(report), "{}"));
    for (const QString &each : {text, markdown, html}) {
        QVERIFY(each.contains(u"Published and measured"_s));
        QVERIFY(each.contains(u"does not hold here"_s));
        QVERIFY(each.contains(u"−0.60 (95 % interval −0.98 to 0.67)"_s));
    }
    QVERIFY(markdown.contains(u"| Flask | 77 ms | 4 |"_s));
    QVERIFY(markdown.contains(u"388.58/s"_s) && !text.contains(u"388.58/s"_s)); // the first figure only
    QVERIFY(html.contains(u"id=\"published-errata\""_s) && markdown.contains(u"### Errata of the text"_s));

    const QJsonObject json = toJson(run);
    const auto schema = JsonSchema::load(u":/loadstone/schemas/result.schema.json"_s);
    QVERIFY(schema);
    const QList<JsonProblem> problems = (*schema)->check(JsonDocument::parse(readableJson(json)));
    QVERIFY2(problems.isEmpty(), qPrintable(problems.value(0).pointer + problems.value(0).message));
    const QJsonValue published = json[u"published"];
    QCOMPARE(published[u"reference"].toString(), u"microframeworks"_s);
    const QJsonValue column = published[u"columns"][0];
    QVERIFY(std::abs(column[u"rank_correlation"][u"value"].toDouble() + 0.6) < 1e-9);
    QCOMPARE(column[u"rows"][2][u"published"].toDouble(), 77.0);
    QCOMPARE(published[u"conclusions"][0][u"word"].toString(), u"does-not-hold"_s);
    QVERIFY(published[u"conclusions"][1][u"not_checkable"].isString());
}

void TestPublishedView::reportsWithoutReferenceHaveNothing()
{
    RunRecord run = smallRun();
    run.profile.reference.clear();
    const RunView report = makeRunView(run);
    QVERIFY(report.published.isEmpty());
    QVERIFY(!toText(report, 0).contains(u"Published"_s) && !toMarkdown(report).contains(u"Published"_s));
    QVERIFY(!toHtml(makeDocument(report), "{}").contains("id=\"section-published\""));
    QVERIFY(!toJson(run).contains(u"published"_s));
}

LOADSTONE_TEST(TestPublishedView, QCoreApplication)
#include "tst_publishedview.moc"
