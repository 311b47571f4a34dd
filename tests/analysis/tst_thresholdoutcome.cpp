// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/thresholdoutcome.h"
#include "core/profile/threshold.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// `ok` requests of 5 ms, and some failed and cut-off ones.
RequestStats requests(qint64 ok, qint64 failed, qint64 cutOff)
{
    EndpointMetrics total;
    total.started = ok + failed + cutOff;
    total.counts[std::size_t(OutcomeClass::Ok)] = ok;
    total.counts[std::size_t(OutcomeClass::Reset)] = failed;
    total.counts[std::size_t(OutcomeClass::Cancelled)] = cutOff;
    total.okInWindow = ok;
    if (ok > 0)
        total.serviceTime.record(5'000, ok);
    return RequestStats(total, 1);
}

} // namespace

/// A trial of 10 s: successful responses of the endpoint "a" in 5 ms, and of "b" in the group "all b" in 50 ms.
TrialRecord makeTrial(int repeat, qint64 ofA, qint64 ofB)
{
    EndpointMetrics a;
    a.name = u"a"_s;
    a.okInWindow = a.counts[0] = ofA;
    if (ofA > 0)
        a.serviceTime.record(5'000, ofA);
    EndpointMetrics b;
    b.name = u"b"_s;
    b.group = u"all b"_s;
    b.okInWindow = b.counts[0] = ofB;
    if (ofB > 0)
        b.serviceTime.record(50'000, ofB);
    TrialRecord trial;
    trial.planned.key.repeat = repeat;
    trial.end = TrialEnd::Finished;
    trial.load.measuredS = 10;
    trial.load.measured.endpoints = {a, b};
    return trial;
}

class TestThresholdOutcome : public QObject
{
    Q_OBJECT
private slots:
    void unknownMetricMeetsNoThreshold_data()
    {
        QTest::addColumn<QString>("threshold");
        for (const auto *text : {"failures<=1%", "failures<=100%", "failures>=0%", "p50<3600s", "p99<200ms",
                                 "p999<1s", "max<1s", "mean<1s", "mean>=1us", "rps>=0", "rps<1000"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void unknownMetricMeetsNoThreshold()
    {
        QFETCH(QString, threshold);
        const Threshold parsed = parseThreshold(threshold).value();
        for (const qint64 cutOff : {0, 1, 100}) {
            const ThresholdOutcome outcome = evaluateThreshold(parsed, requests(0, 0, cutOff), 0);
            QVERIFY2(!outcome.isMet, qPrintable(outcome.words.english()));
            QVERIFY(!outcome.value);
            QVERIFY2(outcome.words.english().startsWith(metricInfo(parsed.metric).id + u" is unknown: "_s),
                     qPrintable(outcome.words.english()));
        }
    }

    void eachValueIsOfItsMetric_data()
    {
        QTest::addColumn<QString>("threshold");
        QTest::addColumn<bool>("isMet");
        QTest::addColumn<QString>("words");
        QTest::newRow("failures met") << u"failures<=10%"_s << true << u"failures is 10 %"_s;
        QTest::newRow("failures broken") << u"failures<10%"_s << false << u"failures is 10 %"_s;
        QTest::newRow("rps") << u"rps>=45"_s << true << u"rps is 45.0/s"_s;
        QTest::newRow("p99") << u"p99<4ms"_s << false << u"p99 is 5.00 ms"_s;
        QTest::newRow("mean") << u"mean<6ms"_s << true << u"mean is 5.00 ms"_s;
        QTest::newRow("max") << u"max<=5ms"_s << true << u"max is 5.00 ms"_s;
    }
    void eachValueIsOfItsMetric()
    {
        QFETCH(QString, threshold);
        QFETCH(bool, isMet);
        QFETCH(QString, words);
        const ThresholdOutcome outcome =
            evaluateThreshold(parseThreshold(threshold).value(), requests(90, 10, 0), 45);
        QCOMPARE(outcome.words.english(), words);
        QCOMPARE(outcome.isMet, isMet);
        QVERIFY(outcome.value);
    }

    // Three responses, and ten requests that hung until the end of the drain.
    void cutOffRequestsAreNoSuccesses_data()
    {
        QTest::addColumn<QString>("threshold");
        QTest::addColumn<qint64>("ok");
        QTest::addColumn<qint64>("cutOff");
        QTest::addColumn<bool>("isMet");
        QTest::addColumn<QString>("words");
        QTest::newRow("failures") << u"failures<=1%"_s << qint64(3) << qint64(10) << false
                                  << u"failures is unknown: 10 of 13 requests were cut off, so it is between "
                                     "0 % and 76.9 %"_s;
        QTest::newRow("few are no harm")
            << u"failures<=1%"_s << qint64(10'000) << qint64(10) << true << u"failures is 0 %"_s;
        QTest::newRow("failures from above")
            << u"failures>=0%"_s << qint64(3) << qint64(10) << true << u"failures is 0 %"_s;
        QTest::newRow("p99") << u"p99<200ms"_s << qint64(3) << qint64(10) << false
                             << u"p99 is unknown: 10 of 13 requests were cut off"_s;
        QTest::newRow("p99 with few cut off")
            << u"p99<200ms"_s << qint64(99) << qint64(1) << true << u"p99 is 5.00 ms"_s;
        QTest::newRow("p99 just lost") << u"p99<200ms"_s << qint64(98) << qint64(2) << false
                                       << u"p99 is unknown: 2 of 100 requests were cut off"_s;
        QTest::newRow("median") << u"p50<200ms"_s << qint64(20) << qint64(10) << true << u"p50 is 5.00 ms"_s;
        QTest::newRow("max") << u"max<200ms"_s << qint64(10'000) << qint64(1) << false
                             << u"max is unknown: 1 of 10,001 requests were cut off"_s;
        QTest::newRow("mean") << u"mean<200ms"_s << qint64(90) << qint64(10) << false
                              << u"mean is unknown: 10 of 100 requests were cut off"_s;
        QTest::newRow("mean of nearly all")
            << u"mean<200ms"_s << qint64(1'000) << qint64(1) << true << u"mean is 5.00 ms"_s;
    }
    void cutOffRequestsAreNoSuccesses()
    {
        QFETCH(QString, threshold);
        QFETCH(qint64, ok);
        QFETCH(qint64, cutOff);
        QFETCH(bool, isMet);
        QFETCH(QString, words);
        const ThresholdOutcome outcome =
            evaluateThreshold(parseThreshold(threshold).value(), requests(ok, 0, cutOff), double(ok) / 10);
        QCOMPARE(outcome.words.english(), words);
        QCOMPARE(outcome.isMet, isMet);
    }

    void timesAreUnknownIfAllFailed()
    {
        const RequestStats all = requests(0, 20, 0);
        QCOMPARE(evaluateThreshold(parseThreshold(u"p99<1s"_s).value(), all, 0).words.english(),
                 u"p99 is unknown: no request succeeded"_s);
        QCOMPARE(evaluateThreshold(parseThreshold(u"failures<=1%"_s).value(), all, 0).words.english(),
                 u"failures is 100 %"_s);
        QCOMPARE(evaluateThreshold(parseThreshold(u"failures<=1%"_s).value(), requests(0, 0, 100), 0)
                     .words.english(),
                 u"failures is unknown: all 100 requests were cut off"_s);
        QCOMPARE(evaluateThreshold(parseThreshold(u"failures<=1%"_s).value(), requests(0, 0, 0), 0)
                     .words.english(),
                 u"failures is unknown: no request was sent while measuring"_s);
    }

    void endpointsHaveTheirOwnFigures_data()
    {
        QTest::addColumn<QString>("threshold");
        QTest::addColumn<bool>("isMet");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *threshold, bool isMet, const char *words) {
            QTest::newRow(threshold) << QString::fromLatin1(threshold) << isMet << QString::fromLatin1(words);
        };
        row("p99<10ms", false, "p99 is 50.0 ms");
        row("p99{endpoint:a}<10ms", true, "p99 is 5.00 ms");
        row("p99{endpoint:b}<10ms", false, "p99 is 50.0 ms");
        row("p99{endpoint:all b}<60ms", true, "p99 is 50.0 ms");
        // Medians of the repeats: 10, 20 and 60 of a, 1, 2 and 3 of b, and their sums.
        row("rps>=22", true, "rps is 22.0/s");
        row("rps{endpoint:a}>=20", true, "rps is 20.0/s");
        row("rps{endpoint:b}>=20", false, "rps is 2.00/s");
        row("rps{endpoint:all b}<20", true, "rps is 2.00/s");
        row("failures{endpoint:a}<=1%", true, "failures is 0 %");
        row("p99{endpoint:c}<1s", false, "p99 is unknown: the run has no endpoint \"c\"");
        row("p99{endpoint:A}<1s", false, "p99 is unknown: the run has no endpoint \"A\"");
    }
    void endpointsHaveTheirOwnFigures()
    {
        QFETCH(QString, threshold);
        QFETCH(bool, isMet);
        QFETCH(QString, words);
        RunRecord run;
        run.servers.resize(1);
        run.trials = {makeTrial(0, 100, 10), makeTrial(1, 600, 30), makeTrial(2, 200, 20)};
        const ThresholdOutcome outcome =
            evaluateThreshold(parseThreshold(threshold).value(), analyseServers(run).first());
        QCOMPARE(outcome.words.english(), words);
        QCOMPARE(outcome.isMet, isMet);
        QCOMPARE(outcome.value.has_value(), !words.contains(u"unknown"_s));
    }

    void endpointWithoutResponsesViolates()
    {
        RunRecord run;
        run.servers.resize(1);
        run.trials = {makeTrial(0, 0, 10), makeTrial(1, 0, 10)};
        const auto evaluated = [&run](const char *threshold) {
            return evaluateThreshold(parseThreshold(QString::fromLatin1(threshold)).value(),
                                     analyseServers(run).first());
        };
        for (const char *threshold :
             {"p99{endpoint:a}<1s", "rps{endpoint:a}>=0", "failures{endpoint:a}<=1%"}) {
            const ThresholdOutcome outcome = evaluated(threshold);
            QVERIFY(!outcome.isMet && !outcome.value);
            QVERIFY2(outcome.words.english().endsWith(u"is unknown: no request was sent while measuring"_s),
                     qPrintable(outcome.words.english()));
        }
        EndpointMetrics &first = run.trials[0].load.measured.endpoints[0];
        first.counts[std::size_t(OutcomeClass::Cancelled)] = 7;
        QCOMPARE(evaluated("p99{endpoint:a}<1s").words.english(),
                 u"p99 is unknown: all 7 requests were cut off"_s);
        first.counts[std::size_t(OutcomeClass::Reset)] = 3;
        QCOMPARE(evaluated("rps{endpoint:a}>=0").words.english(), u"rps is unknown: no request succeeded"_s);
        QCOMPARE(evaluated("failures{endpoint:a}>=0").words.english(), u"failures is 100 %"_s);
    }

    void requestsTakePrecedenceOverGroups()
    {
        RunRecord run;
        run.servers.resize(1);
        run.trials = {makeTrial(0, 100, 10)};
        run.trials[0].load.measured.endpoints[1].group = u"a"_s;
        QCOMPARE(
            evaluateThreshold(parseThreshold(u"p99{endpoint:a}<10ms"_s).value(), analyseServers(run).first())
                .words.english(),
            u"p99 is 5.00 ms"_s);
    }

    void scopesNameServersInSeveralWays()
    {
        ResolvedServer server;
        server.stack.id = u"sanic"_s;
        server.stack.title = u"Sanic"_s;
        server.baseName = u"Sanic (tuned)"_s;
        server.name = u"Sanic (tuned), workers 4"_s;
        const auto applies = [&server](const QString &name) {
            Threshold threshold;
            threshold.scope.server = name;
            return appliesTo(threshold, server);
        };
        for (const QString &name : {QString(), u"sanic"_s, u"Sanic"_s, server.baseName, server.name})
            QVERIFY2(applies(name), qPrintable(name));
        for (const QString &name : {u"SANIC"_s, u"Sanic (tuned), workers 2"_s, u"Sani"_s, u" "_s})
            QVERIFY2(!applies(name), qPrintable(name));
        server.entry.label = u"Fast"_s;
        QVERIFY(applies(u"Fast"_s) && applies(u"sanic"_s) && !applies(u"Sanic"_s));
    }
};

LOADSTONE_TEST(TestThresholdOutcome, QCoreApplication)
#include "tst_thresholdoutcome.moc"
