// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/longtimer.h"
#include "core/base/saturating.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace loadstone;
using namespace std::chrono_literals;

/// Timeouts of any length.
class TestLongTimer : public QObject
{
    Q_OBJECT
private slots:
    void waitsInParts();
    void waitsBeyondTheRangeOfAnInt_data();
    void waitsBeyondTheRangeOfAnInt();
    void startsAnewAndStops();
    void conversionsSaturate();
    void sumsSaturate();
};

void TestLongTimer::waitsInParts()
{
    LongTimer timer(nullptr, 10ms);
    QSignalSpy ended(&timer, &LongTimer::timeout);
    QElapsedTimer time;
    time.start();
    timer.start(35ms);
    QTRY_COMPARE(ended.size(), 1);
    QVERIFY(time.elapsed() >= 35);
    QVERIFY(!timer.isActive());
    timer.start(-1h);
    QVERIFY(timer.isActive());
    QTRY_COMPARE(ended.size(), 2);
}

void TestLongTimer::waitsBeyondTheRangeOfAnInt_data()
{
    QTest::addColumn<Nanoseconds>("wait");
    QTest::newRow("2^31 ms") << Nanoseconds(2'147'483'649ms);
    QTest::newRow("2^32 ms and one") << Nanoseconds(4'294'967'297ms);
    QTest::newRow("longest") << Nanoseconds::max();
}

void TestLongTimer::waitsBeyondTheRangeOfAnInt()
{
    QFETCH(Nanoseconds, wait);
    LongTimer timer;
    LongTimer later;
    QSignalSpy ended(&timer, &LongTimer::timeout);
    QSignalSpy endedLater(&later, &LongTimer::timeout);
    timer.start(wait);
    later.start(50ms);
    QTRY_COMPARE(endedLater.size(), 1);
    QCOMPARE(ended.size(), 0);
    QVERIFY(timer.isActive());
}

void TestLongTimer::startsAnewAndStops()
{
    LongTimer timer(nullptr, 10ms);
    QSignalSpy ended(&timer, &LongTimer::timeout);
    timer.start(1h);
    timer.start(1ms);
    QTRY_COMPARE(ended.size(), 1);
    timer.start(1ms);
    timer.stop();
    LongTimer later;
    QSignalSpy endedLater(&later, &LongTimer::timeout);
    later.start(30ms);
    QTRY_COMPARE(endedLater.size(), 1);
    QCOMPARE(ended.size(), 1);
}

void TestLongTimer::conversionsSaturate()
{
    using Doubles = std::numeric_limits<double>;
    constexpr qint64 most = std::numeric_limits<qint64>::max();
    QCOMPARE(toWhole(2.5), 3);
    QCOMPARE(toWhole(-2.5), -3);
    QCOMPARE(toWhole(Doubles::quiet_NaN()), 0);
    QCOMPARE(toWhole(0x1p63), most);
    QCOMPARE(toWhole(1e300), most);
    QCOMPARE(toWhole(Doubles::infinity()), most);
    QCOMPARE(toWhole(-Doubles::infinity()), -most - 1);
    QCOMPARE(toWhole(Doubles::denorm_min()), 0);
    QCOMPARE(toInt(1e300), std::numeric_limits<int>::max());
    QCOMPARE(toInt(-0x1p31), std::numeric_limits<int>::min());
    QCOMPARE(toNanoseconds(Seconds(1.5)), Nanoseconds(1'500ms));
    QCOMPARE(toNanoseconds(Seconds(1e300)), Nanoseconds::max());
    QCOMPARE(toNanoseconds(Milliseconds(7)), Nanoseconds(7ms));
    QVERIFY(toNanoseconds(Milliseconds::max()) > Nanoseconds::max() - 1ms);
    QVERIFY(toNanoseconds(Milliseconds::min()) < -(Nanoseconds::max() - 1ms));
}

void TestLongTimer::sumsSaturate()
{
    const TimePoint now(1000h);
    QCOMPARE(later(now, Nanoseconds(5s)), TimePoint(1000h) + 5s);
    QCOMPARE(later(now, Milliseconds(5s)), TimePoint(1000h) + 5s);
    QCOMPARE(later(now, Nanoseconds::max()), TimePoint::max());
    QCOMPARE(later(now, Milliseconds::max()), TimePoint::max());
    QCOMPARE(later(TimePoint::max(), Nanoseconds(1s)), TimePoint::max());
    QCOMPARE(later(TimePoint(-1s), Nanoseconds(1s)), TimePoint());
}

LOADSTONE_TEST(TestLongTimer, QCoreApplication)
#include "tst_longtimer.moc"
