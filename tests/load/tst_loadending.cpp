// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/trialstats.h"
#include "tests/load/observedload.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTest>

#include <functional>
#include <limits>
#include <memory>

using namespace Qt::StringLiterals;

using namespace loadstone;

/// All ways in which a load can end abnormally.
class TestLoadEnding : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { runOnEachHttpEngine(); }
    void stopGivesATruthfulPart_data();
    void stopGivesATruthfulPart();
    void drainDeadlineCancels();
    void staleConnectionsAreCountedAndNoFailures();
    void serverDies();
    void noServerAtAll();
    void unresponsiveServer();
    void destroyedInFlight_data();
    void destroyedInFlight();
    void impossibleLoadsFailWithReason_data();
    void impossibleLoadsFailWithReason();
    void durationEndsACountThatIsTooLarge();
    void longDurationsDoNotOverflow_data();
    void longDurationsDoNotOverflow();
    void usersThatNeverStart_data();
    void usersThatNeverStart();

private:
    static void addImpossibleNumbers(const QUrl &url);
};

void TestLoadEnding::stopGivesATruthfulPart_data()
{
    QTest::addColumn<int>("afterRequests");
    QTest::addColumn<int>("warmUpMs");
    QTest::addColumn<double>("spawnRate");
    QTest::addColumn<bool>("now");
    QTest::addColumn<bool>("twice");
    QTest::newRow("immediately") << 0 << 0 << 0.0 << false << false;
    QTest::newRow("while measuring") << 50 << 0 << 0.0 << false << false;
    QTest::newRow("while measuring, now") << 50 << 0 << 0.0 << true << false;
    QTest::newRow("twice") << 50 << 0 << 0.0 << false << true;
    QTest::newRow("in the warm-up") << 20 << 60'000 << 0.0 << false << false;
    QTest::newRow("in the ramp") << 1 << 0 << 0.5 << false << false;
}

void TestLoadEnding::stopGivesATruthfulPart()
{
    QFETCH(int, afterRequests);
    QFETCH(int, warmUpMs);
    QFETCH(double, spawnRate);
    QFETCH(bool, now);
    QFETCH(bool, twice);
    ScriptedServer server(script::delayed(20, script::respond("hello")));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 5);
    spec.load.duration = 60s;
    spec.warmUp = Milliseconds(warmUpMs);
    spec.load.spawnRate = spawnRate;
    observed.generator.stop(); // before the start: no effect
    observed.generator.start(spec);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= afterRequests, 10'000);
    observed.generator.stop(now);
    if (twice)
        observed.generator.stop(true);
    QVERIFY(observed.waitForFinish());
    observed.generator.stop(); // after the end: no effect
    const LoadResult &result = observed.result();
    checkBooks(result);
    QVERIFY(result.isStopped);
    QVERIFY(result.error.isEmpty());
    const EndpointMetrics total = result.measured.total();
    const bool isMeasured = warmUpMs == 0 && spawnRate == 0 && afterRequests > 0;
    const bool isRacing = warmUpMs == 0 && spawnRate == 0 && afterRequests == 0; // its threads may be faster
    if (isRacing)
        QVERIFY(total.started <= spec.load.users);
    else
        QCOMPARE(total.started > 0, isMeasured);
    QCOMPARE(result.measuredS > 0, warmUpMs == 0 && spawnRate == 0);
    QCOMPARE(total.failed(), 0);
    if (!now && !twice)
        QCOMPARE(countMatching(result, OutcomeClass::Cancelled), 0);
    QCOMPARE(observed.phases.last(), Phase::Done);
    QCoreApplication::processEvents();
    QCOMPARE(observed.results.size(), size_t(1));
}

void TestLoadEnding::drainDeadlineCancels()
{
    // The first response is immediate, later ones never arrive.
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.onConnection == 0 ? script::respond("hello") : script::hang();
    });
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 6);
    spec.load.duration = 400ms;
    spec.drain = 200ms;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QCOMPARE(observed.result().measured.total().ok(), 6);
    QCOMPARE(countMatching(observed.result(), OutcomeClass::Cancelled), 6);
    QCOMPARE(observed.result().measured.total().failed(), 0);
    QVERIFY(!observed.result().isStopped);
}

void TestLoadEnding::serverDies()
{
    ScriptedServer server(script::delayed(10, script::respond("hello")));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 5);
    spec.load.thinkTime = {ThinkTime::Kind::Constant, 0ms, 0ms, 5ms};
    spec.load.duration = 1500ms;
    observed.generator.start(spec);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 50, 10'000);
    server.die();
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QVERIFY(observed.result().measured.total().ok() > 0);
    QVERIFY(countMatching(observed.result(), OutcomeClass::Refused) > 0);
    QCOMPARE(observed.result().measuredS, 1.5);
}

void TestLoadEnding::noServerAtAll()
{
    QUrl url;
    {
        const ScriptedServer gone(script::hang());
        url = gone.url();
    }
    ObservedLoad observed;
    LoadSpec spec = specFor(url, 3);
    spec.load.duration.reset();
    spec.load.requests = 30;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    checkBooks(result);
    QCOMPARE(countMatching(result, OutcomeClass::Refused), 30);
    QCOMPARE(result.measured.failures.size(), 1);
    QVERIFY(!result.measured.failures.constFirst().example.isEmpty());
    QCOMPARE(analyseLoad(result).rps(), 0.0);
    QVERIFY(result.measured.total().serviceTime.isEmpty());
}

void TestLoadEnding::unresponsiveServer()
{
    ScriptedServer server(script::hang());
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 4);
    spec.connection.timeout = 200ms;
    spec.load.duration = 700ms;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QCOMPARE(observed.result().measured.total().ok(), 0);
    QVERIFY(countMatching(observed.result(), OutcomeClass::Timeout) >= 8);
    QCOMPARE(observed.seconds[0].p50Us, std::nullopt);
}

void TestLoadEnding::destroyedInFlight_data()
{
    QTest::addColumn<int>("afterRequests");
    QTest::newRow("just started") << 0;
    QTest::newRow("running") << 100;
}

void TestLoadEnding::destroyedInFlight()
{
    QFETCH(int, afterRequests);
    ScriptedServer server(script::delayed(50, script::respond("hello")));
    auto observed = std::make_unique<ObservedLoad>();
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

void TestLoadEnding::impossibleLoadsFailWithReason_data()
{
    QTest::addColumn<LoadSpec>("spec");
    const QUrl url(u"http://127.0.0.1:1"_s);
    LoadSpec spec = specFor(url, 1);
    spec.connection.engine = u"warp"_s;
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
    addImpossibleNumbers(url);
}

void TestLoadEnding::addImpossibleNumbers(const QUrl &url)
{
    using Doubles = std::numeric_limits<double>;
    const auto add = [&url](const char *name, bool isOpen, const std::function<void(LoadSpec &)> &change) {
        LoadSpec spec = specFor(url, 1);
        spec.load.model = isOpen ? LoadModel::Open : LoadModel::Closed;
        change(spec);
        QTest::newRow(name) << spec;
    };
    add("rate: no number", true, [](LoadSpec &s) { s.load.rate = Doubles::quiet_NaN(); });
    add("rate: infinite", true, [](LoadSpec &s) { s.load.rate = Doubles::infinity(); });
    add("rate: negative", true, [](LoadSpec &s) { s.load.rate = -1; });
    add("rate: too high", true, [](LoadSpec &s) { s.load.rate = 1e300; });
    add("no connections", true, [](LoadSpec &s) { s.load.connections = 0; });
    add("rate of a stage: no number", true, [](LoadSpec &s) {
        s.load.stages = {{Doubles::quiet_NaN(), 1s, true}};
    });
    add("users: too many", false, [](LoadSpec &s) { s.load.users = std::numeric_limits<int>::max(); });
    add("users of a stage: too many", false, [](LoadSpec &s) { s.load.stages = {{0x1p31, 1s, true}}; });
    add("spawn rate: no number", false, [](LoadSpec &s) { s.load.spawnRate = Doubles::quiet_NaN(); });
    add("spawn rate: infinite", false, [](LoadSpec &s) { s.load.spawnRate = Doubles::infinity(); });
    add("spawn rate: negative", false, [](LoadSpec &s) { s.load.spawnRate = -1e-300; });
    add("weight: no number", false, [](LoadSpec &s) { s.requests[0].weight = Doubles::quiet_NaN(); });
    add("a stage without length", false, [](LoadSpec &s) { s.load.stages = {{5, 0ms, true}}; });
    add("stages of centuries", false, [](LoadSpec &s) {
        s.load.stages = {{5, Milliseconds::max() / 2, true}, {5, Milliseconds::max() / 2, true}};
    });
    add("duration: negative", false, [](LoadSpec &s) { s.load.duration = -1ms; });
    add("duration: centuries", false, [](LoadSpec &s) { s.load.duration = Milliseconds::max(); });
    add("warm-up: centuries", false, [](LoadSpec &s) { s.warmUp = Milliseconds::max(); });
    add("drain: centuries", false, [](LoadSpec &s) { s.drain = Milliseconds::max(); });
    add("timeout: centuries", false, [](LoadSpec &s) { s.connection.timeout = Milliseconds::max(); });
    add("pacing: centuries", false, [](LoadSpec &s) { s.load.pacing = Milliseconds::max(); });
    add("think time: centuries", false, [](LoadSpec &s) { s.load.thinkTime.mean = Milliseconds::max(); });
}

void TestLoadEnding::impossibleLoadsFailWithReason()
{
    QFETCH(LoadSpec, spec);
    ObservedLoad observed;
    observed.generator.start(spec);
    QVERIFY(observed.results.empty()); // not from inside start()
    QVERIFY(observed.waitForFinish());
    QVERIFY(!observed.result().error.isEmpty());
    QCOMPARE(observed.result().measured.total().started, 0);
    const QList<Phase> phases{Phase::Done};
    QCOMPARE(observed.phases, phases);
}

void TestLoadEnding::durationEndsACountThatIsTooLarge()
{
    ScriptedServer server(script::delayed(20, script::respond("hello")));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 2);
    spec.load.duration = 500ms;
    spec.load.requests = 1'000'000;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    QCOMPARE(observed.result().measuredS, 0.5);
    QVERIFY(observed.result().measured.total().ok() <= 52);
}

void TestLoadEnding::longDurationsDoNotOverflow_data()
{
    // Truncated to 32 bits, these are 20 ms.
    static constexpr Milliseconds longTime((1LL << 32) + 20);
    QTest::addColumn<LoadSpec>("spec");
    QTest::addColumn<bool>("isMeasured");
    const auto add = [](const char *name, bool isMeasured, const std::function<void(LoadSpec &)> &change) {
        LoadSpec spec = specFor(QUrl(), 2);
        spec.load.duration = 60s;
        spec.warmUp = 0ms;
        change(spec);
        QTest::newRow(name) << spec << isMeasured;
    };
    add("duration", true, [](LoadSpec &s) { s.load.duration = longTime; });
    add("1,193 hours of stages", true, [](LoadSpec &s) {
        s.load.duration.reset();
        s.load.stages = QList<Stage>(50, {2, 85'899'346ms, false}); // 2^32 ms and a few
    });
    add("duration of an open load", true, [](LoadSpec &s) {
        s.load.model = LoadModel::Open;
        s.load.duration = longTime;
    });
    add("requests of an open load", true, [](LoadSpec &s) {
        s.load.model = LoadModel::Open;
        s.load.rate = 1'000;
        s.load.duration.reset();
        s.load.requests = longTime.count();
    });
    add("warm-up", false, [](LoadSpec &s) { s.warmUp = longTime; });
    add("timeout", true, [](LoadSpec &s) { s.connection.timeout = longTime; });
    add("a century of each", false, [](LoadSpec &s) {
        s.load.duration = s.warmUp = s.drain = s.connection.timeout = Milliseconds(24h * 36'500);
        s.load.thinkTime = {ThinkTime::Kind::Uniform, 0ms, 1ms, Milliseconds(24h * 36'500)};
    });
}

void TestLoadEnding::longDurationsDoNotOverflow()
{
    QFETCH(LoadSpec, spec);
    QFETCH(bool, isMeasured);
    ScriptedServer server(script::delayed(60, script::respond("hello")));
    ObservedLoad observed;
    spec.baseUrl = server.url();
    observed.generator.start(spec);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= 10 || !observed.results.empty(), 10'000);
    QVERIFY(observed.results.empty());
    QCOMPARE(observed.phases, QList<Phase>{isMeasured ? Phase::Measure : Phase::WarmUp});
    observed.generator.stop(true);
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QVERIFY(observed.result().isStopped);
    QCOMPARE(observed.result().measured.total().failed(), 0);
}

void TestLoadEnding::usersThatNeverStart_data()
{
    QTest::addColumn<double>("spawnRate");
    QTest::addColumn<int>("users");
    QTest::newRow("1e-12") << 1e-12 << 2;
    QTest::newRow("1e-300") << 1e-300 << 2;
    QTest::newRow("smallest, many users") << 5e-324 << 100'000;
    QTest::newRow("a century") << 1e-9 << 4;
}

void TestLoadEnding::usersThatNeverStart()
{
    QFETCH(double, spawnRate);
    QFETCH(int, users);
    ScriptedServer server(script::respond("hello"));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), users);
    spec.load.spawnRate = spawnRate;
    spec.warmUp = 10ms;
    observed.generator.start(spec);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 100, 10'000);
    QCOMPARE(server.connections(), 1);
    observed.generator.stop();
    QVERIFY(observed.waitForFinish());
    QVERIFY(observed.result().isStopped);
    QCOMPARE(observed.result().measured.total().started, 0);
}

void TestLoadEnding::staleConnectionsAreCountedAndNoFailures()
{
    // Each connection serves one request and closes without notice on the next.
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.onConnection == 0 ? script::respond("hello") : script::close();
    });
    ObservedLoad observed;
    observed.generator.start(specFor(server.url(), 5));
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    const EndpointMetrics total = observed.result().measured.total();
    QVERIFY(total.ok() > 5);
    QCOMPARE(total.failed(), qint64(0));
    QVERIFY(total.stale >= total.ok() - 5);
}

LOADSTONE_TEST(TestLoadEnding, QCoreApplication)
#include "tst_loadending.moc"
