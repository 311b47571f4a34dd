// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/health.h"
#include "core/load/threadcpu.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

const TimePoint begin = TimePoint(1'000s);

/// Ten seconds of one-second samples; thread 1 uses `busy` of each of the first `busySeconds`, and
/// `otherwise` of the rest.
ClientObservation observe(double busy, int busySeconds, double otherwise)
{
    ClientObservation observation;
    observation.from = begin;
    observation.to = begin + 10s;
    observation.ended = 1000;
    observation.ok = 1000;
    observation.meanCycle = 500ms;
    observation.meanService = 400ms;
    Nanoseconds used{0};
    for (int second = 0; second <= 10; ++second) {
        observation.cpu.push_back({begin + std::chrono::seconds(second), {{1, used}, {2, used / 10}}, {}});
        used += std::chrono::round<Nanoseconds>(Seconds(second < busySeconds ? busy : otherwise));
    }
    return observation;
}

ThinkTime uniformThink(Milliseconds min, Milliseconds max)
{
    return {ThinkTime::Kind::Uniform, min, max, 0ms};
}

Load closed(int users, const ThinkTime &thinkTime)
{
    Load load;
    load.users = users;
    load.thinkTime = thinkTime;
    return load;
}

} // namespace

class TestHealth : public QObject
{
    Q_OBJECT
private slots:
    void ceilingOfThePublishedFanOut()
    {
        // 4,000 users with 5 to 15 s of think time can never exceed about 400 requests per second.
        const double ceiling = pacingCeiling(closed(4'000, uniformThink(5s, 15s)), 0s).value();
        QCOMPARE(ceiling, 400.0);
        QCOMPARE(pacingCeiling(closed(10, uniformThink(0ms, 1s)), 500ms), 10.0);
    }
    void ceilingOfPacing()
    {
        Load load = closed(10, {});
        load.pacing = 500ms;
        QCOMPARE(pacingCeiling(load, 10ms), 20.0);
        // A server slower than the pacing interval determines the rate.
        QCOMPARE(pacingCeiling(load, 1s), 10.0);
    }
    void noCeilingWithoutThinkTime() { QCOMPARE(pacingCeiling(closed(10, {}), 1s), std::nullopt); }
    void littlesLaw()
    {
        QCOMPARE(littlesLawRatio(15, 30, 500ms), 1.0);
        QCOMPARE(littlesLawRatio(15, 15, 500ms), 2.0);
        QCOMPARE(littlesLawRatio(15, 0, 500ms), std::nullopt);
    }
    void quietClientIsNotBlamed()
    {
        const ClientHealth health = assessClient(observe(0.5, 10, 0.5));
        QVERIFY(!health.isClientLimited);
        QVERIFY(health.reason.isEmpty());
        QVERIFY(qAbs(health.cpuPercent.value() - 55) < 1e-6);
        QVERIFY(qAbs(health.busiestThreadPercent.value() - 50) < 1e-6);
        QCOMPARE(health.busyShare, 0.0);
        QVERIFY(qAbs(health.cpuUsPerRequest.value() - 5'500) < 1e-6);
    }
    void busyThreadLimits_data()
    {
        QTest::addColumn<double>("busy");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<bool>("isLimited");
        QTest::newRow("a tenth of the time over 90 %") << 0.95 << 1 << true;
        QTest::newRow("never over 90 %") << 0.89 << 10 << false;
        QTest::newRow("never") << 0.95 << 0 << false;
        QTest::newRow("always") << 0.99 << 10 << true;
    }
    void busyThreadLimits()
    {
        QFETCH(double, busy);
        QFETCH(int, seconds);
        QFETCH(bool, isLimited);
        const ClientHealth health = assessClient(observe(busy, seconds, 0.2));
        QCOMPARE(health.isClientLimited, isLimited);
        QCOMPARE(health.reason.isEmpty(), !isLimited);
    }
    void waitingForAProcessorIsBusyToo_data()
    {
        QTest::addColumn<double>("waiting");
        QTest::addColumn<bool>("isLimited");
        QTest::newRow("the rest of the time") << 0.39 << true;
        QTest::newRow("some of it") << 0.20 << false;
    }
    void waitingForAProcessorIsBusyToo()
    {
        // Two threads and a server on one core: none of them ever has a whole core.
        QFETCH(double, waiting);
        QFETCH(bool, isLimited);
        ClientObservation observation = observe(0.6, 10, 0.6);
        int second = 0;
        for (ThreadCpuSample &sample : observation.cpu)
            sample.waited[1] = std::chrono::round<Nanoseconds>(Seconds(waiting * second++));
        const ClientHealth health = assessClient(observation);
        QCOMPARE(health.isClientLimited, isLimited);
        QVERIFY(qAbs(health.busiestThreadPercent.value() - 100 * (0.6 + waiting)) < 1e-6);
        QVERIFY2(qAbs(health.cpuPercent.value() - 66) < 1e-6, "waiting is not CPU time");
    }
    void ownWorkLimits_data()
    {
        QTest::addColumn<Seconds>("service");
        QTest::addColumn<bool>("isLimited");
        QTest::newRow("most of the time is the client's") << Seconds(0.010) << true;
        QTest::newRow("most of the time is the server's") << Seconds(0.012) << false;
    }
    void ownWorkLimits()
    {
        QFETCH(Seconds, service);
        QFETCH(bool, isLimited);
        ClientObservation observation = observe(0.5, 10, 0.5); // 5.5 ms of CPU per request
        observation.meanService = service;
        const ClientHealth health = assessClient(observation);
        QCOMPARE(health.isClientLimited, isLimited);
        QCOMPARE(health.reason.english().contains(u"5.50 ms was the load generator"_s), isLimited);
        QCOMPARE(health.limit == ClientLimit::OwnWork, isLimited);
    }
    void samplesOutsideThePhaseDoNotCount()
    {
        ClientObservation observation = observe(0.99, 5, 0.1);
        observation.from = begin + 5s;
        QVERIFY(!assessClient(observation).isClientLimited);
    }
    void latenessLimits()
    {
        ClientObservation observation = observe(0.1, 10, 0.1);
        observation.sendLate.record(49'000, 100);
        QVERIFY(!assessClient(observation).isClientLimited);
        observation.sendLate.record(52'000, 10);
        const ClientHealth health = assessClient(observation);
        QVERIFY(health.isClientLimited);
        QVERIFY(health.reason.english().contains(u"late"_s));
        QVERIFY(health.sendLateP50Us && *health.sendLateP50Us <= 49'023);
    }
    void exhaustedMachineLimits()
    {
        ClientObservation observation = observe(0.1, 10, 0.1);
        observation.generatorLimits = 1;
        QVERIFY(assessClient(observation).reason.english().contains(u"ulimit"_s));
    }
    // A port without a listener: the thread is busy with attempts, and a faster one would not succeed either.
    void refusedConnectionsAreNoLimitOfTheClient()
    {
        ClientObservation observation = observe(0.99, 10, 0.99);
        observation.ok = 0;
        observation.failed = 1000;
        observation.meanService = 1us;
        observation.sendLate.record(52'000, 100);
        for (const bool isOpen : {false, true}) {
            observation.isOpen = isOpen;
            const ClientHealth health = assessClient(observation);
            QVERIFY2(!health.isClientLimited, qPrintable(health.reason.english()));
            QCOMPARE(health.limit, ClientLimit::None);
        }
        observation.ok = 600;
        observation.failed = 400;
        QCOMPARE(assessClient(observation).limit, ClientLimit::BusyThread);
    }
    void everyLimitHasItsTextAndFigure_data()
    {
        QTest::addColumn<ClientLimit>("limit");
        QTest::addColumn<double>("figure");
        QTest::addColumn<QString>("words");
        QTest::newRow("exhausted") << ClientLimit::Exhausted << 3.0
                                   << u"3 requests failed because this machine ran out of"_s;
        QTest::newRow("busy") << ClientLimit::BusyThread << 0.4
                              << u"in 40 % of the measurement: the server may be faster"_s;
        QTest::newRow("own work") << ClientLimit::OwnWork << 0.55
                                  << u"55 % of the mean service time of 10.0 ms, so the server"_s;
        QTest::newRow("late requests")
            << ClientLimit::LateRequests << 2'201.0
            << u"Requests were sent up to 2.20 ms late (p99) with a connection free, over a "
               "tenth of the median service time of 3.50 ms. The response times include"_s;
        QTest::newRow("late users") << ClientLimit::LateUsers << 52'031.0
                                    << u"Users sent up to 52.0 ms late (p99), over a tenth of "
                                       "a user's cycle of 500 ms, so the load was lower"_s;
    }
    void everyLimitHasItsTextAndFigure()
    {
        QFETCH(ClientLimit, limit);
        QFETCH(double, figure);
        QFETCH(QString, words);
        ClientObservation observation =
            limit == ClientLimit::BusyThread ? observe(0.95, 4, 0.2) : observe(0.1, 10, 0.1);
        observation.generatorLimits = limit == ClientLimit::Exhausted ? 3 : 0;
        observation.isOpen = limit == ClientLimit::LateRequests;
        observation.medianService = 3'500us;
        if (limit == ClientLimit::OwnWork) {
            observation = observe(0.5, 10, 0.5); // 5.5 ms of CPU per request
            observation.meanService = 10ms;
        }
        if (limit == ClientLimit::LateRequests || limit == ClientLimit::LateUsers)
            observation.sendLate.record(qint64(limit == ClientLimit::LateUsers ? 52'000 : 2'200), 10);
        const ClientHealth health = assessClient(observation);
        QCOMPARE(health.limit, limit);
        QVERIFY2(qAbs(health.limitFigure / figure - 1) < 0.01,
                 qPrintable(QString::number(health.limitFigure)));
        QVERIFY2(health.reason.english().contains(words), qPrintable(health.reason.english()));
        QVERIFY2(health.reason.english().endsWith(u'.'), qPrintable(health.reason.english()));
        QVERIFY(!clientLimitId(limit).isEmpty());
    }
    void ignoresLatenessWithoutAMedian()
    {
        ClientObservation observation = observe(0.1, 10, 0.1);
        observation.isOpen = true;
        observation.ok = 0;
        observation.failed = 0;
        observation.sendLate.record(2'200, 10);
        const ClientHealth health = assessClient(observation);
        QVERIFY2(!health.isClientLimited, qPrintable(health.reason.english()));
    }
    void nothingObservedIsUnknown()
    {
        const ClientHealth health = assessClient({});
        QCOMPARE(health.cpuPercent, std::nullopt);
        QCOMPARE(health.sendLateP99Us, std::nullopt);
        QVERIFY(!health.isClientLimited);
    }
    void watchesItsOwnThread()
    {
        ThreadCpuWatch watch;
        watch.add(currentThreadId());
        const TimePoint from = std::chrono::steady_clock::now();
        watch.sample(from);
        volatile double sink = 0;
        while (std::chrono::steady_clock::now() - from < 50ms)
            sink = sink + 1;
        const TimePoint to = std::chrono::steady_clock::now();
        watch.sample(to);
        const Nanoseconds used = cpuBetween(watch.history().samples(), from, to);
        QVERIFY(used > 0ms);
        QVERIFY(used <= (to - from) + 5ms);
        QVERIFY(cpuBetween(watch.history().samples(), from, from + (to - from) / 2) < used);
    }
};

LOADSTONE_TEST(TestHealth, QCoreApplication)
#include "tst_health.moc"
