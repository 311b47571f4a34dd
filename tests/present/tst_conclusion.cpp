// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/htmlreport.h"
#include "core/export/textreport.h"
#include "core/load/engines.h"
#include "core/present/charts/percentileplot.h"
#include "core/present/conclusion.h"
#include "core/present/groupedfindings.h"
#include "core/present/runoutcome.h"
#include "core/present/runview.h"
#include "core/present/servernotes.h"
#include "core/profile/threshold.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QRegularExpression>
#include <QTest>

#include <functional>

using namespace Qt::StringLiterals;
using namespace loadstone;

class TestConclusion : public QObject
{
    Q_OBJECT

private slots:
    void headlineComparesFastestAndSlowest();
    void headlineNamesItsCaveats();
    void headlineReportsThatNothingWasMeasured();
    void onlyAServerWithoutAnyFigureWasNotMeasured();
    void userStopIsNoFailure();
    void noVerdictWhereAServerIsUnfit_data();
    void noVerdictWhereAServerIsUnfit();
    void noVerdictWhereLoadstoneStoodStill();
    void oneFailureInAHundredIsTolerated();
    void limitsOfSeveralServersAreOneClause();
    void headlineIncludesTheRemedy();
    void outcomesAreOfTheWholeRun();
    void memoryIsPssOrLabelledAsRss();
    void trapIsShownWithItsEffect();
    void headlineReportsNoDifferenceForOverlappingRepeats();
    void headlineReportsScheduledRate();
    void searchRateIsTheLevelFound();
    void percentilesArePooledNotAveraged();
    void finishedRepeatsTakePrecedenceOverStoppedOnes();
    void thresholdsHaveVerdicts();
    void scopesOfThresholdsAreShown();
    void unclassifiedRequestsViolateEveryThreshold();
    void everyThresholdUsesItsMetric_data();
    void everyThresholdUsesItsMetric();
    void warningsComeOnceForEachKind();
    void warningsBeginWithTheProblem();
};

void TestConclusion::headlineComparesFastestAndSlowest()
{
    QCOMPARE(
        headline(analyseServers(test::syntheticRun(2, 2, 20))),
        u"Server 1 served 1.40× the requests of Server 2: 4,020 vs. 2,871 requests/s (medians of 2 repeats)."_s);
}

void TestConclusion::headlineNamesItsCaveats()
{
    QVERIFY(headline(analyseServers(test::syntheticRun(2, 1, 20))).contains(u"one run, no error estimate"));
    QCOMPARE(caveats(analyseServers(test::syntheticRun(2, 2, 20))), QString());
    const QList<ServerStats> four = analyseServers(test::syntheticRun());
    QCOMPARE(caveats(four), u"Caveats: Broken <server> could not be measured."_s);
    QCOMPARE(
        conclusion(four),
        u"No verdict: the load generator was saturated with aiohttp (a load thread was busy in 60 % of the measurement), so the server may be faster; 1.29 % of the requests to Flask on Gunicorn failed."_s);
    QCOMPARE(headline(four), conclusion(four) + u' ' + caveats(four));
}

void TestConclusion::headlineReportsThatNothingWasMeasured()
{
    QCOMPARE(headline(QList<ServerStats>()), u"No server could be measured."_s);
    RunRecord run = test::syntheticRun(2, 1, 20);
    for (TrialRecord &trial : run.trials) {
        for (EndpointMetrics &endpoint : trial.load.measured.endpoints) {
            endpoint = {};
            endpoint.counts[std::size_t(OutcomeClass::Reset)] = 10;
        }
    }
    const QString answer = headline(analyseServers(run));
    QCOMPARE(answer, u"No server returned a valid response."_s);
}

void TestConclusion::onlyAServerWithoutAnyFigureWasNotMeasured()
{
    // All requests of the measure phase were cut off; only responses to earlier ones arrived in it.
    RunRecord run = test::syntheticRun(1, 1, 10);
    EndpointMetrics slow;
    slow.counts[std::size_t(OutcomeClass::Cancelled)] = 20;
    slow.okInWindow = 907;
    run.trials[0].load.measured.endpoints = {slow};
    QCOMPARE(
        headline(analyseServers(run)),
        u"Server 1 served 90.7 requests/s (one run, no error estimate). Caveats: 100 % of the requests to Server 1 were cut off."_s);
    run.trials[0].load.pacingCeilingRps = 91; // no median to compare
    QVERIFY(headline(analyseServers(run)).startsWith(u"Server 1 served 90.7 requests/s"_s));
    run.trials[0].load.measured.endpoints[0].okInWindow = 0;
    QCOMPARE(conclusion(analyseServers(run)),
             u"Server 1 returned no valid response: 20 requests were cut off."_s);
    run.trials[0].load.measured.endpoints[0].counts[std::size_t(OutcomeClass::Refused)] = 1'000;
    QCOMPARE(conclusion(analyseServers(run)),
             u"Server 1 returned no valid response: 1,000 requests failed, 20 requests were cut off."_s);
}

void TestConclusion::userStopIsNoFailure()
{
    RunRecord run = test::syntheticRun(2, 1, 20);
    run.trials.clear();
    run.state = RunState::Stopped;
    QCOMPARE(headline(run, analyseServers(run)), u"Stopped before anything was measured."_s);
    run.state = RunState::Finished;
    QCOMPARE(headline(run, analyseServers(run)), u"No server could be measured."_s);
}

namespace
{

void makeFail(TrialRecord &trial, double percent)
{
    for (EndpointMetrics &endpoint : trial.load.measured.endpoints)
        endpoint.counts[std::size_t(OutcomeClass::Reset)] =
            qRound64(double(endpoint.ok()) * percent / (100 - percent));
}

void makeLimited(TrialRecord &trial, ClientLimit limit, double figure)
{
    trial.load.client.isClientLimited = true;
    trial.load.client.limit = limit;
    trial.load.client.limitFigure = figure;
    trial.load.client.reason = u"Why."_s;
}

} // namespace

void TestConclusion::noVerdictWhereAServerIsUnfit_data()
{
    using Change = std::function<void(TrialRecord &)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("words");
    const auto limited = [](ClientLimit limit, double figure) -> Change {
        return [=](TrialRecord &trial) { makeLimited(trial, limit, figure); };
    };
    QTest::newRow("busy thread")
        << limited(ClientLimit::BusyThread, 0.4)
        << u"the load generator was saturated with Server 2 (a load thread was busy in 40 % of the measurement), so the server may be faster"_s;
    QTest::newRow("own work")
        << limited(ClientLimit::OwnWork, 0.68)
        << u"68 % of the service time of Server 2 was the load generator's own work, so the server is faster"_s;
    QTest::newRow("late requests")
        << limited(ClientLimit::LateRequests, 2'200)
        << u"the load generator sent requests to Server 2 up to 2.20 ms late (p99), which their response times include"_s;
    QTest::newRow("late users")
        << limited(ClientLimit::LateUsers, 52'000)
        << u"the users of Server 2 sent up to 52.0 ms late (p99), so the load was lower than planned"_s;
    QTest::newRow("exhausted") << limited(
        ClientLimit::Exhausted,
        5) << u"this machine ran out of file descriptors or ports with Server 2 (5 requests failed)"_s;
    QTest::newRow("failures") << Change([](TrialRecord &trial) { makeFail(trial, 2); })
                              << u"2 % of the requests to Server 2 failed"_s;
    QTest::newRow("cut off") << Change([](TrialRecord &trial) {
        for (EndpointMetrics &endpoint : trial.load.measured.endpoints)
            endpoint.counts[std::size_t(OutcomeClass::Cancelled)] = endpoint.ok();
    }) << u"50 % of the requests to Server 2 were cut off"_s;
    QTest::newRow("by hand") << Change([](TrialRecord &trial) {
        trial.load.targetChanges = {{1, 40}};
    }) << u"the load of Server 2 was changed by hand while it ran"_s;
}

void TestConclusion::noVerdictWhereAServerIsUnfit()
{
    QFETCH(std::function<void(TrialRecord &)>, change);
    QFETCH(QString, words);
    RunRecord run = test::syntheticRun(3, 1, 20);
    change(run.trials[1]);
    const QString finding = conclusion(run, analyseServers(run));
    QCOMPARE(finding, u"No verdict: "_s + words + u'.');
    // Then the whole report contains no ratio.
    const RunView report = makeRunView(run);
    static const QRegularExpression ratio(u"[0-9]×"_s);
    for (const QString &text :
         {toText(report), toMarkdown(report), QString::fromUtf8(toHtml(makeDocument(report), {}))})
        QVERIFY2(!text.contains(ratio), qPrintable(ratio.match(text).captured()));
    QVERIFY(toText(makeRunView(test::syntheticRun(3, 1, 20))).contains(ratio));
    QVERIFY(evaluateRun(run) != RunVerdict::Good);
    // A single server keeps its figure, with the caveat.
    RunRecord alone = test::syntheticRun(1, 1, 20);
    change(alone.trials[0]);
    const QString answer = headline(alone, analyseServers(alone));
    QVERIFY2(answer.startsWith(u"Server 1 served 4,000 requests/s"_s), qPrintable(answer));
    QVERIFY2(answer.contains(u"Caveats: "_s), qPrintable(answer));
}

void TestConclusion::noVerdictWhereLoadstoneStoodStill()
{
    RunRecord run = test::syntheticRun(1, 2, 20);
    run.trials[1].load.stoodStillS = 3;
    QCOMPARE(headline(run, analyseServers(run)),
             u"No verdict: Loadstone itself stood still for 3.0 s while it measured Server 1."_s);
    QVERIFY(serverNotes(analyseServers(run).first()).contains(u"Invalid"_s));
    QVERIFY(evaluateRun(run) == RunVerdict::WithCaveats);
    run = test::syntheticRun(3, 1, 20);
    run.trials[1].load.stoodStillS = 0.5;
    run.trials[2].load.stoodStillS = 3;
    QCOMPARE(
        headline(run, analyseServers(run)),
        u"No verdict: Loadstone itself stood still for 3.0 s while it measured Server 2 and Server 3."_s);
}

void TestConclusion::oneFailureInAHundredIsTolerated()
{
    RunRecord run = test::syntheticRun(2, 1, 20);
    makeFail(run.trials[1], 0.9);
    QVERIFY2(conclusion(analyseServers(run)).contains(u"1.40×"_s),
             qPrintable(conclusion(analyseServers(run))));
    QCOMPARE(evaluateRun(run), RunVerdict::Good);
}

void TestConclusion::limitsOfSeveralServersAreOneClause()
{
    RunRecord run = test::syntheticRun(2, 2, 20);
    for (TrialRecord &trial : run.trials)
        makeLimited(trial, ClientLimit::BusyThread, 0.2 + 0.1 * trial.planned.index);
    QVERIFY2(
        conclusion(analyseServers(run))
            .contains(u"saturated with all servers (a load thread was busy in 50 % of the measurement)"_s),
        qPrintable(conclusion(analyseServers(run))));
    // If another limit has priority, that one is reported.
    makeLimited(run.trials[3], ClientLimit::Exhausted, 3);
    QVERIFY2(conclusion(analyseServers(run)).startsWith(u"No verdict: this machine ran out of"_s),
             qPrintable(conclusion(analyseServers(run))));
}

void TestConclusion::headlineIncludesTheRemedy()
{
    RunRecord run = test::syntheticRun(2, 1, 20);
    makeLimited(run.trials[0], ClientLimit::BusyThread, 0.9);
    const bool hasNative = engineIds().contains(nativeEngine());
    const auto isAdvised = [&run] {
        return headline(run, analyseServers(run)).endsWith(u" Run again with --engine native."_s);
    };
    QCOMPARE(isAdvised(), hasNative);
    makeLimited(run.trials[0], ClientLimit::Exhausted, 9);
    QVERIFY(!isAdvised());
}

void TestConclusion::outcomesAreOfTheWholeRun()
{
    RunRecord run = test::syntheticRun(2, 2, 20);
    QCOMPARE(evaluateRun(run), RunVerdict::Good);
    run.trials[1].end = TrialEnd::ServerExited;
    QCOMPARE(evaluateRun(run), RunVerdict::WithCaveats);
    run.trials[1].end = TrialEnd::Finished;
    run.state = RunState::Stopped;
    QCOMPARE(evaluateRun(run), RunVerdict::Stopped);
    run.state = RunState::Finished;
    run.profile.thresholds.first().value = 1;
    QCOMPARE(evaluateRun(run), RunVerdict::Bad);
    run.profile.thresholds.clear();
    for (const qsizetype trial : {0, 2})
        makeFail(run.trials[trial], 2);
    QCOMPARE(evaluateRun(run), RunVerdict::WithCaveats);
    for (const qsizetype trial : {0, 2})
        makeFail(run.trials[trial], 60);
    QCOMPARE(evaluateRun(run), RunVerdict::Bad);
    run.trials.clear();
    QCOMPARE(evaluateRun(run), RunVerdict::Bad);
}

void TestConclusion::memoryIsPssOrLabelledAsRss()
{
    RunRecord run = test::syntheticRun(1, 2, 20);
    QVERIFY(!analyseServers(run).first().peakMemory.isRss);
    run.trials[0].usage.peakPssBytes.reset();
    run.trials[0].usage.peakRssBytes = 40 << 20;
    run.trials[1].usage.peakRssBytes = 80 << 20;
    const PeakMemory peak = analyseServers(run).first().peakMemory;
    QVERIFY(peak.isRss);
    QCOMPARE(peak.bytes, std::optional<qint64>(60 << 20));
    const RunView report = makeRunView(run);
    const qsizetype column = report.comparison.headers.indexOf(u"Peak MiB"_s);
    QCOMPARE(report.comparison.rows[0][column].text, u"60.0 RSS"_s);
    QCOMPARE(peakMemory(run.trials[0]).bytes, std::optional<qint64>(40 << 20));
    QVERIFY(!peakMemory(TrialRecord()).bytes && !peakMemory(TrialRecord()).isRss);
}

void TestConclusion::trapIsShownWithItsEffect()
{
    RunRecord run = test::syntheticRun(2, 1, 20);
    for (ResolvedServer &server : run.servers) {
        server.stack.traps = {
            {u"It closes without a word."_s, u"unannounced-close"_s, {{u"announce_close"_s, false}}},
            {u"It is slow."_s}};
        server.parameters = {{u"announce_close"_s, false}};
    }
    QVERIFY(!groupedFindings(run).join(u'\n').contains(u"trap"_s));
    run.trials[0].load.measured.endpoints[0].stale = 499;
    const QString trap = u"Server 1: Known trap: It closes without a word."_s;
    QVERIFY2(groupedFindings(run).contains(trap), qPrintable(groupedFindings(run).join(u'\n')));
    QVERIFY(groupedFindings(run).join(u'\n').contains(u"Server 1: Sent twice: 499 requests"_s));
    QVERIFY(serverNotes(analyseServers(run).first()).contains(u"499 requests sent twice"_s));
    run.trials[0].load.measured.endpoints[0].stale = 0;
    run.trials[0].load.measured.endpoints[0].counts[std::size_t(OutcomeClass::ClosedEarly)] = 1;
    QVERIFY(groupedFindings(run).contains(trap));
    run.servers[0].parameters[u"announce_close"_s] = true;
    QVERIFY(!groupedFindings(run).contains(trap));
}

void TestConclusion::headlineReportsNoDifferenceForOverlappingRepeats()
{
    RunRecord run = test::syntheticRun(2, 2, 20);
    const auto setRate = [&](qsizetype trial, qint64 perSecond) {
        for (EndpointMetrics &endpoint : run.trials[trial].load.measured.endpoints)
            endpoint.okInWindow = perSecond * 10;
    };
    setRate(0, 400); // repeat 1: the first server, then the second
    setRate(1, 390);
    setRate(2, 420);
    setRate(3, 405);
    const QString overlapping = headline(analyseServers(run));
    QVERIFY2(overlapping.startsWith(u"No clear difference"), qPrintable(overlapping));
    setRate(3, 395);
    QVERIFY(headline(analyseServers(run)).contains(u"×"));
    for (const int trial : {1, 3})
        setRate(trial, 399);
    for (const int trial : {0, 2})
        setRate(trial, 400);
    const QString equal = headline(analyseServers(run));
    QVERIFY2(equal.startsWith(u"Server 1 and Server 2 served equal rates: "), qPrintable(equal));
}

void TestConclusion::headlineReportsScheduledRate()
{
    RunRecord run = test::syntheticRun(2, 1, 20);
    for (TrialRecord &trial : run.trials)
        trial.load.pacingCeilingRps = analyseLoad(trial.load).rps();
    const QString answer = headline(analyseServers(run));
    QVERIFY2(answer.startsWith(u"The schedule set the request rate"), qPrintable(answer));
    QVERIFY(!answer.contains(u'×'));
    const RunView report = makeRunView(run);
    QCOMPARE(report.bars.id, u"times"_s);
    QVERIFY2(report.bars.rows[0].text.endsWith(u"(1.00×)"), qPrintable(report.bars.rows[0].text));
    QVERIFY2(report.bars.rows[1].text.endsWith(u"(1.40×)"), qPrintable(report.bars.rows[1].text));
    QCOMPARE(makeRunView(test::syntheticRun(2, 1, 20)).bars.id, u"rates"_s);
}

void TestConclusion::searchRateIsTheLevelFound()
{
    RunRecord run = test::syntheticRun(2, 1, 20);
    run.profile.load.model = LoadModel::Open;
    for (TrialRecord &trial : run.trials) {
        trial.load.isOpen = true;
        trial.load.intendedRps = analyseLoad(trial.load).rps();
    }
    QCOMPARE(makeRunView(run).bars.id, u"times"_s);
    run.profile.capacity = Capacity();
    const RunView report = makeRunView(run);
    QCOMPARE(report.bars.id, u"rates"_s);
    QVERIFY(report.comparison.headers.contains(u"RPS ×"_s));
    for (const ServerStats &server : report.servers)
        QVERIFY2(!serverNotes(server).contains(u"Rate set by the schedule"_s), qPrintable(server.name));
}

void TestConclusion::percentilesArePooledNotAveraged()
{
    RunRecord run = test::syntheticRun(1, 2, 20);
    for (TrialRecord &trial : run.trials) {
        EndpointMetrics only;
        only.counts[0] = 100;
        only.serviceTime.record(trial.planned.key.repeat == 0 ? 1'000 : 100'000,
                                trial.planned.key.repeat == 0 ? 98 : 2);
        trial.load.measured.endpoints = {only};
    }
    QCOMPARE(analyseServers(run).first().value(Metric::P90),
             std::optional(double(run.trials[0].load.measured.total().serviceTime.percentile(90))));
    QCOMPARE(analyseServers(run).first().value(Metric::P99),
             std::optional(double(run.trials[1].load.measured.total().serviceTime.percentile(50))));
}

void TestConclusion::finishedRepeatsTakePrecedenceOverStoppedOnes()
{
    const ServerStats stopped = analyseServers(test::syntheticRun())[3];
    QCOMPARE(stopped.trials.size(), 1);
    QCOMPARE(stopped.value(Metric::Rps),
             std::optional(analyseLoad(test::syntheticRun().trials[3].load).rps()));
    QVERIFY(serverNotes(stopped).contains(u"Client-limited"_s));
    QVERIFY(serverNotes(stopped).contains(u"A repeat broke off"_s));
}

void TestConclusion::thresholdsHaveVerdicts()
{
    const RunRecord run = test::syntheticRun();
    const QList<ThresholdVerdict> verdicts = thresholdVerdicts(run, analyseServers(run));
    QCOMPARE(verdicts.size(), 8);
    QVERIFY(verdicts[0].isMet);
    QVERIFY(verdicts[2].value && !verdicts[2].isMet);
    QVERIFY(!verdicts[4].value && !verdicts[4].isMet);
    QVERIFY2(verdicts[0].text.startsWith(u"Sanic: p99<20ms met (p99 is "_s), qPrintable(verdicts[0].text));
    QVERIFY2(verdicts[2].text.contains(u": p99<20ms violated (p99 is "_s), qPrintable(verdicts[2].text));
    QCOMPARE(verdicts[4].text, u"Broken <server>: p99<20ms violated (p99 is unknown: not measured)"_s);
}

void TestConclusion::scopesOfThresholdsAreShown()
{
    RunRecord run = test::syntheticRun(2, 1, 20);
    const QString written = u"p99{endpoint:\"Simple response\", server:\"Server 2\"} < 1 ms"_s;
    run.profile.thresholds = {parseThreshold(written).value(),
                              parseThreshold(u"rps{endpoint:Process}>=800"_s).value(),
                              parseThreshold(u"failures{server:server-9}<=1%"_s).value()};
    const QList<ThresholdVerdict> verdicts = thresholdVerdicts(run, analyseServers(run));
    QCOMPARE(verdicts.size(), 3);
    QCOMPARE(verdicts[0].server, 0);
    QVERIFY2(verdicts[0].text == u"Server 1: rps{endpoint:Process}>=800 met (rps is 1,000/s)"_s,
             qPrintable(verdicts[0].text));
    QCOMPARE(verdicts[1].server, 1);
    QVERIFY2(verdicts[1].text.startsWith(u"Server 2: "_s + written + u" violated (p99 is "_s),
             qPrintable(verdicts[1].text));
    QVERIFY(verdicts[2].server == 1 && !verdicts[2].isMet); // 714 requests/s
    QCOMPARE(evaluateRun(run), RunVerdict::Bad);
    const RunView view = makeRunView(run);
    QVERIFY(toText(view).contains(u"\nFAIL "_s + verdicts[1].text + u'\n'));
    QVERIFY(toMarkdown(view).contains(u"- FAIL "_s + verdicts[1].text.toHtmlEscaped()));
    QVERIFY(htmlReport(run).contains(verdicts[1].text.toHtmlEscaped().toUtf8()));
    QVERIFY(!toText(view).contains(u"server-9"_s));
    run.profile.thresholds.removeFirst();
    run.profile.thresholds[0].value = 700;
    QVERIFY(evaluateRun(run) != RunVerdict::Bad);
}

// Three responses, and then the server hung: was reported as met with 0 % failures.
void TestConclusion::unclassifiedRequestsViolateEveryThreshold()
{
    RunRecord run = test::syntheticRun(1, 1, 20);
    run.profile.thresholds = {{Metric::FailureRate, Threshold::Comparison::LessOrEqual, 1, u"failures<=1%"_s},
                              {Metric::P99, Threshold::Comparison::Less, 200'000, u"p99<200ms"_s},
                              {Metric::Rps, Threshold::Comparison::Less, 1'000, u"rps<1000"_s}};
    EndpointMetrics hung;
    hung.counts[std::size_t(OutcomeClass::Cancelled)] = 10;
    run.trials[0].load.measured.endpoints = {hung};
    for (const ThresholdVerdict &verdict : thresholdVerdicts(run, analyseServers(run))) {
        QVERIFY(!verdict.value && !verdict.isMet);
        QVERIFY2(verdict.text.endsWith(u"is unknown: all 10 requests were cut off)"_s),
                 qPrintable(verdict.text));
    }
    QVERIFY(toText(makeRunView(run)).contains(u"\nFAIL Server 1: failures<=1% violated"_s));
    hung.counts[0] = hung.okInWindow = 3;
    hung.serviceTime.record(1'000, 3);
    run.trials[0].load.measured.endpoints = {hung};
    const QList<ThresholdVerdict> verdicts = thresholdVerdicts(run, analyseServers(run));
    QVERIFY2(!verdicts[0].isMet && !verdicts[1].isMet && verdicts[2].isMet, qPrintable(verdicts[0].text));
    QCOMPARE(evaluateRun(run), RunVerdict::Bad);
}

void TestConclusion::everyThresholdUsesItsMetric_data()
{
    QTest::addColumn<double>("value");
    const auto row = [](const char *metric, double value) { QTest::newRow(metric) << value; };
    row("p50", 500'000);
    row("p90", 900'000);
    row("p99", 990'000);
    row("p999", 999'000);
    row("max", 1'000'000);
    row("mean", 500'500);
    row("rps", 50);
    row("failures", 20);
}

// 1,000 responses of 1 to 1,000 ms in 20 s, and 250 failures.
void TestConclusion::everyThresholdUsesItsMetric()
{
    QFETCH(double, value);
    RunRecord run = test::syntheticRun(1, 1, 20);
    EndpointMetrics only;
    for (int ms = 1; ms <= 1'000; ++ms)
        only.serviceTime.record(ms * 1'000);
    only.counts[0] = only.okInWindow = 1'000;
    only.counts[std::size_t(OutcomeClass::Reset)] = 250;
    run.trials[0].load.measured.endpoints = {only};
    const QString id = QString::fromLatin1(QTest::currentDataTag());
    const Metric metric = metricById(id).value();
    run.profile.thresholds = {{metric, Threshold::Comparison::Less, value * 1.002, id},
                              {metric, Threshold::Comparison::Less, value * 0.998, id}};
    const QList<ThresholdVerdict> verdicts = thresholdVerdicts(run, analyseServers(run));
    QVERIFY2(verdicts[0].value && qAbs(*verdicts[0].value / value - 1) < 0.001,
             qPrintable(QString::number(verdicts[0].value.value_or(-1))));
    QVERIFY(verdicts[0].isMet);
    QVERIFY(verdicts[1].value && !verdicts[1].isMet);
}

void TestConclusion::warningsComeOnceForEachKind()
{
    RunRecord run = test::syntheticRun(4, 6, 20);
    for (TrialRecord &trial : run.trials) {
        trial.load.pacingCeilingRps = 400 + trial.planned.key.server;
        const bool isConcerned =
            trial.planned.key.server == 2 || (trial.planned.key.server == 1 && trial.planned.key.repeat < 3);
        trial.load.littlesLawRatio = isConcerned ? 1.2 : 1;
        if (trial.planned.index == 0)
            trial.incidents = {{FindingKind::PortStillTaken,
                                trial.planned.key,
                                {},
                                {{{}, 43'121, MetricUnit::Count, {}}},
                                {}}};
    }
    const QStringList warnings = groupedFindings(run);
    QVERIFY2(warnings.size() == 3, qPrintable(warnings.join(u'\n')));
    QVERIFY2(warnings[0].startsWith(u"Server 2 (in 3 of 6 repeats), Server 3: Users in the system"),
             qPrintable(warnings[0]));
    QVERIFY2(warnings[1].startsWith(u"All servers: The schedule sets the rate")
                 && warnings[1].contains(u"at most 400 to 403 requests/s"),
             qPrintable(warnings[1]));
    QVERIFY2(warnings[2].startsWith(u"Server 1 (in 1 of 6 repeats): Port 43121"), qPrintable(warnings[2]));
}

void TestConclusion::warningsBeginWithTheProblem()
{
    const QStringList warnings = groupedFindings(test::syntheticRun());
    QVERIFY2(warnings.size() == 6, qPrintable(warnings.join(u'\n')));
    QCOMPARE(warnings[0], u"The run was stopped before its end."_s);
    QVERIFY2(warnings[1].startsWith(u"Broken <server>: The server exited with code 1"),
             qPrintable(warnings[1]));
    QVERIFY2(warnings[3].startsWith(u"aiohttp (in 1 of 2 repeats): Client-limited: "),
             qPrintable(warnings[3]));
    QVERIFY2(warnings[5].endsWith(u"run again with --engine native."), qPrintable(warnings[5]));
}

LOADSTONE_TEST(TestConclusion, QCoreApplication)
#include "tst_conclusion.moc"
