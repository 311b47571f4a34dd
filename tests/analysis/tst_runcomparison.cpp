// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/baselinethreshold.h"
#include "core/analysis/runcomparison.h"
#include "core/base/json.h"
#include "core/base/jsonschema.h"
#include "core/export/comparisonjson.h"
#include "core/export/jsonreport.h"
#include "core/export/textreport.h"
#include "core/paint/svgwriter.h"
#include "core/present/comparisonview.h"
#include "core/profile/threshold.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

using Run = std::shared_ptr<const RunRecord>;

/// Successful responses in a trial's measure phase, in place of those that the run has.
void setResponses(TrialRecord &trial, qint64 responses)
{
    trial.end = TrialEnd::Finished;
    trial.load.client = {};
    for (EndpointMetrics &endpoint : trial.load.measured.endpoints)
        endpoint = {};
    EndpointMetrics &first = trial.load.measured.endpoints[0];
    first.started = responses;
    first.okInWindow = responses;
    first.counts[std::size_t(OutcomeClass::Ok)] = responses;
    first.serviceTime.record(1'000, responses);
}

/// @param responses by server and repeat, in 10 s; a server with fewer than the first was not measured in the others
Run makeRun(const QString &id, const QList<QList<qint64>> &responses)
{
    RunRecord run = test::syntheticRun(int(responses.size()), int(responses.first().size()), 10);
    run.id = id;
    run.profile.load.thinkTime = {};
    for (TrialRecord &trial : run.trials) {
        const QList<qint64> &ofServer = responses[trial.planned.key.server];
        if (trial.planned.key.repeat >= ofServer.size()) {
            trial.end = TrialEnd::NotMeasured;
            trial.load = {};
            continue;
        }
        setResponses(trial, ofServer[trial.planned.key.repeat]);
        trial.load.measuredS = 10;
        trial.load.pacingCeilingRps.reset();
    }
    return std::make_shared<const RunRecord>(run);
}

QList<ComparedServer> allOf(const QList<Run> &runs)
{
    QList<ComparedServer> servers;
    for (const Run &run : runs) {
        for (int server = 0; server < run->servers.size(); ++server)
            servers.append({run, server, runs.size() > 1 ? run->id : QString(), {}});
    }
    return servers;
}

const QList<qint64> six{10'000, 10'100, 10'200, 10'300, 10'400, 10'500};
const QList<qint64> faster{15'000, 15'100, 15'200, 15'300, 15'400, 15'500};

ThresholdOutcome evaluated(const QString &text, const Run &run, const std::optional<BaselineRecord> &baseline)
{
    const ServerStats server = analyseServers(*run).first();
    return evaluateAgainstBaseline(*parseThreshold(text), server, run->servers[0].stack.id, baseline);
}

} // namespace

class TestRunComparison : public QObject
{
    Q_OBJECT
private slots:
    void serversOfARunAreCompared();
    void repeatsBelongToTheirRounds();
    void runsAreComparedServerByServer();
    void obstaclesComeBeforeVerdicts();
    void unlikeSettingsAreListed();
    void viewHasTheWords();
    void viewHasTheRatiosAsCharts();
    void jsonKeepsItsSchema();
    void thresholdsReferToABaseline_data();
    void thresholdsReferToABaseline();
    void unknownRatiosViolate();
    void endpointsAreComparedWithTheBaseline();
};

void TestRunComparison::serversOfARunAreCompared()
{
    const RunComparison comparison =
        compareServers(allOf({makeRun(u"a"_s, {six, faster, six})}), false, {Metric::Rps, Metric::P50});
    QCOMPARE(comparison.pairs.size(), 2);
    QCOMPARE(comparison.metrics.size(), 2);
    const ComparedMetric &rps = comparison.metrics[0];
    QCOMPARE(rps.medians[0]->value, 1'025.0);
    QCOMPARE(rps.medians[0]->interval.low, 1'000.0);
    QCOMPARE(rps.medians[0]->interval.high, 1'050.0);
    QCOMPARE(rps.comparisons[0].verdict, std::optional(Verdict::Better));
    QVERIFY(qAbs(rps.comparisons[0].ratio->value - 1.488) < 0.002);
    QVERIFY(rps.comparisons[1].verdict != Verdict::Better);
    QCOMPARE(rps.places, (QList<std::optional<int>>{2, 1, 2}));
    // All responses took as long.
    QCOMPARE(comparison.metrics[1].comparisons[0].verdict, std::optional(Verdict::Same));
}

void TestRunComparison::repeatsBelongToTheirRounds()
{
    // A trial that did not end leaves its round out, and moves no other.
    RunRecord run = *makeRun(u"a"_s, {six, faster});
    for (TrialRecord &trial : run.trials) {
        if (trial.planned.key == TrialKey{1, 0, 2})
            trial.end = TrialEnd::Stopped;
    }
    std::reverse(run.trials.begin(), run.trials.end());
    const RunComparison comparison =
        compareServers(allOf({std::make_shared<const RunRecord>(run)}), false, {Metric::Rps});
    QCOMPARE(comparison.metrics[0].comparisons[0].otherCount, 5);
    QCOMPARE(comparison.metrics[0].comparisons[0].baselineCount, 6);
    QVERIFY(!comparison.metrics[0].shares); // an incomplete layout
}

void TestRunComparison::runsAreComparedServerByServer()
{
    const RunComparison comparison = compareServers(
        allOf({makeRun(u"old"_s, {six, faster}), makeRun(u"new"_s, {faster, faster})}), true, {Metric::Rps});
    QCOMPARE(comparison.pairs.size(), 2);
    QCOMPARE(comparison.pairs[0].pair, (ServerPair{0, 2}));
    QCOMPARE(comparison.pairs[1].pair, (ServerPair{1, 3}));
    QCOMPARE(comparison.metrics[0].comparisons[0].verdict, std::optional(Verdict::Better));
    QVERIFY(comparison.metrics[0].comparisons[1].verdict != Verdict::Better);
    QVERIFY(comparison.metrics[0].places.isEmpty());
}

void TestRunComparison::obstaclesComeBeforeVerdicts()
{
    const auto obstacle = [](auto change) {
        RunRecord run = *makeRun(u"a"_s, {six, faster});
        for (TrialRecord &trial : run.trials) {
            if (trial.planned.key.server == 1)
                change(trial);
        }
        const RunComparison comparison =
            compareServers(allOf({std::make_shared<const RunRecord>(run)}), false, {Metric::Rps});
        return obstacleOf(comparison, comparison.pairs[0], Metric::Rps);
    };
    QCOMPARE(obstacle([](TrialRecord &) {}), std::optional<VerdictObstacle>());
    QCOMPARE(obstacle([](TrialRecord &trial) { trial.end = TrialEnd::NotMeasured; }),
             std::optional(VerdictObstacle::NotMeasured));
    QCOMPARE(obstacle([](TrialRecord &trial) { trial.load.stoodStillS = 2; }),
             std::optional(VerdictObstacle::Invalid));
    QCOMPARE(obstacle([](TrialRecord &trial) {
                 trial.load.client.isClientLimited = true;
                 trial.load.client.limit = ClientLimit::BusyThread;
             }),
             std::optional(VerdictObstacle::ClientLimited));
    QCOMPARE(obstacle([](TrialRecord &trial) {
                 trial.load.measured.endpoints[0].counts[std::size_t(OutcomeClass::Refused)] = 500;
             }),
             std::optional(VerdictObstacle::Failures));
    QCOMPARE(obstacle([](TrialRecord &trial) { trial.end = TrialEnd::Stopped; }),
             std::optional(VerdictObstacle::Stopped));
}

void TestRunComparison::unlikeSettingsAreListed()
{
    const Run old = makeRun(u"old"_s, {six});
    RunRecord changed = *makeRun(u"new"_s, {faster});
    QVERIFY(unlikeSettings(*old, 0, changed, 0).isEmpty());
    QVERIFY(serverChanges(old->servers[0], changed.servers[0]).isEmpty());
    changed.profile.name = u"Renamed"_s;
    changed.profile.measurement.repeats = 3;
    changed.profile.measurement.seed = 99;
    QVERIFY(unlikeSettings(*old, 0, changed, 0).isEmpty());
    changed.profile.load.users = 40;
    changed.machine.kernel = u"6.2"_s;
    changed.servers[0].parameters.insert(u"workers"_s, 4);
    changed.servers[0].interpreter = u"PyPy 3.10"_s;
    QCOMPARE(unlikeSettings(*old, 0, changed, 0),
             (QList<SettingDifference>{{u"/load/users"_s, u"15"_s, u"40"_s},
                                       {u"kernel"_s, u"6.1.0-18-amd64"_s, u"6.2"_s}}));
    QCOMPARE(serverChanges(old->servers[0], changed.servers[0]),
             (QList<SettingDifference>{{u"parameters/workers"_s, u"1"_s, u"4"_s},
                                       {u"interpreter"_s, u"CPython 3.11.2"_s, u"PyPy 3.10"_s}}));
    // The load of a server's cell is that of the server.
    RunRecord swept = *makeRun(u"swept"_s, {six, faster});
    swept.servers[1].cell = {{u"load/users"_s, 40}};
    QVERIFY(unlikeSettings(*old, 0, swept, 0).isEmpty());
    QCOMPARE(unlikeSettings(*old, 0, swept, 1),
             (QList<SettingDifference>{{u"/load/users"_s, u"15"_s, u"40"_s}}));
    const RunComparison comparison =
        compareServers(allOf({old, std::make_shared<const RunRecord>(changed)}), true, {Metric::Rps});
    QCOMPARE(obstacleOf(comparison, comparison.pairs[0], Metric::Rps),
             std::optional(VerdictObstacle::NotLikeForLike));
    const QString text = toText(makeComparisonView(comparison), 0);
    QVERIFY2(text.contains(u"not like for like"_s) && text.contains(u"/load/users: 15 → 40"_s)
                 && text.contains(u"parameters/workers: 1 → 4"_s),
             qPrintable(text));
}

void TestRunComparison::viewHasTheWords()
{
    const QList<qint64> three = six.mid(0, 3);
    const auto textOf = [](const QList<QList<qint64>> &responses) {
        return toText(
            makeComparisonView(compareServers(allOf({makeRun(u"a"_s, responses)}), false, {Metric::Rps})), 0);
    };
    const QString clear = textOf({six, faster});
    QVERIFY2(clear.contains(u"RPS (higher is better)"_s) && clear.contains(u"baseline"_s)
                 && clear.contains(u"1,000–1,050"_s) && clear.contains(u"1.488×"_s)
                 && clear.contains(u"faster"_s) && clear.contains(u"0.002"_s),
             qPrintable(clear));
    QVERIFY(!clear.contains(u"A range"_s));
    QVERIFY(textOf({faster, six}).contains(u"slower"_s));
    const QString few = textOf({three, three});
    QVERIFY2(few.contains(u"too few repeats"_s) && few.contains(u"1,000–1,020*"_s)
                 && few.contains(u"A range"_s),
             qPrintable(few));
}

void TestRunComparison::viewHasTheRatiosAsCharts()
{
    const RunComparison comparison = compareServers(allOf({makeRun(u"a"_s, {six, faster, six.mid(0, 3)})}),
                                                    false, {Metric::Rps, Metric::FailureRate});
    const ComparisonView view = makeComparisonView(comparison);
    QCOMPARE(view.charts.size(), 1); // failure rates of 0 have no ratio
    const ChartModel &chart = view.charts.first();
    QCOMPARE(chart.id, u"ratio-rps"_s);
    QCOMPARE(chart.kind, ChartKind::DotPlot);
    QVERIFY(chart.x.isLog);
    QCOMPARE(chart.reference->value, 1.0);
    QCOMPARE(chart.reference->band, (ChartSpan{1 / 1.02, 1.02}));
    QCOMPARE(chart.rows.size(), view.tables.first().rows.size());
    for (qsizetype i = 0; i < chart.rows.size(); ++i)
        QCOMPARE(chart.rows[i].name, view.tables.first().rows[i].first().text);
    const ChartRow &baseline = chart.rows[0];
    QCOMPARE(baseline.estimate, 1.0);
    QVERIFY(!baseline.interval);
    QCOMPARE(baseline.text, u"baseline"_s);
    const Estimate &ratio = *comparison.metrics[0].comparisons[0].ratio;
    const ChartRow &other = chart.rows[1];
    QCOMPARE(other.estimate, ratio.value);
    QCOMPARE(other.interval, (ChartSpan{ratio.interval.low, ratio.interval.high}));
    QVERIFY(other.text.startsWith(u"1.488× ("_s) && other.text.endsWith(u"), faster"_s));
    QVERIFY(!other.isMuted);
    QVERIFY(chart.rows[2].isMuted); // too few repeats
    QVERIFY(chart.rows[2].text.endsWith(u", too few repeats"_s));
    for (const ChartRow &row : chart.rows) {
        const ChartSpan span = row.interval.value_or(ChartSpan{*row.estimate, *row.estimate});
        QVERIFY(span.low > chart.x.min && span.high < chart.x.max);
    }
    const QString svg = toPageSvg(chart);
    QCOMPARE(svg.count(u"class=\"reference\""_s), chart.rows.size()); // a piece for each row
    QCOMPARE(svg.count(u"class=\"band\""_s), chart.rows.size());
    QCOMPARE(svg.count(u"class=\"dot s"_s), 2);
    QCOMPARE(svg.count(u"class=\"hollow s"_s), 1);
}

void TestRunComparison::jsonKeepsItsSchema()
{
    const auto schema = JsonSchema::load(u":/loadstone/schemas/comparison.schema.json"_s);
    QVERIFY(schema.isOk());
    for (const bool bySameServer : {false, true}) {
        const QJsonObject json = toJson(compareServers(
            allOf({makeRun(u"old"_s, {six, faster}), makeRun(u"new"_s, {six.mid(0, 3), faster})}),
            bySameServer, {Metric::Rps, Metric::FailureRate, Metric::Requests}));
        const QList<JsonProblem> problems = (*schema)->check(JsonDocument::parse(readableJson(json)));
        QVERIFY2(problems.isEmpty(), qPrintable(problems.value(0).pointer + problems.value(0).message));
        QJsonObject changed = json;
        changed.remove(u"pairs"_s);
        QVERIFY(!(*schema)->check(JsonDocument::parse(readableJson(changed))).isEmpty());
    }
}

void TestRunComparison::thresholdsReferToABaseline_data()
{
    QTest::addColumn<QString>("threshold");
    QTest::addColumn<bool>("isMet");
    // The ratio is 1.488, with an interval from 1.456 to 1.52.
    QTest::newRow("wholly above") << u"rps>=1.4*baseline"_s << true;
    QTest::newRow("within the interval") << u"rps >= 1.5 * baseline"_s << true;
    QTest::newRow("wholly below") << u"rps>=1.6*baseline"_s << false;
    QTest::newRow("more than allowed") << u"rps<=1.3*baseline"_s << false;
    QTest::newRow("baseline alone") << u"rps >= baseline"_s << true;
    QTest::newRow("zero and zero") << u"failures <= 1 * baseline"_s << true;
}

void TestRunComparison::thresholdsReferToABaseline()
{
    QFETCH(QString, threshold);
    QFETCH(bool, isMet);
    const BaselineRecord baseline = makeBaseline(*makeRun(u"old"_s, {six}), {});
    const ThresholdOutcome outcome = evaluated(threshold, makeRun(u"new"_s, {faster}), baseline);
    QVERIFY2(outcome.isMet == isMet, qPrintable(outcome.words.english()));
    if (threshold.startsWith(u"rps"_s)) {
        QVERIFY(qAbs(*outcome.value - 1.488) < 0.001);
        QVERIFY2(
            outcome.words.english().startsWith(u"rps is 1.488 of the baseline's, with an interval from "_s),
            qPrintable(outcome.words.english()));
    }
}

void TestRunComparison::unknownRatiosViolate()
{
    const Run run = makeRun(u"new"_s, {six});
    const QString threshold = u"rps >= 0.5 * baseline"_s;
    const BaselineRecord same = makeBaseline(*makeRun(u"old"_s, {six}), {});
    QVERIFY(evaluated(threshold, run, same).isMet);
    const auto isUnknown = [&](const Run &now, const std::optional<BaselineRecord> &baseline,
                               const QString &why) {
        const ThresholdOutcome outcome = evaluated(threshold, now, baseline);
        return !outcome.isMet && !outcome.value && outcome.words.english().contains(why);
    };
    QVERIFY(isUnknown(run, {}, u"the run has no baseline"_s));
    BaselineRecord other = same;
    other.servers[0].name = u"Other"_s;
    QVERIFY(evaluated(threshold, run, other).isMet); // the only one of its stack
    other.servers[0].stack = u"other"_s;
    QVERIFY(isUnknown(run, other, u"the baseline old has no server"_s));
    const QString needs = u"needs 4 trials of each, and there are 6 of the baseline and 3 of this run"_s;
    QVERIFY(isUnknown(makeRun(u"few"_s, {six.mid(0, 3)}), same, needs));
    QVERIFY(isUnknown(makeRun(u"dead"_s, {{0, 0, 0, 0, 0, 0}}), same, u"no request was sent"_s));
    const BaselineRecord dead = makeBaseline(*makeRun(u"dead"_s, {{0, 0, 0, 0, 0, 0}}), {});
    QVERIFY(isUnknown(makeRun(u"dead"_s, {{0, 0, 0, 0, 0, 0}}), dead, u"no request was sent"_s));
}

void TestRunComparison::endpointsAreComparedWithTheBaseline()
{
    // The first endpoint has all responses of makeRun(), the second half of them in any run.
    const auto withSecond = [](const QString &id, const QList<qint64> &responses) {
        RunRecord run = *makeRun(id, {responses});
        for (TrialRecord &trial : run.trials) {
            QList<EndpointMetrics> &endpoints = trial.load.measured.endpoints;
            endpoints[0].name = u"a"_s;
            endpoints[1] = endpoints[0];
            endpoints[1].name = u"b"_s;
            endpoints[1].group = u"rest"_s;
            endpoints[1].okInWindow = 5'000 + trial.planned.key.repeat;
        }
        return std::make_shared<const RunRecord>(run);
    };
    const Run now = withSecond(u"new"_s, faster);
    const auto baselineFor = [&withSecond](const QStringList &texts) {
        QList<Threshold> thresholds;
        for (const QString &text : texts)
            thresholds << *parseThreshold(text);
        return makeBaseline(*withSecond(u"old"_s, six), thresholds);
    };
    const QString ofA = u"rps{endpoint:a} >= 1.4 * baseline"_s;
    const QString ofB = u"rps{endpoint:b} >= 1.4 * baseline"_s;
    const QString ofGroup = u"rps{endpoint:rest} <= 1.1 * baseline"_s;
    const BaselineRecord baseline = baselineFor({ofA, ofB, ofGroup, u"p99{endpoint:c}<1s"_s, ofA});
    QCOMPARE(baseline.servers[0].endpoints.size(), 3);
    QVERIFY(qAbs(*evaluated(ofA, now, baseline).value - 1.488) < 0.001);
    QVERIFY(evaluated(ofA, now, baseline).isMet);
    QVERIFY(qAbs(*evaluated(ofB, now, baseline).value - 1) < 0.001);
    QVERIFY(!evaluated(ofB, now, baseline).isMet);
    QVERIFY(evaluated(ofGroup, now, baseline).isMet);
    QVERIFY(evaluated(u"failures{endpoint:a} <= baseline"_s, now, baseline).isMet);

    const ThresholdOutcome unknown = evaluated(ofA, now, baselineFor({}));
    QVERIFY(!unknown.isMet && !unknown.value);
    QCOMPARE(unknown.words.english(),
             u"rps is unknown: the baseline old has no figures of the endpoint \"a\"; set a newer run with "
             "`loadstone baseline set RUN`, and run again"_s);
    QVERIFY(!evaluated(u"rps{endpoint:c}>=baseline"_s, now, baseline).isMet);
}

LOADSTONE_TEST(TestRunComparison, QCoreApplication)
#include "tst_runcomparison.moc"
