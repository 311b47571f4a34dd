// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/trialstats.h"
#include "tests/load/observedload.h"
#include "tests/support/testmain.h"

#include <QProcess>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

using namespace loadstone;

/// Measurements of a load.
class TestLoadGenerator : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { runOnEachHttpEngine(); }
    void measuresAKnownDelay();
    void thinkTimeSetsThePace();
    void connectionsAsSeenBySs_data();
    void connectionsAsSeenBySs();
    void requestCountIsExact_data();
    void requestCountIsExact();
    void warmUpAndRampAreNotCounted();
    void secondsAddUp();
    void manyUsers();
    void everyUserStartsItsVariableAtFirst();
};

void TestLoadGenerator::measuresAKnownDelay()
{
    ScriptedServer server(script::delayed(50, script::respond("hello")));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 10);
    spec.requests[0].expect.body = QByteArray("hello");
    spec.load.duration = 2s;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());

    const LoadResult &result = observed.result();
    checkBooks(result);
    const EndpointMetrics total = result.measured.total();
    QCOMPARE(total.failed(), 0);
    QCOMPARE(total.bytesReceived, 5 * total.ok());
    QVERIFY2(total.serviceTime.min() >= 50'000, qPrintable(QString::number(total.serviceTime.min())));
    const qint64 median = total.serviceTime.percentile(50);
    QVERIFY2(median < 60'000, qPrintable(QString::number(median)));
    const qint64 wait = total.phases[static_cast<size_t>(RequestPhase::Wait)].percentile(50);
    QVERIFY2(wait > 45'000 && wait <= median + 1'000, qPrintable(QString::number(wait)));
    QCOMPARE(total.phases[static_cast<size_t>(RequestPhase::Connect)].count(), 10);
    QCOMPARE(total.connectionsOpened, 10);
    QCOMPARE(result.measuredS, 2.0);
    QVERIFY2(qAbs(result.littlesLawRatio.value() - 1) < 0.1,
             qPrintable(QString::number(*result.littlesLawRatio)));
    QVERIFY(result.meanInFlight > 9 && result.meanInFlight <= 10);
    QCOMPARE(result.pacingCeilingRps, std::nullopt);
    QVERIFY(result.client.cpuPercent > 0);
    QVERIFY(result.client.cpuUsPerRequest > 0);
    const QList<Phase> phases{Phase::Measure, Phase::Drain, Phase::Done};
    QCOMPARE(observed.phases, phases);
    QCOMPARE(server.requests(), total.started);
}

void TestLoadGenerator::thinkTimeSetsThePace()
{
    ScriptedServer server(script::respond("hello"));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 20);
    spec.load.thinkTime = {ThinkTime::Kind::Constant, 0ms, 0ms, 100ms};
    spec.load.duration = 2s;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    checkBooks(result);
    QVERIFY2(analyseLoad(result).rps() > 150 && analyseLoad(result).rps() <= 202,
             qPrintable(QString::number(analyseLoad(result).rps())));
    QVERIFY(result.pacingCeilingRps > analyseLoad(result).rps() * 0.9 && result.pacingCeilingRps < 200);
    QVERIFY(analyseLoad(result).isPacingBound);
    QVERIFY(result.client.sendLateP50Us >= 0 && result.client.sendLateP50Us < 10'000);
    QVERIFY2(qAbs(result.littlesLawRatio.value() - 1) < 0.1,
             qPrintable(QString::number(*result.littlesLawRatio)));
}

void TestLoadGenerator::connectionsAsSeenBySs_data()
{
    QTest::addColumn<int>("threads");
    QTest::newRow("one thread") << 1;
    QTest::newRow("three threads") << 3;
}

void TestLoadGenerator::connectionsAsSeenBySs()
{
    QFETCH(int, threads);
    ScriptedServer server(script::delayed(20, script::respond("hello")));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 15);
    spec.connection.threads = threads;
    spec.load.duration = 3s;
    observed.generator.start(spec);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 45, 10'000);
    QProcess ss;
    ss.start(u"ss"_s, {u"-tnH"_s, u"state"_s, u"established"_s, u"( dport = :%1 )"_s.arg(server.port())});
    QVERIFY(ss.waitForFinished());
    QCOMPARE(ss.readAllStandardOutput().count('\n'), 15);
    QVERIFY(observed.waitForFinish());
    QCOMPARE(server.connections(), 15);
    QCOMPARE(server.mostConnections(), 15);
    checkBooks(observed.result());
}

void TestLoadGenerator::requestCountIsExact_data()
{
    QTest::addColumn<int>("requests");
    QTest::addColumn<int>("threads");
    QTest::addColumn<bool>("reuse");
    QTest::newRow("one") << 1 << 1 << true;
    QTest::newRow("fewer than users") << 7 << 1 << true;
    QTest::newRow("many") << 503 << 1 << true;
    QTest::newRow("many, three threads") << 503 << 3 << true;
    QTest::newRow("each on a new connection") << 203 << 2 << false;
}

void TestLoadGenerator::requestCountIsExact()
{
    QFETCH(int, requests);
    QFETCH(int, threads);
    QFETCH(bool, reuse);
    ScriptedServer server(reuse ? script::respond("hello")
                                : script::respond("hello", 200, "Connection: close\r\n") + script::close());
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 10);
    spec.load.duration.reset();
    spec.load.requests = requests;
    spec.connection.threads = threads;
    spec.connection.reuse = reuse;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QCOMPARE(observed.result().measured.total().ok(), requests);
    QCOMPARE(observed.result().measured.total().okInWindow, requests);
    QCOMPARE(server.requests(), requests);
    QVERIFY(observed.result().measuredS > 0);
    QVERIFY(!observed.result().isStopped);
    QCOMPARE(server.connections(), reuse ? std::min(requests, 10) : requests);
}

void TestLoadGenerator::warmUpAndRampAreNotCounted()
{
    ScriptedServer server(script::delayed(10, script::respond("hello")));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 5);
    spec.load.spawnRate = 10; // a ramp of 400 ms
    spec.warmUp = 300ms;
    spec.load.duration = 800ms;
    observed.generator.start(spec, 100);
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    checkBooks(result);
    QVERIFY(result.warmUpRequests > 10);
    QCOMPARE(result.measuredS, 0.8);
    QVERIFY2(result.meanUsersBusyOrThinking > 4.99 && result.meanUsersBusyOrThinking < 5.01,
             qPrintable(QString::number(result.meanUsersBusyOrThinking)));
    QVERIFY(server.requests() > result.measured.total().started + 10);
    const QList<Phase> phases{Phase::WarmUp, Phase::Measure, Phase::Drain, Phase::Done};
    QCOMPARE(observed.phases, phases);
    // Buckets: whole seconds, cut where measuring begins (100.7) and ends (101.5).
    QVERIFY(observed.seconds.size() >= 4);
    QList<double> starts;
    for (const auto &[start, bucket] : observed.seconds)
        starts.append(start);
    const QList<double> expected{100, 100.7, 101, 101.5};
    for (int i = 0; i < 4; ++i)
        QVERIFY2(qAbs(starts[i] - expected[i]) < 1e-6, qPrintable(QString::number(starts[i])));
    QVERIFY(qAbs(observed.seconds.begin()->second.lengthS - 0.7) < 1e-6);
}

void TestLoadGenerator::secondsAddUp()
{
    ScriptedServer server(script::delayed(5, script::respond("hello")));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 8);
    spec.connection.threads = 2;
    spec.load.duration = 2500ms;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    qint64 started = 0;
    qint64 ok = 0;
    double end = 0;
    for (const auto &[start, bucket] : observed.seconds) {
        QVERIFY2(qAbs(start - end) < 0.02, qPrintable(u"%1 after %2"_s.arg(start).arg(end)));
        end = start + bucket.lengthS;
        started += bucket.started;
        ok += bucket.ok();
        if (bucket.ok() > 20) {
            QVERIFY(bucket.p50Us >= 5'000);
            QVERIFY(bucket.p50Us <= bucket.p90Us && bucket.p90Us <= bucket.p99Us
                    && bucket.p99Us <= bucket.maxUs);
            QVERIFY(bucket.clientCpuPercent >= 0);
        }
    }
    QCOMPARE(started, server.requests());
    QCOMPARE(ok, observed.result().measured.total().ok());
    QCOMPARE(observed.seconds[0].users, 8);
    QCOMPARE(observed.seconds.rbegin()->second.inFlight, 0);
}

void TestLoadGenerator::manyUsers()
{
    constexpr int users = 500;
    ScriptedServer server(script::delayed(100, script::respond("hello")));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), users);
    spec.connection.threads = 2;
    spec.warmUp = 1s;
    spec.load.thinkTime = {ThinkTime::Kind::Uniform, 0ms, 600ms, 0ms};
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QCOMPARE(observed.result().measured.total().failed(), 0);
    QCOMPARE(server.connections(), users);
    QCOMPARE(server.mostConnections(), users);
    QVERIFY(observed.result().measured.total().ok() > users / 2);
}

void TestLoadGenerator::everyUserStartsItsVariableAtFirst()
{
    ScriptedServer server(script::respond("hello"));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 4);
    spec.requests[0].path = "/?chunk={chunk}";
    spec.variables = {{u"chunk"_s, 10, 1000}};
    spec.load.duration.reset();
    spec.load.requests = 80;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const QList<ScriptedRequest> requests = server.firstRequests();
    QCOMPARE(requests.size(), 80);
    for (const ScriptedRequest &request : requests)
        QCOMPARE(request.target, "/?chunk=" + QByteArray::number(10 + request.onConnection));
}

LOADSTONE_TEST(TestLoadGenerator, QCoreApplication)
#include "tst_loadgenerator.moc"
