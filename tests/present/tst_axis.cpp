// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/axis.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace loadstone;

class TestAxis : public QObject
{
    Q_OBJECT

private slots:
    void labelsNeedNoRounding_data();
    void labelsNeedNoRounding();
    void coversAnyRangeWithinTheCount();
    void nothingLiesOnTheUpperBorder();
    void logAxisHasWholeDecades_data();
    void logAxisHasWholeDecades();
    void timeAxisUsesStepsOfAClock_data();
    void timeAxisUsesStepsOfAClock();
    void valueAxisHasTheValuesAsTicks();
    void categoriesAreSpreadEvenly();
    void ratioAxisIsAroundOne_data();
    void ratioAxisIsAroundOne();
};

void TestAxis::labelsNeedNoRounding_data()
{
    QTest::addColumn<double>("max");
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("labels");
    QTest::newRow("four ticks to ten thousand") << 10'000.0 << 4 << u"0 5,000 10,000"_s;
    QTest::newRow("fills the range") << 80.0 << 5 << u"0 20 40 60 80"_s;
    QTest::newRow("just above") << 80.1 << 5 << u"0 50 100"_s;
    QTest::newRow("small") << 0.3 << 5 << u"0.0 0.1 0.2 0.3"_s;
    QTest::newRow("smaller") << 0.0012 << 5 << u"0.0000 0.0005 0.0010 0.0015"_s;
    QTest::newRow("nothing") << 0.0 << 5 << u"0.0 0.5 1.0"_s;
    QTest::newRow("not a number") << std::nan("") << 5 << u"0.0 0.5 1.0"_s;
    QTest::newRow("infinite") << HUGE_VAL << 5 << u"0.0 0.5 1.0"_s;
}

void TestAxis::labelsNeedNoRounding()
{
    QFETCH(double, max);
    QFETCH(int, count);
    const ChartAxis axis = niceAxis(0, max, count, u"ms"_s);
    QTEST(axis.labels.join(u' '), "labels");
    QCOMPARE(axis.ticks.size(), axis.labels.size());
    QCOMPARE(axis.title, u"ms"_s);
}

void TestAxis::coversAnyRangeWithinTheCount()
{
    for (double max = 0.00013; max < 1e9; max *= 1.37) {
        for (int count = 2; count <= 8; ++count) {
            const ChartAxis axis = niceAxis(0, max, count, {});
            QVERIFY2(axis.ticks.size() <= count, qPrintable(QString::number(max)));
            QVERIFY(axis.ticks.size() >= 2);
            QCOMPARE(axis.min, 0.0);
            QVERIFY(axis.max >= max * (1 - 1e-9));
            QVERIFY(axis.max <= max * 5.1 || count < 4);
            QVERIFY(axis.ticks.last() >= max * (1 - 1e-9));
            for (qsizetype i = 0; i < axis.ticks.size(); ++i) {
                QString plain = axis.labels[i];
                QCOMPARE(plain.remove(u',').toDouble(), axis.ticks[i]);
            }
        }
    }
}

void TestAxis::nothingLiesOnTheUpperBorder()
{
    constexpr double enough = 1.05; // of 30 pixels one and a half: half of a thick line
    for (const double max : {1.0, 10.0, 99.0, 100.0, 6'000.0, 0.3}) {
        const ChartAxis axis = niceAxis(0, max, 5, {});
        QVERIFY2(axis.max >= max * enough, qPrintable(QString::number(max)));
        QVERIFY(axis.ticks.last() <= axis.max);
    }
    const ChartAxis decades = niceLogAxis(0.01, 100, {});
    QCOMPARE(decades.ticks.last(), 100.0);
    const double free = std::log10(decades.max / 100) / std::log10(decades.max / decades.min);
    QVERIFY2(free >= 0.05, qPrintable(QString::number(free)));
}

void TestAxis::logAxisHasWholeDecades_data()
{
    QTest::addColumn<double>("floor");
    QTest::addColumn<double>("max");
    QTest::addColumn<QString>("labels");
    QTest::newRow("within a decade") << 2.0 << 3.0 << u"1 10"_s;
    QTest::newRow("on the decades") << 0.01 << 100.0 << u"0.01 0.1 1 10 100"_s;
    QTest::newRow("just past") << 1.0 << 100.5 << u"1 10 100 1,000"_s;
    QTest::newRow("no floor") << 0.0 << 1.0 << u"0.01 0.1 1"_s;
}

void TestAxis::logAxisHasWholeDecades()
{
    QFETCH(double, floor);
    QFETCH(double, max);
    const ChartAxis axis = niceLogAxis(floor, max, u"ms"_s);
    QTEST(axis.labels.join(u' '), "labels");
    QVERIFY(axis.isLog);
    QVERIFY(axis.min > 0);
}

void TestAxis::timeAxisUsesStepsOfAClock_data()
{
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<QString>("labels");
    QTest::newRow("a minute") << 0.0 << 60.0 << u"0:00 0:10 0:20 0:30 0:40 0:50 1:00"_s;
    QTest::newRow("zoomed") << 31.5 << 38.0 << u"0:32 0:33 0:34 0:35 0:36 0:37 0:38"_s;
    QTest::newRow("an hour") << 0.0 << 3'600.0 << u"0:00 10:00 20:00 30:00 40:00 50:00 1:00:00"_s;
    QTest::newRow("a day") << 0.0 << 86'400.0 << u"0:00 5:00:00 10:00:00 15:00:00 20:00:00"_s;
}

void TestAxis::timeAxisUsesStepsOfAClock()
{
    QFETCH(double, from);
    QFETCH(double, to);
    const ChartAxis axis = timeAxis(from, to, 8);
    QTEST(axis.labels.join(u' '), "labels");
    QCOMPARE(axis.min, from);
    QCOMPARE(axis.max, to);
}

void TestAxis::valueAxisHasTheValuesAsTicks()
{
    const ChartAxis linear = valueAxis({1, 4, 20}, {u"1"_s, u"4"_s, u"20"_s}, u"workers"_s);
    QVERIFY(!linear.isLog);
    QCOMPARE(linear.ticks, (QList<double>{1, 4, 20}));
    QVERIFY(linear.min < 1 && linear.min > 0 && linear.max > 20 && linear.max < 22);
    const ChartAxis log = valueAxis({1, 4, 21}, {u"1"_s, u"4"_s, u"21"_s}, u"workers"_s);
    QVERIFY(log.isLog);
    QVERIFY(log.min < 1 && log.min > 0 && log.max > 21);
    QVERIFY(std::abs(log.share(std::sqrt(21.0)) - 0.5) < 1e-9);
    // Zero and negative values have no place on a log axis.
    QVERIFY(!valueAxis({0, 100}, {u"0"_s, u"100"_s}, {}).isLog);
    const ChartAxis single = valueAxis({7}, {u"7"_s}, {});
    QVERIFY(single.min < 7 && single.max > 7);
    QCOMPARE(single.share(7), 0.5);
}

void TestAxis::categoriesAreSpreadEvenly()
{
    const ChartAxis axis = categoryAxis({u"a"_s, u"b"_s, u"c"_s}, u"preset"_s);
    QVERIFY(axis.isCategorical);
    QCOMPARE(axis.share(1), 0.5);
    QCOMPARE(axis.share(0) - axis.share(-0.5), axis.share(2.5) - axis.share(2));
    QCOMPARE(categoryAxis({}, {}).share(0), 0.5);
}

void TestAxis::ratioAxisIsAroundOne_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::newRow("equal") << 1.0 << 1.0;
    QTest::newRow("close") << 0.99 << 1.015;
    QTest::newRow("some percent") << 0.91 << 1.12;
    QTest::newRow("faster only") << 1.0 << 1.3;
    QTest::newRow("slower only") << 0.45 << 1.0;
    QTest::newRow("several times") << 0.3 << 4.0;
    QTest::newRow("far apart") << 0.02 << 80.0;
    QTest::newRow("out of any") << 1e-9 << 1e9;
}

void TestAxis::ratioAxisIsAroundOne()
{
    QFETCH(double, low);
    QFETCH(double, high);
    const ChartAxis axis = ratioAxis(low, high);
    QVERIFY(axis.isLog);
    QVERIFY(axis.min < low && axis.max > high && axis.min < 0.98 && axis.max > 1.02);
    QVERIFY(axis.ticks.contains(1));
    QVERIFY(axis.ticks.size() >= 2 && axis.ticks.size() <= 7);
    QCOMPARE(axis.ticks.size(), axis.labels.size());
    for (qsizetype i = 0; i < axis.ticks.size(); ++i)
        QCOMPARE(axis.labels[i].chopped(1).toDouble(), axis.ticks[i]);
}

LOADSTONE_TEST(TestAxis, QCoreApplication)
#include "tst_axis.moc"
