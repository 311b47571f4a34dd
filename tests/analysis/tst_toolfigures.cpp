// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/toolfigures.h"

#include "core/analysis/trialstats.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

qint64 &countOf(EndpointMetrics &metrics, OutcomeClass outcome)
{
    return metrics.counts[std::size_t(outcome)];
}

Histogram &phaseOf(EndpointMetrics &metrics, RequestPhase phase)
{
    return metrics.phases[std::size_t(phase)];
}

SecondBucket secondAt(double startS, double lengthS, qint64 ok, Phase phase = Phase::Measure)
{
    SecondBucket second;
    second.startS = startS;
    second.lengthS = lengthS;
    second.phase = phase;
    second.counts[0] = ok;
    return second;
}

/// 8 successful requests of 10 ms in 4 s.
TrialRecord smallTrial()
{
    TrialRecord trial;
    trial.end = TrialEnd::Finished;
    trial.load.measuredS = 4;
    EndpointMetrics endpoint;
    countOf(endpoint, OutcomeClass::Ok) = endpoint.started = endpoint.okInWindow = 8;
    endpoint.bytesReceived = 4'000;
    endpoint.serviceTime.record(10'000, 8);
    trial.load.measured.endpoints = {endpoint};
    return trial;
}

bool isFigure(std::optional<double> value, double expected)
{
    return value && std::abs(*value - expected) <= 1e-9 * std::max(1.0, std::abs(expected));
}

} // namespace

class TestToolFigures : public QObject
{
    Q_OBJECT
private slots:
    void ratesAreOfTheMeasurePhase();
    void nothingMeasuredHasNoFigures();
    void eachFailureIsInOneGroup();
    void brokenWhileSendingIsAWriteError();
    void connectTimesHaveZerosOnOpenConnections();
    void unavailableConnectTimesAreUnknown();
    void repliesPerConnectionNeedAllConnections();
    void repliesAreSampledEveryFiveSeconds();
    void anIntervalFromWithinASecondIsLonger();
    void otherLevelsOfASearchAreNotSampled();
    void secondRatesAreOfWholeSeconds();
    void concurrencyIsOfUsersOrRequestsInFlight();
};

void TestToolFigures::ratesAreOfTheMeasurePhase()
{
    TrialRecord trial = smallTrial();
    EndpointMetrics &endpoint = trial.load.measured.endpoints[0];
    countOf(endpoint, OutcomeClass::HttpStatus) = 1;
    countOf(endpoint, OutcomeClass::Refused) = 3;
    countOf(endpoint, OutcomeClass::Cancelled) = 2;
    endpoint.connectionsOpened = 16;
    endpoint.okInWindow = 5;
    const ToolFigures figures = toolFigures(trial);
    QCOMPARE(figures.measuredS, 4.0);
    QCOMPARE(figures.complete, 12);
    QCOMPARE(figures.failed, 4);
    QCOMPARE(figures.responses, 9);
    QCOMPARE(figures.sent, 11); // none of those refused
    QCOMPARE(figures.rps, 1.25);
    QVERIFY(isFigure(figures.msPerSuccess, 800));
    QCOMPARE(figures.requestsPerS, 2.75);
    QVERIFY(isFigure(figures.msPerSent, 4'000.0 / 11));
    QCOMPARE(figures.connectionsPerS, 4.0);
    QVERIFY(isFigure(figures.msPerConnection, 250));
    QCOMPARE(figures.bytesPerS, 1'000.0);
    QCOMPARE(figures.times->mean, 10'000.0);
}

void TestToolFigures::nothingMeasuredHasNoFigures()
{
    TrialRecord trial = smallTrial();
    trial.load.measuredS = 0;
    QCOMPARE(toolFigures(trial).complete, 0);
    QVERIFY(!toolFigures(trial).times);

    trial.load.measuredS = 4;
    trial.load.measured.endpoints[0] = {};
    const ToolFigures figures = toolFigures(trial);
    QVERIFY(!figures.times && !figures.connect && !figures.waiting && !figures.processing);
    QVERIFY(!figures.msPerSuccess && !figures.msPerSent && !figures.msPerConnection);
    QVERIFY(!figures.secondRates && !figures.replyRates && !figures.concurrency);
}

void TestToolFigures::eachFailureIsInOneGroup()
{
    for (int i = 0; i < outcomeClassCount; ++i) {
        const auto outcome = OutcomeClass(i);
        LoadMetrics metrics;
        metrics.endpoints.resize(1);
        countOf(metrics.endpoints[0], outcome) = 7;
        const qint64 failed = isFailure(outcome) ? 7 : 0;
        const AbFailures ab = abFailures(metrics.endpoints[0]);
        QVERIFY(ab.exceptions >= 0);
        QCOMPARE(ab.connect + ab.receive + ab.length + ab.exceptions, failed);
        const HttperfErrors httperf = httperfErrors(metrics.endpoints[0]);
        QVERIFY(httperf.other >= 0);
        QCOMPARE(httperf.clientTimeouts + httperf.refused + httperf.reset + httperf.fdUnavailable
                     + httperf.addressUnavailable + httperf.other,
                 failed);
        const WrkErrors wrk = wrkErrors(metrics);
        QCOMPARE(wrk.connect + wrk.read + wrk.write + wrk.timeout + wrk.status,
                 outcome == OutcomeClass::WrongBody ? 0 : failed);
        QCOMPARE(ab.connect, wrk.connect);
    }
    EndpointMetrics metrics;
    countOf(metrics, OutcomeClass::FdUnavailable) = 418;
    countOf(metrics, OutcomeClass::Timeout) = 2;
    countOf(metrics, OutcomeClass::Reset) = 3;
    countOf(metrics, OutcomeClass::PortUnavailable) = 4;
    QCOMPARE(httperfErrors(metrics), (HttperfErrors{2, 0, 3, 418, 4, 0}));
    QCOMPARE(abFailures(metrics), (AbFailures{422, 5, 0, 0}));
}

void TestToolFigures::brokenWhileSendingIsAWriteError()
{
    LoadMetrics metrics;
    metrics.endpoints.resize(2);
    countOf(metrics.endpoints[0], OutcomeClass::Reset) = 5;
    countOf(metrics.endpoints[1], OutcomeClass::ClosedEarly) = 4;
    countOf(metrics.endpoints[1], OutcomeClass::Timeout) = 6;
    metrics.failures = {{OutcomeClass::Reset, 0, RequestPhase::Send, 0, 3, 0, 0, {}},
                        {OutcomeClass::Reset, 0, RequestPhase::Wait, 0, 2, 0, 0, {}},
                        {OutcomeClass::ClosedEarly, 0, RequestPhase::Receive, 1, 4, 0, 0, {}},
                        {OutcomeClass::Timeout, 0, RequestPhase::Send, 1, 6, 0, 0, {}}};
    QCOMPARE(wrkErrors(metrics), (WrkErrors{0, 6, 3, 6, 0}));
    QVERIFY(wrkErrors(metrics).hasSocketErrors());
    QVERIFY(!wrkErrors({}).hasSocketErrors());
}

void TestToolFigures::connectTimesHaveZerosOnOpenConnections()
{
    TrialRecord trial = smallTrial();
    EndpointMetrics &endpoint = trial.load.measured.endpoints[0];
    ToolFigures figures = toolFigures(trial);
    QCOMPARE(figures.connect, std::optional(Spread{8, 0, 0, 0, 0, 0, 100}));
    QVERIFY(!figures.connectMeanUs);
    QCOMPARE(figures.processing->max, 10'000.0); // nothing but

    endpoint.connectionsOpened = 3;
    for (const qint64 us : {100, 200, 300})
        phaseOf(endpoint, RequestPhase::Connect).record(us);
    figures = toolFigures(trial);
    QCOMPARE(figures.connect->count, 8);
    QVERIFY(isFigure(figures.connect->mean, 75));
    QVERIFY(isFigure(figures.connect->stddev, std::sqrt(95'000.0 / 7)));
    QCOMPARE(figures.connect->median, 0.0);
    QCOMPARE(figures.connect->max, 300.0);
    QVERIFY(isFigure(figures.connectMeanUs, 200));
    QVERIFY(!figures.processing); // of a request with its own connection it is not recorded
}

// gRPC records no phase of a new connection; qnam records one phase for connecting and the TLS handshake.
void TestToolFigures::unavailableConnectTimesAreUnknown()
{
    TrialRecord grpc = smallTrial();
    EndpointMetrics &calls = grpc.load.measured.endpoints[0];
    calls.connectionsOpened = 1;
    phaseOf(calls, RequestPhase::Wait).record(9'000, 7); // not of the call that opened the connection
    phaseOf(calls, RequestPhase::Receive).record(10, 8);
    ToolFigures figures = toolFigures(grpc);
    QVERIFY(!figures.connect && !figures.connectMeanUs && !figures.processing);
    QCOMPARE(figures.waiting->count, 7);
    QCOMPARE(figures.transferMeanUs, std::optional(10.0));

    TrialRecord qnam = smallTrial();
    EndpointMetrics &requests = qnam.load.measured.endpoints[0];
    phaseOf(requests, RequestPhase::Tls).record(2'000, 8);
    requests.connectionsOpened = 8;
    figures = toolFigures(qnam);
    QVERIFY(!figures.connect && !figures.connectMeanUs && !figures.processing);
    QVERIFY(!figures.waiting && !figures.transferMeanUs);
}

void TestToolFigures::repliesPerConnectionNeedAllConnections()
{
    TrialRecord trial = smallTrial();
    EndpointMetrics &endpoint = trial.load.measured.endpoints[0];
    QVERIFY(!toolFigures(trial).repliesPerConnection);
    endpoint.connectionsOpened = 2;
    QCOMPARE(toolFigures(trial).repliesPerConnection, std::optional(4.0));
    trial.load.warmUpRequests = 10; // some replies came over connections of the warm-up
    QVERIFY(!toolFigures(trial).repliesPerConnection);
    endpoint.connectionsOpened = 8; // each request has its own
    QCOMPARE(toolFigures(trial).repliesPerConnection, std::optional(1.0));
}

void TestToolFigures::repliesAreSampledEveryFiveSeconds()
{
    TrialRecord trial = smallTrial();
    QList<SecondBucket> &seconds = trial.timeline.seconds;
    seconds << secondAt(0, 1, 999, Phase::WarmUp);
    for (int i = 1; i <= 13; ++i)
        seconds << secondAt(i, 1, 10 * i); // 10 … 50, 60 … 100, and three that are not sampled
    seconds << secondAt(14, 1, 999, Phase::Drain);
    seconds[3].counts[std::size_t(OutcomeClass::HttpStatus)] = 5; // a reply
    seconds[4].counts[std::size_t(OutcomeClass::Timeout)] = 5;    // none
    QCOMPARE(replyRates(trial), (QList<double>{31, 80}));
    const std::optional<Spread> rates = toolFigures(trial).replyRates;
    QCOMPARE(rates->count, 2);
    QCOMPARE(rates->min, 31.0);
    QCOMPARE(rates->mean, 55.5);
    QCOMPARE(rates->max, 80.0);
    QVERIFY(isFigure(rates->stddev, std::sqrt(2 * 24.5 * 24.5)));
}

void TestToolFigures::anIntervalFromWithinASecondIsLonger()
{
    TrialRecord trial = smallTrial();
    trial.timeline.seconds << secondAt(0.6, 0.4, 4);
    for (int i = 1; i <= 5; ++i)
        trial.timeline.seconds << secondAt(i, 1, 10);
    QCOMPARE(replyRates(trial).size(), 1);
    QVERIFY(isFigure(replyRates(trial).first(), 54 / 5.4));
    trial.timeline.seconds.removeLast();
    QVERIFY(replyRates(trial).isEmpty()); // 4.4 s
}

void TestToolFigures::otherLevelsOfASearchAreNotSampled()
{
    TrialRecord trial = smallTrial();
    for (int i = 0; i < 15; ++i)
        trial.timeline.seconds << secondAt(100 + i, 1, i < 5 ? 10 : i < 10 ? 20 : 40);
    QCOMPARE(replyRates(trial), (QList<double>{10, 20, 40}));
    trial.timeline.measureFromS = 105;
    trial.timeline.measureToS = 110;
    QCOMPARE(replyRates(trial), QList<double>{20});
    QCOMPARE(toolFigures(trial).secondRates->count, 5);
}

void TestToolFigures::secondRatesAreOfWholeSeconds()
{
    TrialRecord trial = smallTrial();
    trial.timeline.seconds << secondAt(0.5, 0.5, 1) << secondAt(1, 1, 10) << secondAt(2, 1, 20)
                           << secondAt(3, 0.2, 1);
    trial.timeline.seconds[1].counts[std::size_t(OutcomeClass::HttpStatus)] = 5; // not successful
    const std::optional<Spread> rates = toolFigures(trial).secondRates;
    QCOMPARE(rates->count, 2);
    QCOMPARE(rates->mean, 15.0);
    QCOMPARE(rates->max, 20.0);
}

void TestToolFigures::concurrencyIsOfUsersOrRequestsInFlight()
{
    TrialRecord trial = smallTrial();
    for (int i = 0; i < 3; ++i) {
        trial.timeline.seconds << secondAt(i, 1, 1, i == 0 ? Phase::WarmUp : Phase::Measure);
        trial.timeline.seconds[i].users = 30 - 10 * i; // 20 in the measure phase
        trial.timeline.seconds[i].inFlight = 3 + i;
    }
    QCOMPARE(toolFigures(trial).concurrency, std::optional<qint64>(20));
    QCOMPARE(analyseTrial(trial).value(Metric::Concurrency), std::optional(20.0));
    trial.load.isOpen = true;
    QCOMPARE(toolFigures(trial).concurrency, std::optional<qint64>(5));
    trial.load.meanInFlight = 5.2; // more between the ends of seconds than at any
    QCOMPARE(toolFigures(trial).concurrency, std::optional<qint64>(6));
}

LOADSTONE_TEST(TestToolFigures, QCoreApplication)
#include "tst_toolfigures.moc"
