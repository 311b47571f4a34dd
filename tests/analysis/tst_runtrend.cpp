// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/runtrend.h"
#include "core/base/json.h"
#include "core/base/jsonschema.h"
#include "core/export/jsonreport.h"
#include "core/export/textreport.h"
#include "core/export/trendjson.h"
#include "core/present/trendview.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// A finished run on the given day with these successful responses in 10 s, by server and repeat.
RunRecord makeTrendRun(int day, const QList<QList<qint64>> &responses)
{
    RunRecord run = test::syntheticRun(int(responses.size()), int(responses.first().size()), 10);
    run.id = u"2026-11-%1"_s.arg(day, 2, 10, QChar(u'0'));
    run.startedAt = QDateTime(QDate(2026, 11, day), QTime(12, 0));
    run.profile.load.thinkTime = {};
    for (TrialRecord &trial : run.trials) {
        trial.end = TrialEnd::Finished;
        trial.load.client = {};
        trial.load.measuredS = 10;
        trial.load.pacingCeilingRps.reset();
        for (EndpointMetrics &endpoint : trial.load.measured.endpoints)
            endpoint = {};
        const qint64 count = responses[trial.planned.key.server][trial.planned.key.repeat];
        EndpointMetrics &first = trial.load.measured.endpoints[0];
        first.started = count;
        first.okInWindow = count;
        first.counts[std::size_t(OutcomeClass::Ok)] = count;
        first.serviceTime.record(1'000, count);
    }
    return run;
}

/// One server, one repeat, these responses on the days from the first on.
QList<RunRecord> makeTrendRuns(const QList<qint64> &responses)
{
    QList<RunRecord> runs;
    for (const qint64 count : responses)
        runs << makeTrendRun(int(runs.size()) + 1, {{count}});
    return runs;
}

RunTrend trendOf(const QList<RunRecord> &runs, Metric metric = Metric::Rps)
{
    TrendBuilder builder(u"quick"_s, metric);
    for (const RunRecord &run : runs)
        builder.add(run);
    return builder.finish();
}

QStringList runsOf(const TrendSeries &series)
{
    QStringList ids;
    for (const TrendPoint &point : series.points)
        ids << point.run;
    return ids;
}

QString textOf(const RunTrend &trend, const TrendViewOptions &options = {})
{
    return toText(makeTrendView(trend, options), 0);
}

const QList<qint64> sixAndSix{10'000, 10'100, 9'900,  10'050, 9'950,  10'020,
                              12'000, 12'100, 11'900, 12'050, 11'950, 12'020};

} // namespace

class TestRunTrend : public QObject
{
    Q_OBJECT
private slots:
    void pointsAreMediansOfTheRepeats();
    void changesAreFoundAndShown();
    void weakChangesAreMarkedInTheTable();
    void shortSeriesSayHowManyRunsAreNeeded();
    void unlikeRunsAreSeriesOfTheirOwn_data();
    void unlikeRunsAreSeriesOfTheirOwn();
    void alternatingSettingsAreTwoSeries();
    void changesOfTheServerAreNoted();
    void anotherStackOfTheSameNameIsAnotherSeries();
    void whatProvesNothingIsLeftOut_data();
    void whatProvesNothingIsLeftOut();
    void caveatsAreNoted();
    void serversAreInTheOrderOfTheNewestRun();
    void longSeriesShowTheNewestRunsAndChanges();
    void differencesTakeThePlaceOfRatios();
    void sparklinesFollowTheValues();
    void jsonKeepsItsSchema();
};

void TestRunTrend::pointsAreMediansOfTheRepeats()
{
    const RunTrend trend = trendOf(
        {makeTrendRun(1, {{100, 300, 200}, {50, 60, 70}}), makeTrendRun(2, {{10, 20, 30}, {50, 60, 80}})});
    QCOMPARE(trend.series.size(), 2);
    const TrendSeries &first = trend.series[0];
    QVERIFY(first.isCurrent && first.unlike.isEmpty());
    QCOMPARE(runsOf(first), (QStringList{u"2026-11-01"_s, u"2026-11-02"_s}));
    QCOMPARE(first.points[0].median.value, 20.0);
    QCOMPARE(first.points[0].median.interval.low, 10.0);
    QCOMPARE(first.points[0].median.interval.high, 30.0);
    QCOMPARE(first.points[0].repeats, 3);
    const QString text = textOf(trend);
    QVERIFY2(text.contains(u"Trend of quick: RPS (higher is better)"_s) && text.contains(u"10.0–30.0*"_s)
                 && text.contains(u"* A range"_s) && text.contains(u"2026-11-01 12:00"_s),
             qPrintable(text));
}

void TestRunTrend::changesAreFoundAndShown()
{
    const RunTrend trend = trendOf(makeTrendRuns(sixAndSix));
    QCOMPARE(trend.series.size(), 1);
    QCOMPARE(trend.series[0].changes.size(), 1);
    QCOMPARE(trend.series[0].changes[0].first, 6);
    const QString text = textOf(trend);
    const QStringList marked = text.split(u'\n').filter(u"from here"_s);
    QCOMPARE(marked.size(), 1);
    // Completely separated: 2 ÷ C(12, 6), at three places.
    QVERIFY2(marked.first().startsWith(u"2026-11-07"_s)
                 && marked.first().contains(u"+20 % from here: faster (p 0.006)"_s),
             qPrintable(marked.first()));
    QVERIFY(text.contains(u"against those before"_s));
    QVERIFY(!text.contains(u"Weak:"_s));
    // The direction of the metric decides the word.
    QVERIFY(textOf(trendOf(makeTrendRuns(sixAndSix), Metric::Requests)).contains(u"from here (p 0.006)"_s));
}

void TestRunTrend::weakChangesAreMarkedInTheTable()
{
    QList<qint64> responses;
    for (int i = 0; i < 24; ++i)
        responses << (i < 12 ? 10'000 : 10'150) + i % 3 * 20;
    const RunTrend trend = trendOf(makeTrendRuns(responses));
    QCOMPARE(trend.series[0].changes.size(), 1);
    const QString text = textOf(trend);
    QVERIFY2(text.contains(u"+1.5 % from here (weak, p "_s) && text.contains(u"Weak: may be chance"_s),
             qPrintable(text));
}

void TestRunTrend::shortSeriesSayHowManyRunsAreNeeded()
{
    const QString text = textOf(trendOf(makeTrendRuns(sixAndSix.mid(2, 9))));
    QVERIFY2(text.contains(u"A change can be found from 5 runs on each side: "_s)
                 && text.contains(u" has 9."_s),
             qPrintable(text));
    QVERIFY(!textOf(trendOf(makeTrendRuns(sixAndSix))).contains(u"A change can be found"_s));
}

void TestRunTrend::unlikeRunsAreSeriesOfTheirOwn_data()
{
    QTest::addColumn<std::function<void(RunRecord &)>>("change");
    QTest::addColumn<QString>("place");
    const auto row = [](const char *name, const QString &place, std::function<void(RunRecord &)> change) {
        QTest::newRow(name) << change << place;
    };
    row("users", u"/load/users"_s, [](RunRecord &run) { run.profile.load.users = 7; });
    row("machine", u"cpu"_s, [](RunRecord &run) { run.machine.cpuModel = u"Other CPU"_s; });
    row("cores", u"cores"_s, [](RunRecord &run) { run.machine.cores = 77; });
    row("kernel", u"kernel"_s, [](RunRecord &run) { run.machine.kernel = u"7.0"_s; });
    row("governor", u"governor"_s, [](RunRecord &run) { run.machine.governor = u"powersave"_s; });
    row("version", u"loadstone"_s, [](RunRecord &run) { run.machine.loadstoneVersion = u"9.9"_s; });
}

void TestRunTrend::unlikeRunsAreSeriesOfTheirOwn()
{
    QFETCH(std::function<void(RunRecord &)>, change);
    QFETCH(QString, place);
    QList<RunRecord> runs = makeTrendRuns(sixAndSix);
    for (int i = 0; i < 3; ++i)
        change(runs[i]);
    const RunTrend trend = trendOf(runs);
    QCOMPARE(trend.series.size(), 2);
    QCOMPARE(trend.series[0].points.size(), 9);
    QVERIFY(trend.series[0].isCurrent && !trend.series[1].isCurrent);
    QCOMPARE(trend.series[1].points.size(), 3);
    QCOMPARE(trend.series[1].unlike.size(), 1);
    QCOMPARE(trend.series[1].unlike[0].place, place);
    const QString text = textOf(trend);
    QVERIFY2(text.contains(u", as not like for like with the newest runs: 3 runs ("_s + place + u": "_s),
             qPrintable(text));
    QVERIFY(!text.contains(u"2026-11-01"_s));
    const QString complete = textOf(trend, {true, false});
    QVERIFY(complete.contains(u"2026-11-01"_s)
            && complete.contains(u"not like for like with its newest runs"_s));
    QVERIFY(!complete.contains(u"--all"_s));
}

void TestRunTrend::alternatingSettingsAreTwoSeries()
{
    QList<RunRecord> runs = makeTrendRuns(sixAndSix);
    for (int i = 0; i < runs.size(); i += 2) {
        runs[i].profile.load.users = 7;
        runs[i].profile.measurement.seed = quint64(i); // does not matter
    }
    const RunTrend trend = trendOf(runs);
    QCOMPARE(trend.series.size(), 2);
    QCOMPARE(trend.series[0].points.size(), 6);
    QCOMPARE(trend.series[0].points.last().run, u"2026-11-12"_s);
    QCOMPARE(trend.series[1].points.size(), 6);
}

void TestRunTrend::changesOfTheServerAreNoted()
{
    QList<RunRecord> runs = makeTrendRuns(sixAndSix);
    const QString package = runs[0].servers[0].versions.firstKey();
    for (int i = 6; i < 12; ++i)
        runs[i].servers[0].versions[package] = u"99.1"_s;
    const RunTrend trend = trendOf(runs);
    QCOMPARE(trend.series.size(), 1);
    const QStringList noted = textOf(trend).split(u'\n').filter(u"→ 99.1"_s);
    QCOMPARE(noted.size(), 1);
    QVERIFY2(noted.first().startsWith(u"2026-11-07"_s) && noted.first().contains(u"faster"_s),
             qPrintable(noted.first()));
}

void TestRunTrend::anotherStackOfTheSameNameIsAnotherSeries()
{
    QList<RunRecord> runs = makeTrendRuns(sixAndSix);
    for (int i = 0; i < 4; ++i)
        runs[i].servers[0].stack.id = u"other"_s;
    const RunTrend trend = trendOf(runs);
    QCOMPARE(trend.series.size(), 2);
    QCOMPARE(trend.series[1].stack, u"other"_s);
    QCOMPARE(trend.series[1].unlike.first().place, u"stack"_s);
}

void TestRunTrend::whatProvesNothingIsLeftOut_data()
{
    QTest::addColumn<std::function<void(TrialRecord &)>>("change");
    QTest::addColumn<TrendOmission>("reason");
    const auto row = [](const char *name, TrendOmission reason, std::function<void(TrialRecord &)> change) {
        QTest::newRow(name) << change << reason;
    };
    row("invalid", TrendOmission::Invalid, [](TrialRecord &trial) { trial.load.stoodStillS = 5; });
    row("not measured", TrendOmission::NotMeasured,
        [](TrialRecord &trial) { trial.end = TrialEnd::NotMeasured; });
    row("changed by hand", TrendOmission::ChangedByHand, [](TrialRecord &trial) {
        trial.load.targetChanges = {{1, 60}};
    });
    row("stopped", TrendOmission::Partial, [](TrialRecord &trial) { trial.end = TrialEnd::Stopped; });
}

void TestRunTrend::whatProvesNothingIsLeftOut()
{
    QFETCH(std::function<void(TrialRecord &)>, change);
    QFETCH(TrendOmission, reason);
    QList<RunRecord> runs = makeTrendRuns(sixAndSix);
    change(runs[4].trials[0]);
    TrendBuilder builder(u"quick"_s, Metric::Rps);
    for (const RunRecord &run : std::as_const(runs))
        builder.add(run);
    builder.omit(u"x"_s, TrendOmission::Unfinished);
    builder.omit(u"y"_s, TrendOmission::Unfinished);
    const RunTrend trend = builder.finish();
    QCOMPARE(trend.series[0].points.size(), 11);
    QVERIFY(!runsOf(trend.series[0]).contains(u"2026-11-05"_s));
    QCOMPARE(trend.omitted.first(), (OmittedRun{u"2026-11-05"_s, runs[4].servers[0].name, reason}));
    const QString text = textOf(trend);
    QVERIFY2(text.contains(u"Left out: 2 runs (stopped, interrupted, failed or in progress)."_s)
                 && text.contains(u": 1 run ("_s),
             qPrintable(text));
}

void TestRunTrend::caveatsAreNoted()
{
    QList<RunRecord> runs = makeTrendRuns(sixAndSix);
    runs[2].trials[0].load.client.isClientLimited = true;
    runs[2].trials[0].load.client.limit = ClientLimit::BusyThread;
    runs[3].trials[0].load.pacingCeilingRps =
        double(runs[3].trials[0].load.measured.endpoints[0].okInWindow) / 10;
    const RunTrend trend = trendOf(runs);
    QCOMPARE(trend.series[0].points.size(), 12);
    QCOMPARE(trend.series[0].points[2].caveat, std::optional(VerdictObstacle::ClientLimited));
    QCOMPARE(trend.series[0].points[3].caveat, std::optional(VerdictObstacle::ScheduleBound));
    QVERIFY(!trend.series[0].points[4].caveat);
    QVERIFY(textOf(trend).contains(u"client-limited"_s));
    QVERIFY(!trendOf(runs, Metric::P99).series[0].points[3].caveat); // the schedule sets rates alone
}

void TestRunTrend::serversAreInTheOrderOfTheNewestRun()
{
    RunRecord old = makeTrendRun(1, {{10}, {20}, {30}});
    RunRecord recent = makeTrendRun(2, {{10}, {20}});
    const QStringList names{old.servers[0].name, old.servers[1].name, old.servers[2].name};
    recent.servers[0].name = names[1];
    recent.servers[1].name = names[0];
    const RunTrend trend = trendOf({old, recent});
    QStringList order;
    for (const TrendSeries &series : trend.series) {
        if (series.isCurrent)
            order << series.server;
    }
    QCOMPARE(order, (QStringList{names[1], names[0], names[2]}));
}

void TestRunTrend::longSeriesShowTheNewestRunsAndChanges()
{
    QList<RunRecord> runs;
    for (int i = 0; i < 120; ++i) {
        RunRecord run = makeTrendRun(1, {{(i < 20 ? 10'000 : 20'000) + i % 3 * 50}});
        run.id = u"run-%1"_s.arg(i, 3, 10, QChar(u'0'));
        run.startedAt = run.startedAt.addSecs(i * 60);
        runs << run;
    }
    const RunTrend trend = trendOf(runs);
    const QString text = textOf(trend);
    QCOMPARE(text.split(u'\n').filter(u"run-"_s).size(), 51);
    QVERIFY(text.contains(u"run-020"_s) && text.contains(u"run-070"_s) && !text.contains(u"run-069"_s));
    QVERIFY2(text.contains(u"The newest 50 of 120 runs"_s), qPrintable(text));
    const QString complete = textOf(trend, {true, false});
    QCOMPARE(complete.split(u'\n').filter(u"run-"_s).size(), 120);
}

void TestRunTrend::differencesTakeThePlaceOfRatios()
{
    QList<RunRecord> runs = makeTrendRuns(sixAndSix);
    for (int i = 6; i < 12; ++i) {
        EndpointMetrics &first = runs[i].trials[0].load.measured.endpoints[0];
        first.counts[std::size_t(OutcomeClass::Reset)] = 500 + i;
        first.started += 500 + i;
    }
    const QString text = textOf(trendOf(runs, Metric::FailureRate));
    const QStringList marked = text.split(u'\n').filter(u"from here"_s);
    QCOMPARE(marked.size(), 1);
    QVERIFY2(marked.first().contains(u"+4."_s) && marked.first().contains(u"worse"_s)
                 && marked.first().contains(u"failures over 1 %"_s),
             qPrintable(marked.first()));
}

void TestRunTrend::sparklinesFollowTheValues()
{
    QCOMPARE(sparkline({}), QString());
    QCOMPARE(sparkline({1}), QString());
    QCOMPARE(sparkline({1, 1}), u"▅▅"_s);
    QCOMPARE(sparkline({0, 7, 3, 1}), u"▁█▄▂"_s);
    QList<double> many(600, 1);
    std::fill(many.begin() + 300, many.end(), 2);
    QCOMPARE(sparkline(many), QString(30, u'▁') + QString(30, u'█'));
    const RunTrend trend = trendOf(makeTrendRuns(sixAndSix));
    QVERIFY(textOf(trend, {false, true}).contains(u'█'));
    QVERIFY(!textOf(trend, {false, false}).contains(u'█'));
}

void TestRunTrend::jsonKeepsItsSchema()
{
    const auto schema = JsonSchema::load(u":/loadstone/schemas/trend.schema.json"_s);
    QVERIFY(schema.isOk());
    QList<RunRecord> runs = makeTrendRuns(sixAndSix);
    runs[0].profile.load.users = 7;
    runs[11].trials[0].load.stoodStillS = 5;
    runs[2].trials[0].load.client.isClientLimited = true;
    runs[2].trials[0].load.client.limit = ClientLimit::BusyThread;
    for (int i = 4; i < 12; ++i)
        runs[i].servers[0].versions[runs[i].servers[0].versions.firstKey()] = u"99.1"_s;
    for (int day = 13; day < 15; ++day)
        runs << makeTrendRun(day, {{12'000, 12'100, 12'200}, {1, 2, 3}});
    TrendBuilder builder(u"quick"_s, Metric::Rps);
    builder.omit(u"x"_s, TrendOmission::Unfinished);
    for (const RunRecord &run : std::as_const(runs))
        builder.add(run);
    const QJsonObject json = toJson(builder.finish());
    const QList<JsonProblem> problems = (*schema)->check(JsonDocument::parse(readableJson(json)));
    QVERIFY2(problems.isEmpty(), qPrintable(problems.value(0).pointer + problems.value(0).message));
    const QJsonObject series = json[u"series"][0].toObject();
    QCOMPARE(series[u"changes"].toArray().size(), 1);
    QCOMPARE(series[u"changes"][0][u"first_run"].toString(), u"2026-11-07"_s);
    QCOMPARE(json[u"left_out"].toArray().size(), 2);
    QJsonObject changed = json;
    changed.remove(u"series"_s);
    QVERIFY(!(*schema)->check(JsonDocument::parse(readableJson(changed))).isEmpty());
    const QJsonObject empty = toJson(TrendBuilder(u"quick"_s, Metric::P99).finish());
    QVERIFY((*schema)->check(JsonDocument::parse(readableJson(empty))).isEmpty());
}

LOADSTONE_TEST(TestRunTrend, QCoreApplication)
#include "tst_runtrend.moc"
