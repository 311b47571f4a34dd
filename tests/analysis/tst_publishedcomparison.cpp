// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/publishedcomparison.h"

#include "core/analysis/publishedclaims.h"
#include "core/profile/upstream.h"
#include "tests/support/publishedrun.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

const QStringList asyncFirst{
    u"japronto"_s,           u"tornado"_s,         u"aiohttp"_s, u"bottle-wsgiref"_s,
    u"flask-dev-threaded"_s, u"pyramid-wsgiref"_s, u"sanic"_s,   u"starlette-uvicorn"_s};
constexpr int enoughRepeats = 7;

PublishedComparison comparisonOf(const RunRecord &run)
{
    return compareWithPublished(run, analyseServers(run));
}

const ComparedColumn *columnOf(const PublishedComparison &comparison, const QString &key)
{
    for (const ComparedColumn &column : comparison.columns) {
        if (comparison.figures->table(column.table)->columns[column.column].key == key)
            return &column;
    }
    return nullptr;
}

EvaluatedConclusion conclusionOf(const RunRecord &run, int index)
{
    return evaluateConclusions(run, comparisonOf(run)).value(index);
}

} // namespace

class TestPublishedComparison : public QObject
{
    Q_OBJECT
private slots:
    void rowsAreMatchedByStackAndParameters();
    void publishedPresetIsPreferred();
    void tablesAreThoseOfTheRequests();
    void nothingWithoutAReferenceOrServers();
    void correlationIsThatComputedByHand();
    void columnsWithoutAMetricAreNotCompared();
    void countsAreMediansOfTheRepeats();
    void settingsHaveNoOrder();
    void placesAndRatiosAreOfTheSameServers();
    void fewServersHaveNoCorrelation();
    void anOrderHoldsIfEveryPairDoes();
    void anOrderDoesNotHoldIfOnePairContradicts();
    void sameIsNotBetterButNotWorse();
    void gapsAreNamed();
    void figuresOfTheUpstreamTellNothing();
    void floorsAreThoseOfTheEndpoints();
    void similarityIsOfTheWholeInterval_data();
    void similarityIsOfTheWholeInterval();
    void similarServersAreTested();
};

void TestPublishedComparison::rowsAreMatchedByStackAndParameters()
{
    RunRecord run = test::publishedRun(
        u"fan-out/async"_s, "/io_bound?delay=1",
        {u"fastapi-uvicorn"_s, u"fastapi-uvicorn"_s, u"flask-uwsgi-gevent"_s, u"sanic"_s}, 1);
    for (int i = 0; i < 4; ++i)
        run.servers[i].parameters = {{u"workers"_s, QList{4, 1, 2, 1}[i]}, {u"log"_s, u"off"_s}};
    const PublishedComparison comparison = comparisonOf(run);
    QCOMPARE(comparison.figures->id, u"fan-out"_s);
    QCOMPARE(comparison.otherServers, QStringList({u"flask-uwsgi-gevent"_s, u"sanic"_s}));
    const ComparedColumn *rps = columnOf(comparison, u"rps"_s);
    QVERIFY(rps);
    const QList<PublishedRow> &rows = comparison.figures->table(u"async"_s)->rows;
    for (const PublishedBesideMeasured &both : rps->rows) {
        const QString id = rows[both.row].id;
        const std::optional<int> expected = id == u"fastapi-uvicorn-1"_s ? std::optional(1)
            : id == u"fastapi-uvicorn-4"_s                               ? std::optional(0)
                                                                         : std::nullopt;
        QCOMPARE(both.server, expected);
        QCOMPARE(both.measured.has_value(), expected.has_value());
    }
    QCOMPARE(rps->pairs, 2);
    QCOMPARE(rps->rows[4].published, std::optional(61.20740290304029));
}

void TestPublishedComparison::publishedPresetIsPreferred()
{
    RunRecord run = test::publishedRun(u"mixed-streaming/no-sleep"_s, "/simple-response",
                                       {u"sanic"_s, u"cherrypy"_s, u"sanic"_s, u"sanic"_s}, 1);
    run.servers[0].entry.preset = u"tuned"_s;
    const PublishedRow row{u"sanic"_s, u"Sanic"_s, u"sanic"_s, {}, {}, {}};
    QCOMPARE(findPublishedServer(run, row), std::optional(2));
    run.servers[2].entry.preset = run.servers[3].entry.preset = u"tuned"_s;
    QCOMPARE(findPublishedServer(run, row), std::optional(0));
}

void TestPublishedComparison::tablesAreThoseOfTheRequests()
{
    RunRecord run =
        test::publishedRun(u"slow-upstream"_s, "/single", {u"tornado-gunicorn"_s, u"tornado-gunicorn"_s}, 1);
    run.servers[0].parameters = {{u"reuse_upstream"_s, false}};
    run.servers[1].parameters = {{u"reuse_upstream"_s, true}};
    QCOMPARE(comparisonOf(run).tables, QStringList({u"no-reuse-single"_s, u"reuse-single"_s}));
    run.profile.requests.first().path = "/multiple";
    QCOMPARE(comparisonOf(run).tables, QStringList({u"no-reuse-multi"_s, u"reuse-multi"_s}));
    run.servers[0].parameters = {{u"reuse_upstream"_s, true}};
    QCOMPARE(comparisonOf(run).tables, QStringList(u"reuse-multi"_s));
    run.profile.reference = u"slow-upstream/reuse-single"_s;
    QCOMPARE(comparisonOf(run).tables, QStringList(u"reuse-single"_s));
}

void TestPublishedComparison::nothingWithoutAReferenceOrServers()
{
    QVERIFY(!comparisonOf(test::syntheticRun()).figures);
    QVERIFY(evaluateConclusions(test::syntheticRun(), comparisonOf(test::syntheticRun())).isEmpty());
    QVERIFY(!comparisonOf(test::publishedRun(u"fan-out"_s, "/io_bound", {u"sanic"_s}, 1)).figures);
    QVERIFY(!comparisonOf(test::publishedRun(u"fan-out"_s, "/other", {u"flask-dev"_s}, 1)).figures);
    QVERIFY(comparisonOf(test::publishedRun(u"fan-out"_s, "/io_bound", {u"flask-dev"_s}, 1)).figures);
}

// Published medians 15, 163, 77, 7 and 10 ms have the ranks 3, 5, 4, 1, 2; those measured 1, 2, 3, 4, 5. The squared
// differences 4 + 9 + 1 + 9 + 9 = 32 make 1 − 6 × 32 ÷ (5 × 24) = −0.6; z is atanh(−0.6) ± 1.95996 × √(1.18 ÷ 2).
void TestPublishedComparison::correlationIsThatComputedByHand()
{
    const RunRecord run = test::publishedRun(
        u"microframeworks/local-text"_s, "/text",
        {u"aiohttp"_s, u"bottle-wsgiref"_s, u"flask-dev-threaded"_s, u"japronto"_s, u"tornado"_s}, 1);
    const PublishedComparison comparison = comparisonOf(run);
    const ComparedColumn *median = columnOf(comparison, u"median_latency"_s);
    QVERIFY(median && median->correlation && median->correlation->interval);
    QCOMPARE(median->pairs, 5);
    QVERIFY(std::abs(median->correlation->value + 0.6) < 1e-12);
    QVERIFY(std::abs(median->correlation->interval->low + 0.9757) < 1e-4);
    QVERIFY(std::abs(median->correlation->interval->high - 0.6709) < 1e-4);
    // No server failed here, so that there is no order.
    QVERIFY(!columnOf(comparison, u"failures"_s)->correlation);
}

void TestPublishedComparison::columnsWithoutAMetricAreNotCompared()
{
    RunRecord run =
        test::publishedRun(u"slow-upstream/no-reuse-single"_s, "/single", {u"tornado-gunicorn"_s}, 1);
    run.servers[0].parameters = {{u"reuse_upstream"_s, false}};
    const PublishedComparison comparison = comparisonOf(run);
    QVERIFY(columnOf(comparison, u"latency"_s) && !columnOf(comparison, u"client_threads"_s));
    const ComparedColumn *connections = columnOf(comparison, u"connections"_s);
    QVERIFY(connections);
    QCOMPARE(connections->rows[2].published, std::optional(1'000.0));
    QCOMPARE(connections->rows[2].measured, std::optional(15.0)); // users
}

// The text has the failures of one run.
void TestPublishedComparison::countsAreMediansOfTheRepeats()
{
    RunRecord run = test::publishedRun(u"fan-out/sync"_s, "/io_bound", {u"flask-dev"_s}, 3);
    const QList<qint64> failures{2, 26, 3};
    for (int repeat = 0; repeat < 3; ++repeat)
        run.trials[repeat].load.measured.endpoints[1].counts[std::size_t(OutcomeClass::Timeout)] =
            failures[repeat];
    const PublishedComparison comparison = comparisonOf(run);
    const ComparedColumn *failed = columnOf(comparison, u"failures"_s);
    QVERIFY(failed);
    QCOMPARE(failed->rows[0].published, std::optional(0.0));
    QCOMPARE(failed->rows[0].measured, std::optional(3.0));
    for (const QString &key : {u"p50"_s, u"p60"_s, u"p70"_s, u"p80"_s, u"p90"_s, u"p100"_s}) {
        const ComparedColumn *times = columnOf(comparison, key);
        QVERIFY2(times && times->rows[0].measured && times->rows[0].published, qPrintable(key));
    }
}

void TestPublishedComparison::settingsHaveNoOrder()
{
    RunRecord run = test::publishedRun(u"wsgi-servers/rate-1000"_s, "/", {u"uwsgi"_s, u"gevent-pywsgi"_s}, 1);
    for (TrialRecord &trial : run.trials) {
        trial.load.isOpen = true;
        trial.load.intendedRps = 1'000;
    }
    const PublishedComparison comparison = comparisonOf(run);
    const ComparedColumn *target = columnOf(comparison, u"target_rate"_s);
    QVERIFY(target);
    QCOMPARE(target->pairs, 2);
    QVERIFY(!target->base && !target->correlation);
    for (const PublishedBesideMeasured &both : target->rows) {
        QVERIFY(!both.publishedPlace && !both.measuredPlace && !both.publishedRatio && !both.measuredRatio);
        QCOMPARE(both.measured, both.server ? std::optional(1'000.0) : std::nullopt);
    }
    const ComparedColumn *perRequest = columnOf(comparison, u"ms_per_request"_s);
    QVERIFY(perRequest && perRequest->base);
    QVERIFY(std::abs(*perRequest->rows[0].measured - 0.25) < 0.001); // 4,000/s
    for (const QString &key : {u"connections"_s, u"warmup_requests"_s, u"conn_time_min"_s})
        QVERIFY2(columnOf(comparison, key) && columnOf(comparison, key)->rows[0].measured, qPrintable(key));
    QVERIFY(!columnOf(comparison, u"fd_unavail"_s)); // the text has none in this table
}

void TestPublishedComparison::placesAndRatiosAreOfTheSameServers()
{
    // Japronto is the fastest in the text, but not in the run.
    const RunRecord run = test::publishedRun(u"microframeworks/local-text"_s, "/text",
                                             {u"aiohttp"_s, u"flask-dev-threaded"_s, u"tornado"_s}, 1);
    const PublishedComparison comparison = comparisonOf(run);
    const ComparedColumn &median = *columnOf(comparison, u"median_latency"_s);
    const auto row = [&](const QString &id) {
        for (const PublishedBesideMeasured &both : median.rows) {
            if (comparison.figures->table(u"local-text"_s)->rows[both.row].id == id)
                return both;
        }
        return PublishedBesideMeasured();
    };
    QVERIFY(median.base);
    QCOMPARE(comparison.figures->table(u"local-text"_s)->rows[median.rows[*median.base].row].id,
             u"tornado"_s);
    QCOMPARE(row(u"tornado"_s).publishedPlace, std::optional(1));
    QCOMPARE(row(u"tornado"_s).measuredPlace, std::optional(3));
    QCOMPARE(row(u"tornado"_s).measuredRatio, std::optional(1.0));
    QCOMPARE(row(u"flask"_s).publishedPlace, std::optional(3));
    QCOMPARE(row(u"flask"_s).publishedRatio, std::optional(7.7));
    QCOMPARE(row(u"flask"_s).measuredPlace, std::optional(2));
    QVERIFY(std::abs(*row(u"flask"_s).measuredRatio - 1.4 / 1.8) < 0.01);
    QVERIFY(row(u"japronto"_s).published && !row(u"japronto"_s).publishedPlace && !row(u"japronto"_s).server);
}

void TestPublishedComparison::fewServersHaveNoCorrelation()
{
    for (const int servers : {3, 4}) {
        const RunRecord run =
            test::publishedRun(u"microframeworks/local-text"_s, "/text", asyncFirst.mid(0, servers), 1);
        const PublishedComparison comparison = comparisonOf(run);
        QCOMPARE(columnOf(comparison, u"median_latency"_s)->pairs, servers);
        QCOMPARE(columnOf(comparison, u"median_latency"_s)->correlation.has_value(), servers == 4);
    }
}

void TestPublishedComparison::anOrderHoldsIfEveryPairDoes()
{
    const RunRecord run =
        test::publishedRun(u"microframeworks/local-text"_s, "/text", asyncFirst, enoughRepeats);
    const EvaluatedConclusion lowest = conclusionOf(run, 0);
    QCOMPARE(lowest.word, ClaimWord::Holds);
    QCOMPARE(lowest.evidence.size(), 12); // 2 × 6 servers of this table, none of the others
    QCOMPARE(lowest.evidence[0].verdict, std::optional(Verdict::Worse));
    QCOMPARE(lowest.evidence[0].repeats, qsizetype(enoughRepeats));
    QVERIFY(std::abs(lowest.evidence[0].ratio->value - 1.8) < 0.02); // aiohttp ÷ Japronto
    // An opinion cannot be tested.
    const EvaluatedConclusion opinion = conclusionOf(run, 1);
    QCOMPARE(opinion.word, ClaimWord::CannotBeTold);
    QVERIFY(opinion.evidence.isEmpty());
}

void TestPublishedComparison::anOrderDoesNotHoldIfOnePairContradicts()
{
    QStringList stacks = asyncFirst;
    stacks.move(6, 1); // Sanic before Tornado
    const RunRecord run = test::publishedRun(u"microframeworks/local-text"_s, "/text", stacks, enoughRepeats);
    const EvaluatedConclusion lowest = conclusionOf(run, 0);
    QCOMPARE(lowest.word, ClaimWord::DoesNotHold);
    QCOMPARE(std::count_if(lowest.evidence.begin(), lowest.evidence.end(),
                           [](const ClaimEvidence &each) { return each.word == ClaimWord::DoesNotHold; }),
             1);
}

void TestPublishedComparison::sameIsNotBetterButNotWorse()
{
    const QStringList order{u"gevent-pywsgi"_s, u"uwsgi"_s,    u"tornado-wsgi"_s,
                            u"cherrypy-wsgi"_s, u"gunicorn"_s, u"twisted-web"_s};
    const QString reference = u"wsgi-servers/reply-rate"_s;
    RunRecord run = test::publishedRun(reference, "/", order, enoughRepeats);
    QCOMPARE(conclusionOf(run, 1).word, ClaimWord::Holds);
    test::makeLikeTheFirst(run, {0, 1}); // gevent ≥ uWSGI
    QCOMPARE(conclusionOf(run, 1).word, ClaimWord::Holds);
    test::makeLikeTheFirst(run, {0, 1, 2}); // uWSGI > Tornado
    QCOMPARE(conclusionOf(run, 1).word, ClaimWord::DoesNotHold);
    QStringList swapped = order;
    swapped.swapItemsAt(0, 1);
    QCOMPARE(conclusionOf(test::publishedRun(reference, "/", swapped, enoughRepeats), 1).word,
             ClaimWord::DoesNotHold);
}

void TestPublishedComparison::gapsAreNamed()
{
    const QString reference = u"microframeworks/local-text"_s;
    const EvaluatedConclusion few = conclusionOf(test::publishedRun(reference, "/text", asyncFirst, 2), 0);
    QCOMPARE(few.word, ClaimWord::CannotBeTold);
    QCOMPARE(few.evidence[0].gap, std::optional(ClaimGap::TooFewRepeats));
    const RunRecord without = test::publishedRun(reference, "/text", asyncFirst.mid(1), enoughRepeats);
    QCOMPARE(conclusionOf(without, 0).word, ClaimWord::CannotBeTold);
    QCOMPARE(conclusionOf(without, 0).evidence[0].gap, std::optional(ClaimGap::NotInRun));

    RunRecord failing = test::publishedRun(reference, "/text", asyncFirst, enoughRepeats);
    for (TrialRecord &trial : failing.trials)
        trial.load.measured.endpoints[0].counts[std::size_t(OutcomeClass::Reset)] = 1'000;
    const EvaluatedConclusion obstructed = conclusionOf(failing, 0);
    QCOMPARE(obstructed.word, ClaimWord::CannotBeTold);
    QCOMPARE(obstructed.evidence[0].gap, std::optional(ClaimGap::Obstacle));
    QCOMPARE(obstructed.evidence[0].obstacle, std::optional(VerdictObstacle::Failures));

    // Flask with one call and with several are never in one run.
    RunRecord flask = test::publishedRun(u"slow-upstream"_s, "/single", {u"flask-gunicorn-meinheld"_s}, 1);
    flask.servers[0].parameters = {{u"reuse_upstream"_s, true}};
    QCOMPARE(conclusionOf(flask, 2).word, ClaimWord::CannotBeTold);
    QVERIFY(conclusionOf(flask, 2).evidence.isEmpty());
}

void TestPublishedComparison::figuresOfTheUpstreamTellNothing()
{
    RunRecord run =
        test::publishedRun(u"slow-upstream"_s, "/single",
                           {u"tornado-gunicorn"_s, u"starlette-gunicorn-uvicorn"_s}, enoughRepeats);
    run.servers[0].parameters = run.servers[1].parameters = {{u"reuse_upstream"_s, true}};
    const QList<ServerStats> servers = analyseServers(run);
    const double slowerUs = servers[1].value(Metric::Mean).value();
    run.profile.upstream.api = Upstream::Api::Gosleep;
    for (const auto &[factor, word] :
         {std::pair(1.02, ClaimWord::CannotBeTold), {1.1, ClaimWord::DoesNotHold}}) {
        // Both means are at most the slower one.
        run.profile.upstream.delay = Milliseconds(std::llround(slowerUs / factor / 1'000));
        QCOMPARE(conclusionOf(run, 0).word, word);
    }
    run.profile.upstream.delay = Milliseconds(std::llround(slowerUs / 1'000));
    QCOMPARE(conclusionOf(run, 0).evidence[0].gap, std::optional(ClaimGap::UpstreamBound));
    run.profile.upstream.api = Upstream::Api::None;
    QCOMPARE(conclusionOf(run, 0).word, ClaimWord::DoesNotHold);
}

void TestPublishedComparison::floorsAreThoseOfTheEndpoints()
{
    Upstream upstream;
    upstream.delay = Milliseconds(3'000);
    QVERIFY(!upstreamFloor(upstream, "/single"));
    upstream.api = Upstream::Api::Gosleep;
    QCOMPARE(upstreamFloor(upstream, "/single")->count(), 3.0);
    QCOMPARE(upstreamFloor(upstream, "/multiple")->count(), 3.0);
    upstream.truncatesSeconds = true; // 1.5 s waits 1 s, twice
    QCOMPARE(upstreamFloor(upstream, "/multiple")->count(), 2.0);
    QCOMPARE(upstreamFloor(upstream, "/single?x=1")->count(), 3.0);
    QVERIFY(!upstreamFloor(upstream, "/text"));
}

void TestPublishedComparison::similarityIsOfTheWholeInterval_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<ClaimWord>("word");
    QTest::newRow("inside") << 0.91 << 1.1 << ClaimWord::Holds;
    QTest::newRow("over the upper end") << 1.05 << 1.11 << ClaimWord::CannotBeTold;
    QTest::newRow("over the lower end") << 0.90 << 1.0 << ClaimWord::CannotBeTold;
    QTest::newRow("wide") << 0.5 << 2.0 << ClaimWord::CannotBeTold;
    QTest::newRow("slower") << 1.11 << 1.3 << ClaimWord::DoesNotHold;
    QTest::newRow("faster") << 0.8 << 0.9 << ClaimWord::DoesNotHold;
}

void TestPublishedComparison::similarityIsOfTheWholeInterval()
{
    QFETCH(const double, low);
    QFETCH(const double, high);
    QFETCH(const ClaimWord, word);
    QCOMPARE(similarityWord({low, high, 0.95}, 10), word);
}

void TestPublishedComparison::similarServersAreTested()
{
    RunRecord run =
        test::publishedRun(u"slow-upstream"_s, "/single",
                           {u"tornado-gunicorn"_s, u"starlette-gunicorn-uvicorn"_s}, enoughRepeats);
    run.servers[0].parameters = run.servers[1].parameters = {{u"reuse_upstream"_s, true}};
    QCOMPARE(conclusionOf(run, 0).word, ClaimWord::DoesNotHold);
    QCOMPARE(conclusionOf(run, 0).evidence.size(), 2); // rate and mean of this table
    test::makeLikeTheFirst(run, {0, 1});
    QCOMPARE(conclusionOf(run, 0).word, ClaimWord::Holds);
}

LOADSTONE_TEST(TestPublishedComparison, QCoreApplication)
#include "tst_publishedcomparison.moc"
