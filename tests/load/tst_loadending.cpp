// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/observedload.h"

#include <QElapsedTimer>
#include <QTest>

#include <memory>

using namespace loadstone;

/// The ways in which a load can end, other than in peace.
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
    void nothingEverAnswers();
    void destroyedInFlight_data();
    void destroyedInFlight();
    void impossibleLoadsSaySo_data();
    void impossibleLoadsSaySo();
    void durationEndsACountThatIsTooLarge();
};

void TestLoadEnding::stopGivesATruthfulPart_data()
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

void TestLoadEnding::stopGivesATruthfulPart()
{
    QFETCH(int, afterRequests);
    QFETCH(int, warmUpMs);
    QFETCH(double, spawnRate);
    QFETCH(bool, now);
    QFETCH(bool, twice);
    ScriptedServer server(script::delayed(20, script::answer("hello")));
    ObservedLoad observed;
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
    const bool isRacing = warmUpMs == 0 && spawnRate == 0 && afterRequests == 0; // its threads may be quicker
    if (isRacing)
        QVERIFY(total.started <= spec.load.users);
    else
        QCOMPARE(total.started > 0, isMeasured);
    QCOMPARE(result.measuredS > 0, warmUpMs == 0 && spawnRate == 0);
    QCOMPARE(total.failed(), 0);
    if (!now && !twice)
        QCOMPARE(countOf(result, OutcomeClass::Cancelled), 0);
    QCOMPARE(observed.phases.last(), LoadPhase::Finished);
    QCoreApplication::processEvents();
    QCOMPARE(observed.results.size(), size_t(1));
}

void TestLoadEnding::drainDeadlineCancels()
{
    // The first answer comes at once, later ones never.
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.onConnection == 0 ? script::answer("hello") : script::hang();
    });
    ObservedLoad observed;
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

void TestLoadEnding::serverDies()
{
    ScriptedServer server(script::delayed(10, script::answer("hello")));
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
    QVERIFY(countOf(observed.result(), OutcomeClass::Refused) > 0);
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
    QCOMPARE(countOf(result, OutcomeClass::Refused), 30);
    QCOMPARE(result.measured.failures.size(), 1);
    QVERIFY(!result.measured.failures.constFirst().example.isEmpty());
    QCOMPARE(result.rps(), 0.0);
    QVERIFY(result.measured.total().serviceTime.isEmpty());
}

void TestLoadEnding::nothingEverAnswers()
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
    QVERIFY(countOf(observed.result(), OutcomeClass::Timeout) >= 8);
    QCOMPARE(observed.seconds[0].p50Us, -1);
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
    ScriptedServer server(script::delayed(50, script::answer("hello")));
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

void TestLoadEnding::impossibleLoadsSaySo_data()
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

void TestLoadEnding::impossibleLoadsSaySo()
{
    QFETCH(LoadSpec, spec);
    ObservedLoad observed;
    observed.generator.start(spec);
    QVERIFY(observed.results.empty()); // not from inside start()
    QVERIFY(observed.waitForFinish());
    QVERIFY(!observed.result().error.isEmpty());
    QCOMPARE(observed.result().measured.total().started, 0);
    const QList<LoadPhase> phases{LoadPhase::Finished};
    QCOMPARE(observed.phases, phases);
}

void TestLoadEnding::durationEndsACountThatIsTooLarge()
{
    ScriptedServer server(script::delayed(20, script::answer("hello")));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 2);
    spec.load.duration = 500ms;
    spec.load.requests = 1'000'000;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    QCOMPARE(observed.result().measuredS, 0.5);
    QVERIFY(observed.result().measured.total().ok() <= 52);
}

void TestLoadEnding::staleConnectionsAreCountedAndNoFailures()
{
    QFETCH_GLOBAL(QString, engine);
    // Each connection serves one request and closes without a word when it gets the next.
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.onConnection == 0 ? script::answer("hello") : script::close();
    });
    ObservedLoad observed;
    observed.generator.start(specFor(server.url(), 5));
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    const EndpointMetrics total = observed.result().measured.total();
    QVERIFY(total.ok() > 5);
    if (engine == nativeEngine()) {
        QCOMPARE(total.failed(), qint64(0));
        QVERIFY(total.stale >= total.ok() - 5);
    } else {
        QCOMPARE(total.stale, qint64(0));
        QVERIFY(total.failed() > 0);
    }
}

QTEST_GUILESS_MAIN(TestLoadEnding)
#include "tst_loadending.moc"
