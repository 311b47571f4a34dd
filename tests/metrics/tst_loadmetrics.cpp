// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/loadmetrics.h"

#include "core/text/requestends.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

EndpointMetrics endpoint(const QString &name, qint64 ok, qint64 reset, qint64 cancelled)
{
    EndpointMetrics metrics;
    metrics.name = name;
    metrics.started = ok + reset + cancelled;
    metrics.counts[std::size_t(OutcomeClass::Ok)] = ok;
    metrics.counts[std::size_t(OutcomeClass::Reset)] = reset;
    metrics.counts[std::size_t(OutcomeClass::Cancelled)] = cancelled;
    metrics.bytesReceived = ok * 10;
    metrics.connectionsOpened = reset + 1;
    metrics.stale = reset;
    metrics.serviceTime.record(1'000 * ok, ok);
    metrics.phases[std::size_t(RequestPhase::Wait)].record(900 * ok, ok);
    return metrics;
}

FailureRecord failure(OutcomeClass outcome, int status, RequestPhase phase, int ofEndpoint, qint64 count)
{
    return {outcome, status, phase, ofEndpoint, count, 1, 2, u"why"_s};
}

qint64 recordedFailures(const LoadMetrics &metrics)
{
    qint64 sum = metrics.otherFailures;
    for (const FailureRecord &record : metrics.failures)
        sum += record.count;
    return sum;
}

} // namespace

class LoadMetricsTest : public QObject
{
    Q_OBJECT
private slots:
    void failureRateIsOfClassifiedRequests()
    {
        const EndpointMetrics metrics = endpoint(u"one"_s, 60, 40, 900);
        QCOMPARE(metrics.cutOff(), 900);
        QCOMPARE(metrics.judged(), 100);
        QCOMPARE(metrics.failedPercent(), std::optional(40.0));
        QCOMPARE(endpoint(u"none"_s, 0, 0, 10).failedPercent(), std::optional<double>());
    }

    void endsIncludeCutOffRequests_data()
    {
        QTest::addColumn<int>("ok");
        QTest::addColumn<int>("failed");
        QTest::addColumn<int>("cutOff");
        QTest::addColumn<QString>("words");
        QTest::newRow("all well") << 100 << 0 << 0 << u"0 failed"_s;
        QTest::newRow("failures") << 100 << 3 << 0 << u"3 failed"_s;
        QTest::newRow("nothing judged") << 0 << 0 << 100 << u"100 cut off, 0 responses"_s;
        QTest::newRow("some of each") << 1 << 2 << 3 << u"2 failed, 3 cut off, 1 response"_s;
    }
    void endsIncludeCutOffRequests()
    {
        QFETCH(int, ok);
        QFETCH(int, failed);
        QFETCH(int, cutOff);
        QTEST(describeEnds(endpoint(u"one"_s, ok, failed, cutOff)), "words");
    }

    void aWrongResponseIsAResponse()
    {
        EndpointMetrics metrics = endpoint(u"one"_s, 1, 2, 3);
        metrics.counts[std::size_t(OutcomeClass::HttpStatus)] = 5;
        metrics.counts[std::size_t(OutcomeClass::WrongBody)] = 7;
        QCOMPARE(metrics.responses(), 13);
        QCOMPARE(describeEnds(metrics), u"14 failed, 3 cut off, 13 responses"_s);
    }

    void addsEndpointsInTheirOrder()
    {
        LoadMetrics a;
        a.endpoints = {endpoint(u"one"_s, 3, 1, 1), endpoint(u"two"_s, 5, 0, 0)};
        LoadMetrics b;
        b.endpoints = {endpoint(u"one"_s, 7, 2, 0), endpoint(u"two"_s, 11, 4, 1)};
        a.merge(b);

        QCOMPARE(a.endpoints.size(), 2);
        const EndpointMetrics &one = a.endpoints[0];
        QCOMPARE(one.name, u"one"_s);
        QCOMPARE(one.started, 14);
        QCOMPARE(one.ok(), 10);
        QCOMPARE(one.failed(), 3);
        QCOMPARE(one.ended(), 14);
        QCOMPARE(one.bytesReceived, 100);
        QCOMPARE(one.connectionsOpened, 5);
        QCOMPARE(one.stale, 3);
        QCOMPARE(one.serviceTime.count(), 10);
        QCOMPARE(one.serviceTime.min(), 3'000);
        QCOMPARE(one.serviceTime.max(), 7'000);
        QCOMPARE(one.phases[std::size_t(RequestPhase::Wait)].count(), 10);
        QCOMPARE(one.phases[std::size_t(RequestPhase::Connect)].count(), 0);
        QCOMPARE(a.endpoints[1].ok(), 16);
    }

    void takesEndpointsItDoesNotHaveYet()
    {
        LoadMetrics a;
        LoadMetrics b;
        b.endpoints = {endpoint(u"one"_s, 7, 2, 0)};
        a.merge(b);
        a.merge(LoadMetrics());
        QCOMPARE(a.endpoints.size(), 1);
        QCOMPARE(a.endpoints[0].name, u"one"_s);
        QCOMPARE(a.endpoints[0].started, 9);
    }

    void totalsAllEndpoints()
    {
        LoadMetrics metrics;
        metrics.endpoints = {endpoint(u"one"_s, 3, 1, 1), endpoint(u"two"_s, 5, 2, 0)};
        const EndpointMetrics all = metrics.total();
        QCOMPARE(all.name, u"All"_s);
        QCOMPARE(all.started, 12);
        QCOMPARE(all.ok(), 8);
        QCOMPARE(all.failed(), 3);
        QCOMPARE(all.ended(), all.started);
        QCOMPARE(all.serviceTime.count(), 8);
        QCOMPARE(all.serviceTime.max(), 5'000);
        QCOMPARE(LoadMetrics().total().started, 0);
    }

    void joinsFailuresOfOneKind()
    {
        LoadMetrics a;
        a.failures = {{OutcomeClass::HttpStatus, 500, RequestPhase::Receive, 0, 3, 4.0, 9.0, u"later"_s}};
        LoadMetrics b;
        b.failures = {{OutcomeClass::HttpStatus, 500, RequestPhase::Receive, 0, 2, 1.5, 6.0, u"first"_s}};
        a.merge(b);
        QCOMPARE(a.failures.size(), 1);
        QCOMPARE(a.failures[0].count, 5);
        QCOMPARE(a.failures[0].firstAtS, 1.5);
        QCOMPARE(a.failures[0].lastAtS, 9.0);
        QCOMPARE(a.failures[0].example, u"first"_s);
    }

    void preservesTheOnlyExample()
    {
        LoadMetrics a;
        a.failures = {{OutcomeClass::Reset, 0, RequestPhase::Wait, 0, 1, 4.0, 4.0, u"peer"_s}};
        LoadMetrics b;
        b.failures = {{OutcomeClass::Reset, 0, RequestPhase::Wait, 0, 1, 1.0, 1.0, QString()}};
        a.merge(b);
        QCOMPARE(a.failures[0].example, u"peer"_s);
        b.merge(a);
        QCOMPARE(b.failures[0].example, u"peer"_s);
    }

    void distinguishesKinds_data()
    {
        QTest::addColumn<int>("outcome");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("phase");
        QTest::addColumn<int>("endpoint");
        const int http = int(OutcomeClass::HttpStatus);
        const int wait = int(RequestPhase::Wait);
        QTest::newRow("class") << int(OutcomeClass::GrpcStatus) << 500 << wait << 0;
        QTest::newRow("status") << http << 503 << wait << 0;
        QTest::newRow("phase") << http << 500 << int(RequestPhase::Receive) << 0;
        QTest::newRow("endpoint") << http << 500 << wait << 1;
    }
    void distinguishesKinds()
    {
        QFETCH(int, outcome);
        QFETCH(int, status);
        QFETCH(int, phase);
        QFETCH(int, endpoint);
        LoadMetrics a;
        a.failures = {failure(OutcomeClass::HttpStatus, 500, RequestPhase::Wait, 0, 1)};
        LoadMetrics b;
        b.failures = {failure(OutcomeClass(outcome), status, RequestPhase(phase), endpoint, 1)};
        a.merge(b);
        QCOMPARE(a.failures.size(), 2);
    }

    void listsTheMostFrequentKindsAndCountsAll()
    {
        LoadMetrics a;
        for (int i = 0; i < 30; ++i)
            a.failures.append(failure(OutcomeClass::HttpStatus, 400 + i, RequestPhase::Wait, 0, 1));
        a.otherFailures = 4;
        LoadMetrics b;
        for (int i = 0; i < 45; ++i)
            b.failures.append(failure(OutcomeClass::HttpStatus, 500 + i, RequestPhase::Wait, 0, 10 + i));
        b.otherFailures = 2;
        const qint64 before = recordedFailures(a) + recordedFailures(b);

        a.merge(b);
        QCOMPARE(a.failures.size(), maximumFailureKinds);
        QCOMPARE(recordedFailures(a), before);
        QCOMPARE(a.otherFailures, 6 + 25);
        QCOMPARE(a.failures[0].status, 544);
        QCOMPARE(a.failures[0].count, 54);
    }
};

LOADSTONE_TEST(LoadMetricsTest, QCoreApplication)
#include "tst_loadmetrics.moc"
