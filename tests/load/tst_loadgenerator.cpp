// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/loadgenerator.h"
#include "tests/support/scriptedserver.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <map>
#include <memory>
#include <vector>

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

constexpr int finishDeadlineMs = 30'000;

LoadSpec specFor(const QUrl &url, int users)
{
    LoadSpec spec;
    spec.baseUrl = url;
    RequestTemplate request;
    request.name = QStringLiteral("root");
    spec.requests = {request};
    spec.load.users = users;
    spec.load.duration = 1s;
    spec.warmUp = 0ms;
    spec.drain = 2s;
    return spec;
}

/// A generator and everything it said.
struct Observed {
    SystemClock clock;
    LoadGenerator generator{clock};
    QList<LoadPhase> phases;
    std::map<double, SecondBucket> seconds; ///< the latest of each startS
    std::vector<LoadResult> results;

    Observed()
    {
        QObject::connect(&generator, &LoadGenerator::phaseChanged, &generator,
                         [this](LoadPhase phase) { phases.append(phase); });
        QObject::connect(&generator, &LoadGenerator::secondUpdated, &generator,
                         [this](const SecondBucket &bucket) { seconds[bucket.startS] = bucket; });
        QObject::connect(&generator, &LoadGenerator::finished, &generator,
                         [this](const LoadResult &result) { results.push_back(result); });
    }
    bool waitForFinish() const
    {
        return QTest::qWaitFor([this] { return !results.empty(); }, finishDeadlineMs);
    }
    const LoadResult &result() const { return results.front(); }
};

qint64 countOf(const LoadResult &result, OutcomeClass outcome)
{
    return result.measured.total().counts[static_cast<size_t>(outcome)];
}

} // namespace

class TestLoadGenerator : public QObject
{
    Q_OBJECT
private slots:
    void measuresAKnownDelay();
    void thinkTimeSetsThePace();
    void connectionsAsSeenBySs_data();
    void connectionsAsSeenBySs();
    void requestCountIsExact_data();
    void requestCountIsExact();
    void durationEndsACountThatIsTooLarge();
    void warmUpAndRampAreNotCounted();
    void secondsAddUp();
    void stopGivesATruthfulPart_data();
    void stopGivesATruthfulPart();
    void drainDeadlineCancels();
    void serverDies();
    void noServerAtAll();
    void nothingEverAnswers();
    void destroyedInFlight_data();
    void destroyedInFlight();
    void impossibleLoadsSaySo_data();
    void impossibleLoadsSaySo();
    void manyUsers();
    void everyUserStartsItsVariableAtFirst();

private:
    static void checkBooks(const LoadResult &result);
};

/// What holds for every result, however it came about.
void TestLoadGenerator::checkBooks(const LoadResult &result)
{
    const EndpointMetrics total = result.measured.total();
    QCOMPARE(total.started, total.ended());
    QCOMPARE(total.serviceTime.count(), total.ok());
    qint64 failures = result.measured.otherFailures;
    for (const FailureRecord &record : result.measured.failures)
        failures += record.count;
    QCOMPARE(failures, total.failed());
}

void TestLoadGenerator::measuresAKnownDelay()
{
    ScriptedServer server(script::delayed(50, script::answer("hello")));
    Observed observed;
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
    QVERIFY2(qAbs(result.littlesLawRatio - 1) < 0.1, qPrintable(QString::number(result.littlesLawRatio)));
    QVERIFY(result.meanInFlight > 9 && result.meanInFlight <= 10);
    QCOMPARE(result.pacingCeilingRps, -1.0);
    QVERIFY(result.client.cpuPercent > 0);
    QVERIFY(result.client.cpuUsPerRequest > 0);
    const QList<LoadPhase> phases{LoadPhase::Measure, LoadPhase::Drain, LoadPhase::Finished};
    QCOMPARE(observed.phases, phases);
    QCOMPARE(server.requests(), total.started);
}

void TestLoadGenerator::thinkTimeSetsThePace()
{
    ScriptedServer server(script::answer("hello"));
    Observed observed;
    LoadSpec spec = specFor(server.url(), 20);
    spec.load.thinkTime = {ThinkTime::Kind::Constant, 0ms, 0ms, 100ms};
    spec.load.duration = 2s;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    checkBooks(result);
    QVERIFY2(result.rps() > 150 && result.rps() <= 202, qPrintable(QString::number(result.rps())));
    QVERIFY(result.pacingCeilingRps > result.rps() * 0.9 && result.pacingCeilingRps < 200);
    QVERIFY(result.isPacingBound);
    QVERIFY(result.client.sendLateP50Us >= 0 && result.client.sendLateP50Us < 10'000);
    QVERIFY2(qAbs(result.littlesLawRatio - 1) < 0.1, qPrintable(QString::number(result.littlesLawRatio)));
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
    ScriptedServer server(script::delayed(20, script::answer("hello")));
    Observed observed;
    LoadSpec spec = specFor(server.url(), 15);
    spec.connection.threads = threads;
    spec.load.duration = 3s;
    observed.generator.start(spec);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 45, 10'000);
    QProcess ss;
    ss.start(QStringLiteral("ss"),
             {QStringLiteral("-tnH"), QStringLiteral("state"), QStringLiteral("established"),
              QStringLiteral("( dport = :%1 )").arg(server.port())});
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
    ScriptedServer server(reuse ? script::answer("hello")
                                : script::answer("hello", 200, "Connection: close\r\n") + script::close());
    Observed observed;
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

void TestLoadGenerator::durationEndsACountThatIsTooLarge()
{
    ScriptedServer server(script::delayed(20, script::answer("hello")));
    Observed observed;
    LoadSpec spec = specFor(server.url(), 2);
    spec.load.duration = 500ms;
    spec.load.requests = 1'000'000;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    QCOMPARE(observed.result().measuredS, 0.5);
    QVERIFY(observed.result().measured.total().ok() <= 52);
}

void TestLoadGenerator::warmUpAndRampAreNotCounted()
{
    ScriptedServer server(script::delayed(10, script::answer("hello")));
    Observed observed;
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
    const QList<LoadPhase> phases{LoadPhase::WarmUp, LoadPhase::Measure, LoadPhase::Drain,
                                  LoadPhase::Finished};
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
    ScriptedServer server(script::delayed(5, script::answer("hello")));
    Observed observed;
    LoadSpec spec = specFor(server.url(), 8);
    spec.connection.threads = 2;
    spec.load.duration = 2500ms;
    observed.generator.start(spec, 0, 10);
    QVERIFY(observed.waitForFinish());
    qint64 started = 0;
    qint64 ok = 0;
    double end = 0;
    for (const auto &[start, bucket] : observed.seconds) {
        QVERIFY2(qAbs(start - end) < 0.02, qPrintable(QStringLiteral("%1 after %2").arg(start).arg(end)));
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

void TestLoadGenerator::stopGivesATruthfulPart_data()
{
    QTest::addColumn<int>("afterRequests");
    QTest::addColumn<int>("warmUpMs");
    QTest::addColumn<double>("spawnRate");
    QTest::addColumn<bool>("now");
    QTest::addColumn<bool>("twice");
    QTest::newRow("at once") << 0 << 0 << 0.0 << false << false;
    QTest::newRow("while measuring") << 50 << 0 << 0.0 << false << false;
    QTest::newRow("while measuring, now") << 50 << 0 << 0.0 << true << false;
    QTest::newRow("twice") << 50 << 0 << 0.0 << false << true;
    QTest::newRow("in the warm-up") << 20 << 60'000 << 0.0 << false << false;
    QTest::newRow("in the ramp") << 1 << 0 << 0.5 << false << false;
}

void TestLoadGenerator::stopGivesATruthfulPart()
{
    QFETCH(int, afterRequests);
    QFETCH(int, warmUpMs);
    QFETCH(double, spawnRate);
    QFETCH(bool, now);
    QFETCH(bool, twice);
    ScriptedServer server(script::delayed(20, script::answer("hello")));
    Observed observed;
    LoadSpec spec = specFor(server.url(), 5);
    spec.load.duration = 60s;
    spec.warmUp = Milliseconds(warmUpMs);
    spec.load.spawnRate = spawnRate;
    observed.generator.stop(); // before the start: harmless
    observed.generator.start(spec);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= afterRequests, 10'000);
    observed.generator.stop(now);
    if (twice)
        observed.generator.stop(true);
    QVERIFY(observed.waitForFinish());
    observed.generator.stop(); // after the end: harmless
    const LoadResult &result = observed.result();
    checkBooks(result);
    QVERIFY(result.isStopped);
    QVERIFY(result.error.isEmpty());
    const EndpointMetrics total = result.measured.total();
    const bool isMeasured = warmUpMs == 0 && spawnRate == 0 && afterRequests > 0;
    QCOMPARE(total.started > 0, isMeasured);
    QCOMPARE(result.measuredS > 0, warmUpMs == 0 && spawnRate == 0);
    QCOMPARE(total.failed(), 0);
    if (!now && !twice)
        QCOMPARE(countOf(result, OutcomeClass::Cancelled), 0);
    QCOMPARE(observed.phases.last(), LoadPhase::Finished);
    QTest::qWait(0);
    QCOMPARE(observed.results.size(), size_t(1));
}

void TestLoadGenerator::drainDeadlineCancels()
{
    // The first answer comes at once, later ones never.
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.onConnection == 0 ? script::answer("hello") : script::hang();
    });
    Observed observed;
    LoadSpec spec = specFor(server.url(), 6);
    spec.load.duration = 400ms;
    spec.drain = 200ms;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QCOMPARE(observed.result().measured.total().ok(), 6);
    QCOMPARE(countOf(observed.result(), OutcomeClass::Cancelled), 6);
    QCOMPARE(observed.result().measured.total().failed(), 0);
    QVERIFY(!observed.result().isStopped);
}

void TestLoadGenerator::serverDies()
{
    ScriptedServer server(script::delayed(10, script::answer("hello")));
    Observed observed;
    LoadSpec spec = specFor(server.url(), 5);
    spec.load.thinkTime = {ThinkTime::Kind::Constant, 0ms, 0ms, 5ms};
    spec.load.duration = 1500ms;
    observed.generator.start(spec);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 50, 10'000);
    server.die();
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QVERIFY(observed.result().measured.total().ok() > 0);
    QVERIFY(countOf(observed.result(), OutcomeClass::Refused) > 0);
    QCOMPARE(observed.result().measuredS, 1.5);
}

void TestLoadGenerator::noServerAtAll()
{
    QUrl url;
    {
        const ScriptedServer gone(script::hang());
        url = gone.url();
    }
    Observed observed;
    LoadSpec spec = specFor(url, 3);
    spec.load.duration.reset();
    spec.load.requests = 30;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    checkBooks(result);
    QCOMPARE(countOf(result, OutcomeClass::Refused), 30);
    QCOMPARE(result.measured.failures.size(), 1);
    QVERIFY(!result.measured.failures.constFirst().example.isEmpty());
    QCOMPARE(result.rps(), 0.0);
    QVERIFY(result.measured.total().serviceTime.isEmpty());
}

void TestLoadGenerator::nothingEverAnswers()
{
    ScriptedServer server(script::hang());
    Observed observed;
    LoadSpec spec = specFor(server.url(), 4);
    spec.connection.timeout = 200ms;
    spec.load.duration = 700ms;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QCOMPARE(observed.result().measured.total().ok(), 0);
    QVERIFY(countOf(observed.result(), OutcomeClass::Timeout) >= 8);
    QCOMPARE(observed.seconds[0].p50Us, -1);
}

void TestLoadGenerator::destroyedInFlight_data()
{
    QTest::addColumn<int>("afterRequests");
    QTest::newRow("just started") << 0;
    QTest::newRow("running") << 100;
}

void TestLoadGenerator::destroyedInFlight()
{
    QFETCH(int, afterRequests);
    ScriptedServer server(script::delayed(50, script::answer("hello")));
    auto observed = std::make_unique<Observed>();
    LoadSpec spec = specFor(server.url(), 50);
    spec.connection.threads = 2;
    spec.load.duration = 60s;
    observed->generator.start(spec);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= afterRequests, 10'000);
    QElapsedTimer time;
    time.start();
    observed.reset();
    QVERIFY2(time.elapsed() < 3'000, qPrintable(QString::number(time.elapsed())));
    QTRY_COMPARE_WITH_TIMEOUT(server.openConnections(), 0, 5'000);
}

void TestLoadGenerator::impossibleLoadsSaySo_data()
{
    QTest::addColumn<LoadSpec>("spec");
    const QUrl url(QStringLiteral("http://127.0.0.1:1"));
    LoadSpec spec = specFor(url, 1);
    spec.connection.engine = QStringLiteral("warp");
    QTest::newRow("unknown engine") << spec;
    spec = specFor(QUrl(), 1);
    QTest::newRow("no address") << spec;
    spec = specFor(url, 0);
    QTest::newRow("no users") << spec;
    spec = specFor(url, 1);
    spec.requests.clear();
    QTest::newRow("no requests") << spec;
    spec = specFor(url, 1);
    spec.load.duration.reset();
    QTest::newRow("no end") << spec;
}

void TestLoadGenerator::impossibleLoadsSaySo()
{
    QFETCH(LoadSpec, spec);
    Observed observed;
    observed.generator.start(spec);
    QVERIFY(observed.results.empty()); // not from inside start()
    QVERIFY(observed.waitForFinish());
    QVERIFY(!observed.result().error.isEmpty());
    QCOMPARE(observed.result().measured.total().started, 0);
    const QList<LoadPhase> phases{LoadPhase::Finished};
    QCOMPARE(observed.phases, phases);
}

void TestLoadGenerator::manyUsers()
{
    constexpr int users = 500;
    ScriptedServer server(script::delayed(100, script::answer("hello")));
    Observed observed;
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
    ScriptedServer server(script::answer("hello"));
    Observed observed;
    LoadSpec spec = specFor(server.url(), 4);
    spec.requests[0].path = "/?chunk={chunk}";
    spec.variables = {{QStringLiteral("chunk"), 10, 1000}};
    spec.load.duration.reset();
    spec.load.requests = 80;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const QList<ScriptedRequest> requests = server.firstRequests();
    QCOMPARE(requests.size(), 80);
    for (const ScriptedRequest &request : requests)
        QCOMPARE(request.target, "/?chunk=" + QByteArray::number(10 + request.onConnection));
}

QTEST_GUILESS_MAIN(TestLoadGenerator)
#include "tst_loadgenerator.moc"
