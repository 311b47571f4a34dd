// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/loadgenerator.h"
#include "tests/support/scriptedserver.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

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
    void everyUserHasOneConnection();
};

void TestLoadGenerator::measuresAKnownDelay()
{
    ScriptedServer server(script::delayed(50, script::answer("hello")));
    Observed observed;
    LoadSpec spec = specFor(server.url(), 10);
    spec.requests[0].expect.body = QByteArray("hello");
    spec.load.duration = 2s;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());

    const EndpointMetrics total = observed.result().measured.total();
    QCOMPARE(total.started, total.ended());
    QCOMPARE(total.failed(), 0);
    QVERIFY(total.ok() > 0);
    QVERIFY2(total.serviceTime.min() >= 50'000, qPrintable(QString::number(total.serviceTime.min())));
    const qint64 median = total.serviceTime.percentile(50);
    QVERIFY2(median < 56'000, qPrintable(QString::number(median)));
    QCOMPARE(observed.result().measuredS, 2.0);
    qInfo() << observed.result().rps() << observed.result().littlesLawRatio << median
            << observed.result().client.cpuUsPerRequest << observed.result().client.busiestThreadPercent
            << observed.result().meanInFlight << total.phases[1].count() << total.phases[3].percentile(50)
            << total.phases[4].percentile(50) << total.phases[5].percentile(50);
}

void TestLoadGenerator::everyUserHasOneConnection()
{
    ScriptedServer server(script::delayed(5, script::answer("hello")));
    Observed observed;
    observed.generator.start(specFor(server.url(), 15));
    QVERIFY(observed.waitForFinish());
    QCOMPARE(server.connections(), 15);
    QCOMPARE(server.mostConnections(), 15);
}

QTEST_GUILESS_MAIN(TestLoadGenerator)
#include "tst_loadgenerator.moc"
