// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/spread.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace loadstone;

namespace
{

constexpr double histogramPrecision = 0.001;

bool isClose(double value, double expected, double precision = 1e-12)
{
    return std::abs(value - expected) <= precision * std::max(1.0, std::abs(expected));
}

} // namespace

class TestSpread : public QObject
{
    Q_OBJECT
private slots:
    void nothingHasNoSpread()
    {
        QVERIFY(!spreadOf(Histogram()));
        QVERIFY(!spreadOf(QList<double>()));
    }

    // 1 to 10: mean 5.5, squares 82.5, deviation √(82.5 ÷ 9) = 3.0277; 3 to 8 are within 2.47 to 8.53.
    void figuresAreThoseComputedByHand()
    {
        const std::optional<Spread> spread = spreadOf({10, 2, 3, 4, 5, 6, 7, 8, 9, 1});
        QVERIFY(spread);
        QCOMPARE(spread->count, 10);
        QCOMPARE(spread->min, 1.0);
        QCOMPARE(spread->mean, 5.5);
        QVERIFY(isClose(spread->stddev, std::sqrt(82.5 / 9)));
        QCOMPARE(spread->median, 5.0); // rank ⌈10 ÷ 2⌉
        QCOMPARE(spread->max, 10.0);
        QCOMPARE(spread->withinStddevPercent, 60.0);
    }

    void equalValuesAreAllWithin()
    {
        const std::optional<Spread> list = spreadOf({0.1, 0.1, 0.1});
        QVERIFY(list->stddev < 1e-15);
        QCOMPARE(list->withinStddevPercent, 100.0);
        Histogram times;
        times.record(3'000'001, 5);
        const std::optional<Spread> histogram = spreadOf(times);
        QCOMPARE(histogram->stddev, 0.0);
        QCOMPARE(histogram->withinStddevPercent, 100.0);
        QCOMPARE(histogram->median, 3'000'001.0);
    }

    void aSingleValueHasNoDeviation()
    {
        Histogram times;
        times.record(42);
        const Spread expected{1, 42, 42, 0, 42, 42, 100};
        QCOMPARE(spreadOf(times), std::optional(expected));
        QCOMPARE(spreadOf({42.0}), std::optional(expected));
    }

    void aHistogramHasTheSpreadOfItsValues()
    {
        std::mt19937_64 random(3);
        std::lognormal_distribution<double> times(9, 0.7);
        Histogram histogram;
        QList<double> values;
        for (int i = 0; i < 20'001; ++i) {
            values << std::floor(times(random));
            histogram.record(qint64(values.last()));
        }
        const Spread exact = *spreadOf(values);
        const Spread spread = *spreadOf(histogram);
        QCOMPARE(spread.count, exact.count);
        QCOMPARE(spread.min, exact.min);
        QCOMPARE(spread.max, exact.max);
        QVERIFY(isClose(spread.mean, exact.mean));
        QVERIFY(isClose(spread.stddev, exact.stddev, histogramPrecision));
        QVERIFY(isClose(spread.median, exact.median, histogramPrecision));
        QVERIFY(std::abs(spread.withinStddevPercent - exact.withinStddevPercent) < 0.1);
        QVERIFY(exact.withinStddevPercent > 75 && exact.withinStddevPercent < 95);
    }

    // 3 of 8 requests opened a connection: 0 0 0 0 0 100 200 300. Mean 75, squares 95,000.
    void zerosAreValues()
    {
        Histogram times;
        for (const qint64 us : {300, 100, 200})
            times.record(us);
        const std::optional<Spread> spread = spreadOf(times, 5);
        QCOMPARE(spread->count, 8);
        QCOMPARE(spread->min, 0.0);
        QCOMPARE(spread->max, 300.0);
        QVERIFY(isClose(spread->mean, 75));
        QVERIFY(isClose(spread->stddev, std::sqrt(95'000.0 / 7)));
        QCOMPARE(spread->median, 0.0);
        QCOMPARE(spread->withinStddevPercent, 75.0); // 0 and 100, within -41.5 to 191.5
        QCOMPARE(spreadOf(times, 1)->median, 100.0); // 0 100 200 300
        QCOMPARE(spreadOf(times, 2)->median, 100.0); // 0 0 100 200 300
        QCOMPARE(spreadOf(times, 3)->median, 0.0);
        QCOMPARE(spreadOf(Histogram(), 4), std::optional(Spread{4, 0, 0, 0, 0, 0, 100}));
    }
};

LOADSTONE_TEST(TestSpread, QCoreApplication)
#include "tst_spread.moc"
