// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/arrivals.h"
#include "core/load/curve.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

constexpr TimePoint curveOrigin{1000h};

Load openLoad(double rate, const QList<Stage> &stages = {})
{
    Load load;
    load.model = LoadModel::Open;
    load.rate = rate;
    load.stages = stages;
    return load;
}

Load closedLoad(int users, double spawnRate, const QList<Stage> &stages = {})
{
    Load load;
    load.users = users;
    load.spawnRate = spawnRate;
    load.stages = stages;
    return load;
}

double toSeconds(TimePoint at) { return Seconds(at - curveOrigin).count(); }

} // namespace

/// Load levels over time, and due times of requests.
class TestCurve : public QObject
{
    Q_OBJECT
private slots:
    void usersSpawnOneByOne();
    void everyChangeIsMet();
    void arrivalsOfAConstantRate();
    void arrivalsOfARamp_data();
    void arrivalsOfARamp();
    void arrivalsAcrossStages();
    void noArrivalsAtRateZero();
    void manualChangeReplacesThePlan();
    void threadsShareConstantArrivals();
    void poissonArrivalsAreIndependent();
    void aCountEndsWithItsSchedule_data();
    void aCountEndsWithItsSchedule();
    void rampsThatNeverEnd();
};

void TestCurve::usersSpawnOneByOne()
{
    const LoadCurve curve(closedLoad(5, 10), curveOrigin, curveOrigin + 1s);
    for (int user = 0; user < 5; ++user) {
        const TimePoint at = curveOrigin + user * 100ms;
        QCOMPARE(curve.usersAt(at), user + 1);
        QCOMPARE(curve.usersAt(at + 99ms), user + 1);
    }
    QCOMPARE(curve.usersAt(curveOrigin + 1h), 5);
    QCOMPARE(LoadCurve(closedLoad(5, 0), curveOrigin, curveOrigin).usersAt(curveOrigin), 5);
}

void TestCurve::everyChangeIsMet()
{
    const LoadCurve curve(closedLoad(100, 500, {{20, 1s, true}, {150, 2s, false}, {160, 1s, true}}),
                          curveOrigin, curveOrigin + 1s);
    int changes = 0;
    int users = curve.usersAt(curveOrigin);
    QCOMPARE(users, 1);
    for (TimePoint at = curveOrigin; at < curveOrigin + 1min;) {
        const TimePoint next = curve.nextUserChange(at);
        QVERIFY(next > at);
        if (next != TimePoint::max()) {
            // No change in between.
            const TimePoint half = at + (next - at) / 2;
            if (half > at)
                QCOMPARE(curve.usersAt(half), curve.usersAt(at));
        }
        at = next;
        if (at == TimePoint::max())
            break;
        changes += curve.usersAt(at) != users ? 1 : 0;
        users = curve.usersAt(at);
    }
    QCOMPARE(users, 160);
    // 99 up, 80 down, a step, 10 up.
    QVERIFY2(changes >= 99 + 80 + 1 + 9 && changes <= 99 + 80 + 1 + 11, qPrintable(QString::number(changes)));
}

void TestCurve::arrivalsOfAConstantRate()
{
    const LoadCurve curve(openLoad(250), curveOrigin, curveOrigin + 5s);
    for (const int k : {0, 1, 2, 1000, 1'000'000})
        QVERIFY(std::abs(toSeconds(curve.timeOfArrivals(k)) - k / 250.0) < 1e-6);
    QVERIFY(std::abs(curve.arrivalsUntil(curveOrigin + 10s) - 2'500) < 1e-6);
}

void TestCurve::arrivalsOfARamp_data()
{
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::newRow("up") << 100.0 << 300.0;
    QTest::newRow("from nothing") << 0.0 << 300.0;
    QTest::newRow("down") << 300.0 << 100.0;
    QTest::newRow("to nothing") << 300.0 << 0.0;
    QTest::newRow("hardly at all") << 100.0 << 100.000001;
}

void TestCurve::arrivalsOfARamp()
{
    QFETCH(double, from);
    QFETCH(double, to);
    const LoadCurve curve(openLoad(from, {{to, 10s, true}}), curveOrigin, curveOrigin);
    const int all = static_cast<int>((from + to) / 2 * 10);
    for (int k = 0; k < all; k += 7) {
        const TimePoint due = curve.timeOfArrivals(k);
        QVERIFY(std::abs(curve.arrivalsUntil(due) - k) < 1e-3);
        const double t = toSeconds(due);
        QVERIFY(std::abs(from * t + (to - from) / 10 * t * t / 2 - k) < 1e-3);
    }
}

void TestCurve::arrivalsAcrossStages()
{
    const LoadCurve curve(openLoad(10, {{10, 1s, true}, {100, 1s, false}, {0, 1s, false}, {10, 1s, false}}),
                          curveOrigin, curveOrigin);
    QVERIFY(std::abs(toSeconds(curve.timeOfArrivals(10)) - 1) < 1e-6);
    QVERIFY(std::abs(toSeconds(curve.timeOfArrivals(60)) - 1.5) < 1e-6);
    // None is due in the third second.
    QVERIFY(std::abs(toSeconds(curve.timeOfArrivals(109)) - 1.99) < 1e-6);
    QVERIFY(toSeconds(curve.timeOfArrivals(110.5)) > 3);
}

void TestCurve::noArrivalsAtRateZero()
{
    const LoadCurve curve(openLoad(10, {{0, 1s, false}}), curveOrigin, curveOrigin + 1s);
    QCOMPARE(curve.timeOfArrivals(11), TimePoint::max());
}

void TestCurve::manualChangeReplacesThePlan()
{
    LoadCurve curve(openLoad(100, {{1'000, 10s, true}}), curveOrigin, curveOrigin);
    const double before = curve.arrivalsUntil(curveOrigin + 4s);
    curve.hold(50, curveOrigin + 4s);
    QCOMPARE(curve.valueAt(curveOrigin + 4s), 50.0);
    QCOMPARE(curve.valueAt(curveOrigin + 20s), 50.0);
    // Arrivals due until then are unaffected.
    QVERIFY(std::abs(curve.arrivalsUntil(curveOrigin + 4s) - before) < 1e-6);
    QVERIFY(std::abs(curve.arrivalsUntil(curveOrigin + 6s) - before - 100) < 1e-6);
    curve.hold(0, curveOrigin + 6s);
    curve.hold(10, curveOrigin + 6s);
    QVERIFY(std::abs(curve.arrivalsUntil(curveOrigin + 7s) - before - 110) < 1e-6);
    LoadCurve atOnce(openLoad(100), curveOrigin, curveOrigin);
    atOnce.hold(7, curveOrigin);
    QVERIFY(std::abs(atOnce.arrivalsUntil(curveOrigin + 1s) - 7) < 1e-6);
}

void TestCurve::threadsShareConstantArrivals()
{
    const LoadCurve curve(openLoad(1'000), curveOrigin, curveOrigin);
    std::vector<TimePoint> due;
    for (int thread = 0; thread < 3; ++thread) {
        ArrivalStream arrivals(curve, Arrivals::Constant, thread, 3, 1);
        for (int i = 0; i < 100; ++i, arrivals.pop())
            due.push_back(arrivals.next());
    }
    std::sort(due.begin(), due.end());
    for (size_t i = 0; i < due.size(); ++i)
        QCOMPARE(due[i], curveOrigin + i * 1ms);
}

void TestCurve::poissonArrivalsAreIndependent()
{
    const LoadCurve curve(openLoad(1'000), curveOrigin, curveOrigin);
    std::vector<double> due;
    for (int thread = 0; thread < 2; ++thread) {
        ArrivalStream arrivals(curve, Arrivals::Poisson, thread, 2, 7);
        for (; toSeconds(arrivals.next()) < 20; arrivals.pop())
            due.push_back(toSeconds(arrivals.next()));
    }
    std::sort(due.begin(), due.end());
    // 20,000 are expected, within 4 standard deviations of 141.
    QVERIFY2(std::abs(static_cast<double>(due.size()) - 20'000) < 566,
             qPrintable(QString::number(due.size())));
    // Intervals of a Poisson process: the standard deviation equals the mean, and a fraction e⁻¹ exceeds it.
    std::vector<double> distances(due.size());
    std::adjacent_difference(due.begin(), due.end(), distances.begin());
    const double mean = due.back() / static_cast<double>(due.size());
    double squares = 0;
    int longer = 0;
    for (const double distance : distances) {
        squares += (distance - mean) * (distance - mean);
        longer += distance > mean ? 1 : 0;
    }
    const double deviation = std::sqrt(squares / static_cast<double>(due.size()));
    QVERIFY2(std::abs(deviation / mean - 1) < 0.03, qPrintable(QString::number(deviation / mean)));
    QVERIFY(std::abs(longer / static_cast<double>(due.size()) - std::exp(-1)) < 0.015);
}

void TestCurve::aCountEndsWithItsSchedule_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("threads");
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("warmUpMs");
    for (const Arrivals kind : {Arrivals::Constant, Arrivals::Poisson}) {
        const char *const name = kind == Arrivals::Constant ? "constant" : "Poisson";
        QTest::addRow("%s", name) << int(kind) << 1 << 1'000.0 << 0;
        QTest::addRow("%s, three threads", name) << int(kind) << 3 << 1'000.0 << 0;
        QTest::addRow("%s, after a warm-up", name) << int(kind) << 3 << 77.7 << 1'234;
        QTest::addRow("%s, slow", name) << int(kind) << 2 << 0.01 << 5'000;
    }
}

void TestCurve::aCountEndsWithItsSchedule()
{
    QFETCH(int, kind);
    QFETCH(int, threads);
    QFETCH(double, rate);
    QFETCH(int, warmUpMs);
    constexpr int count = 500;
    Load load = openLoad(rate);
    load.duration.reset();
    load.requests = count;
    const TimePoint measureBegin = curveOrigin + Milliseconds(warmUpMs);
    LoadCurve curve(load, curveOrigin, measureBegin);
    const TimePoint end = curve.endOfCount(load, measureBegin);
    // The first one is due within one interval after the start.
    const double lengthS = Seconds(end - measureBegin).count();
    QVERIFY2(lengthS > count / rate - 1e-6 && lengthS < (count + 1) / rate,
             qPrintable(QString::number(lengthS)));
    std::vector<double> measured;
    for (int thread = 0; thread < threads; ++thread) {
        ArrivalStream arrivals(curve, Arrivals(kind), thread, threads, 7);
        arrivals.limit(measureBegin, count);
        for (TimePoint due = arrivals.next(); due != TimePoint::max();
             arrivals.pop(), due = arrivals.next()) {
            QVERIFY(due < end);
            if (due >= measureBegin)
                measured.push_back(Seconds(due - measureBegin).count() / lengthS);
        }
    }
    QCOMPARE(measured.size(), size_t(count));
    // Spread over the whole time: the mean of that number of uniform values, within four deviations.
    const double mean = std::accumulate(measured.begin(), measured.end(), 0.0) / count;
    QVERIFY2(std::abs(mean - 0.5) < 4 / std::sqrt(12.0 * count), qPrintable(QString::number(mean)));
    // A manual change to twice the rate in the middle: the same number in three quarters of the time.
    curve.hold(2 * rate, measureBegin + (end - measureBegin) / 2);
    const double shorter = Seconds(curve.endOfCount(load, measureBegin) - measureBegin).count();
    QVERIFY2(std::abs(shorter / lengthS - 0.75) < 1e-6, qPrintable(QString::number(shorter)));
    curve.hold(0, measureBegin + (end - measureBegin) / 2);
    QCOMPARE(curve.endOfCount(load, measureBegin), TimePoint::max());
}

void TestCurve::rampsThatNeverEnd()
{
    for (const double rate : {1e-12, 1e-300, 5e-324}) {
        const LoadCurve curve(closedLoad(5, rate), curveOrigin, TimePoint::max());
        QCOMPARE(curve.usersAt(curveOrigin), 1);
        QCOMPARE(curve.usersAt(curveOrigin + 24h), 1);
        QCOMPARE(curve.nextUserChange(curveOrigin + 24h), TimePoint::max());
    }
    QCOMPARE(LoadCurve(openLoad(1e-300), curveOrigin, curveOrigin).timeOfArrivals(1), TimePoint::max());
    QCOMPARE(LoadCurve(openLoad(5e-324), curveOrigin, curveOrigin).timeOfArrivals(1), TimePoint::max());
}

LOADSTONE_TEST(TestCurve, QCoreApplication)
#include "tst_curve.moc"
