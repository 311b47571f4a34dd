// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/histogram.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>

using namespace loadstone;

namespace
{

using Samples = std::vector<qint64>;

constexpr double percentiles[] = {0,  0.001, 0.1,  1,    5,     10,    20,     25,      30,
                                  40, 50,    60,   66,   70,    75,    80,     90,      95,
                                  98, 99,    99.5, 99.9, 99.95, 99.99, 99.999, 99.9999, 100};

Samples draw(std::size_t count, const std::function<double(std::mt19937_64 &)> &next, quint64 seed = 7)
{
    std::mt19937_64 random(seed);
    Samples samples(count);
    for (qint64 &sample : samples)
        sample = std::clamp<qint64>(std::llround(next(random)), 1, Histogram::highestTrackable);
    return samples;
}

template<typename Distribution>
Samples drawFrom(std::size_t count, Distribution distribution)
{
    return draw(count, [&](std::mt19937_64 &random) { return double(distribution(random)); });
}

Histogram makeHistogram(const Samples &samples)
{
    Histogram histogram;
    for (const qint64 sample : samples)
        histogram.record(sample);
    return histogram;
}

/// The value at rank ⌈p/100 · n⌉ of sorted samples; p is a multiple of a ten-thousandth of a percent, so that
/// the rank is computed with integers.
qint64 exactPercentile(const Samples &sorted, double percentile)
{
    const auto millionths = std::llround(percentile * 10'000);
    const auto count = qint64(sorted.size());
    const qint64 rank = (millionths * count + 999'999) / 1'000'000;
    return sorted[std::size_t(std::max<qint64>(rank, 1) - 1)];
}

} // namespace

Q_DECLARE_METATYPE(Samples)

class HistogramTest : public QObject
{
    Q_OBJECT
private slots:
    void agreesWithAnExactSort_data();
    void agreesWithAnExactSort();
    void findsRanksThatAreNotExactInBinary_data();
    void findsRanksThatAreNotExactInBinary();
    void mergesAsIfRecordedTogether_data();
    void mergesAsIfRecordedTogether();
    void tilesTheWholeRange();
    void isExactBelowTwoThousand();
    void percentilesWithoutSamples();
    void percentilesOfOneSample_data();
    void percentilesOfOneSample();
    void clampsAndCountsOutliers();
    void ignoresNonPositiveCounts();
    void countsInBulk();
    void sumsExactlyInAnyOrder();
    void canBeFilledAgainAfterClear();
    void takesPercentilesOutsideTheRange();
};

void HistogramTest::agreesWithAnExactSort_data()
{
    QTest::addColumn<Samples>("samples");
    const std::size_t many = 50'000;
    QTest::newRow("uniform") << drawFrom(many, std::uniform_int_distribution<qint64>(1, 1'000'000));
    QTest::newRow("uniform whole range")
        << drawFrom(many, std::uniform_int_distribution<qint64>(1, Histogram::highestTrackable));
    QTest::newRow("uniform in every power of two") << draw(many, [](std::mt19937_64 &random) {
        return std::exp2(std::uniform_real_distribution<double>(0, 31.7)(random));
    });
    QTest::newRow("exponential") << drawFrom(many, std::exponential_distribution<double>(1.0 / 20'000));
    QTest::newRow("lognormal") << drawFrom(many, std::lognormal_distribution<double>(8, 1.5));
    QTest::newRow("heavy tail") << drawFrom(many, std::lognormal_distribution<double>(9, 4));
    QTest::newRow("bimodal") << draw(many, [](std::mt19937_64 &random) {
        const bool isSlow = std::bernoulli_distribution(0.02)(random);
        return std::normal_distribution<double>(isSlow ? 2'000'000 : 850, isSlow ? 90'000 : 40)(random);
    });
    QTest::newRow("constant") << Samples(many, 1'234'567);
    QTest::newRow("two values") << draw(many, [](std::mt19937_64 &random) {
        return std::bernoulli_distribution(0.5)(random) ? 5'000'001 : 5'000'003;
    });
    QTest::newRow("tiny") << drawFrom(many, std::uniform_int_distribution<qint64>(1, 9));
    QTest::newRow("huge") << drawFrom(
        many, std::uniform_int_distribution<qint64>(3'500'000'000, Histogram::highestTrackable));
    QTest::newRow("one") << Samples{70'001};
    QTest::newRow("two") << Samples{70'001, 3};
    QTest::newRow("three") << Samples{9'999'999, 1, 2'049};
    QTest::newRow("hundred") << drawFrom(100, std::exponential_distribution<double>(1.0 / 5'000));
    Samples steps(1'000);
    std::iota(steps.begin(), steps.end(), 1);
    QTest::newRow("1 to 1,000") << steps;
}

void HistogramTest::agreesWithAnExactSort()
{
    QFETCH(Samples, samples);
    const Histogram histogram = makeHistogram(samples);
    std::sort(samples.begin(), samples.end());

    QCOMPARE(histogram.count(), qint64(samples.size()));
    QCOMPARE(histogram.clamped(), 0);
    QCOMPARE(histogram.min(), samples.front());
    QCOMPARE(histogram.max(), samples.back());
    QCOMPARE(histogram.percentile(0), samples.front());
    QCOMPARE(histogram.percentile(100), samples.back());

    qint64 before = 0;
    for (const double percentile : percentiles) {
        const qint64 found = histogram.percentile(percentile);
        const qint64 exact = exactPercentile(samples, percentile);
        const QByteArray which = QByteArray("p") + QByteArray::number(percentile) + ": found "
            + QByteArray::number(found) + ", exact " + QByteArray::number(exact);
        QVERIFY2(found >= exact, which.constData());
        QVERIFY2(double(found - exact) <= double(exact) * 0.001, which.constData());
        QVERIFY2(found >= before && found <= histogram.max(), which.constData());
        before = found;
    }

    const auto sum = std::accumulate(samples.begin(), samples.end(), 0.0L, [](long double all, qint64 one) {
        return all + static_cast<long double>(one);
    });
    const auto count = static_cast<long double>(samples.size());
    QCOMPARE(histogram.mean(), double(sum / count));
    long double squares = 0;
    for (const qint64 sample : samples) {
        const long double distance = static_cast<long double>(sample) - sum / count;
        squares += distance * distance;
    }
    // A bucket's middle is at most half a bucket, 0.05 %, off each value.
    const auto deviation = double(std::sqrt(squares / count));
    QVERIFY2(std::abs(histogram.stddev() - deviation) <= deviation * 0.001 + histogram.mean() * 0.0005,
             qPrintable(QString::number(histogram.stddev()) + u' ' + QString::number(deviation)));
}

void HistogramTest::findsRanksThatAreNotExactInBinary_data()
{
    QTest::addColumn<double>("percentile");
    QTest::addColumn<int>("count");
    QTest::addColumn<qint64>("expected");
    QTest::newRow("99.9 of 1000") << 99.9 << 1000 << qint64(999);
    QTest::newRow("99.9 of 1001") << 99.9 << 1001 << qint64(1000);
    QTest::newRow("99.99 of 2000") << 99.99 << 2000 << qint64(2000);
    QTest::newRow("99.5 of 200") << 99.5 << 200 << qint64(199);
    QTest::newRow("50 of 2") << 50.0 << 2 << qint64(1);
    QTest::newRow("50 of 3") << 50.0 << 3 << qint64(2);
    QTest::newRow("90 of 10") << 90.0 << 10 << qint64(9);
    QTest::newRow("90 of 11") << 90.0 << 11 << qint64(10);
    QTest::newRow("0.1 of 1000") << 0.1 << 1000 << qint64(1);
    QTest::newRow("0.3 of 1000") << 0.3 << 1000 << qint64(3);
    QTest::newRow("64.1 of 1000") << 64.1 << 1000 << qint64(641);
    QTest::newRow("smallest above 0") << 5e-324 << 1000 << qint64(1);
    QTest::newRow("largest below 100") << std::nextafter(100.0, 0.0) << 1000 << qint64(1000);
}

void HistogramTest::findsRanksThatAreNotExactInBinary()
{
    QFETCH(double, percentile);
    QFETCH(int, count);
    QFETCH(qint64, expected);
    Histogram histogram; // up to 2,047 each value has its own bucket: the value is the rank
    for (int i = 1; i <= count; ++i)
        histogram.record(i);
    QCOMPARE(histogram.percentile(percentile), expected);
}

void HistogramTest::mergesAsIfRecordedTogether_data()
{
    QTest::addColumn<Samples>("first");
    QTest::addColumn<Samples>("second");
    const Samples small = drawFrom(2'000, std::uniform_int_distribution<qint64>(1, 3'000));
    const Samples large = drawFrom(2'000, std::lognormal_distribution<double>(14, 2));
    QTest::newRow("small into large") << large << small;
    QTest::newRow("large into small") << small << large;
    QTest::newRow("into empty") << Samples() << large;
    QTest::newRow("empty into") << small << Samples();
    QTest::newRow("both empty") << Samples() << Samples();
    QTest::newRow("outside") << Samples{0, -5, 10} << Samples{Histogram::highestTrackable + 1, 3};
}

void HistogramTest::mergesAsIfRecordedTogether()
{
    QFETCH(Samples, first);
    QFETCH(Samples, second);
    Histogram merged = makeHistogram(first);
    merged.merge(makeHistogram(second));

    Samples both = first;
    both.insert(both.end(), second.begin(), second.end());
    const Histogram together = makeHistogram(both);
    QVERIFY(merged == together);
    QCOMPARE(merged.clamped(), together.clamped());
    QCOMPARE(merged.min(), together.min());
    QCOMPARE(merged.mean(), together.mean());
    QCOMPARE(merged.percentile(99), together.percentile(99));
}

void HistogramTest::tilesTheWholeRange()
{
    // Iterates over buckets: each begins where the previous one ended, contains both its ends, and is no
    // wider than 0.1 % of its minimum.
    qint64 next = 1;
    int steps = 0;
    while (next <= Histogram::highestTrackable) {
        Histogram histogram;
        histogram.record(next);
        const std::vector<Histogram::Bucket> buckets = histogram.buckets();
        QCOMPARE(buckets.size(), std::size_t(1));
        const Histogram::Bucket bucket = buckets.front();
        QCOMPARE(bucket.lowestUs, next);
        QCOMPARE(bucket.count, 1);
        QVERIFY(bucket.highestUs >= bucket.lowestUs);
        QVERIFY(double(bucket.highestUs - bucket.lowestUs) <= double(bucket.lowestUs) * 0.001);
        if (bucket.highestUs <= Histogram::highestTrackable) {
            histogram.record(bucket.highestUs);
            QCOMPARE(histogram.buckets().size(), std::size_t(1));
        }
        next = bucket.highestUs + 1;
        ++steps;
    }
    QVERIFY(steps > 20'000 && steps < 24'000);
}

void HistogramTest::isExactBelowTwoThousand()
{
    Histogram histogram;
    for (qint64 value = 1; value < 2'048; ++value)
        histogram.record(value, value);
    qint64 value = 1;
    for (const Histogram::Bucket &bucket : histogram.buckets()) {
        QCOMPARE(bucket.lowestUs, value);
        QCOMPARE(bucket.highestUs, value);
        QCOMPARE(bucket.count, value);
        ++value;
    }
    QCOMPARE(value, 2'048);
}

void HistogramTest::percentilesWithoutSamples()
{
    const Histogram histogram;
    QVERIFY(histogram.isEmpty());
    QCOMPARE(histogram.count(), 0);
    QCOMPARE(histogram.min(), 0);
    QCOMPARE(histogram.max(), 0);
    QCOMPARE(histogram.mean(), 0.0);
    QCOMPARE(histogram.stddev(), 0.0);
    for (const double percentile : percentiles)
        QCOMPARE(histogram.percentile(percentile), 0);
    QVERIFY(histogram.buckets().empty());
}

void HistogramTest::percentilesOfOneSample_data()
{
    QTest::addColumn<qint64>("value");
    for (const qint64 value : {qint64(1), qint64(2'047), qint64(2'048), qint64(2'049), qint64(123'457),
                               Histogram::highestTrackable - 1, Histogram::highestTrackable})
        QTest::addRow("%lld", value) << value;
}

void HistogramTest::percentilesOfOneSample()
{
    QFETCH(qint64, value);
    Histogram histogram;
    histogram.record(value);
    for (const double percentile : percentiles)
        QCOMPARE(histogram.percentile(percentile), value);
    QCOMPARE(histogram.mean(), double(value));
    QCOMPARE(histogram.stddev(), 0.0);
    QCOMPARE(histogram.clamped(), 0);
}

void HistogramTest::clampsAndCountsOutliers()
{
    Histogram histogram;
    histogram.record(0);
    histogram.record(-1'000);
    histogram.record(Histogram::highestTrackable + 1, 2);
    histogram.record(std::numeric_limits<qint64>::max());
    histogram.record(std::numeric_limits<qint64>::min());
    histogram.record(500);
    QCOMPARE(histogram.count(), 7);
    QCOMPARE(histogram.clamped(), 6);
    QCOMPARE(histogram.min(), 1);
    QCOMPARE(histogram.max(), Histogram::highestTrackable);
    QCOMPARE(histogram.percentile(50), 500);
    QCOMPARE(histogram.percentile(99), Histogram::highestTrackable);
}

void HistogramTest::ignoresNonPositiveCounts()
{
    Histogram histogram;
    histogram.record(10, 0);
    histogram.record(10, -3);
    QVERIFY(histogram == Histogram());
}

void HistogramTest::countsInBulk()
{
    Histogram one;
    one.record(4'711, 1'000);
    Histogram other;
    for (int i = 0; i < 1'000; ++i)
        other.record(4'711);
    QVERIFY(one == other);
}

void HistogramTest::sumsExactlyInAnyOrder()
{
    // In a double, single microseconds would be lost against the sum of the large ones.
    Histogram largeFirst;
    largeFirst.record(Histogram::highestTrackable, 1'000'000'000);
    for (int i = 0; i < 1'000; ++i)
        largeFirst.record(1);
    Histogram smallFirst;
    smallFirst.record(1, 1'000);
    QVERIFY(!(largeFirst == smallFirst));
    smallFirst.record(Histogram::highestTrackable, 1'000'000'000);
    QVERIFY(largeFirst == smallFirst);
}

void HistogramTest::canBeFilledAgainAfterClear()
{
    Histogram histogram = makeHistogram({0, 5, 900'000});
    histogram.clear();
    QVERIFY(histogram == Histogram());
    histogram.record(7);
    QVERIFY(histogram == makeHistogram({7}));
}

void HistogramTest::takesPercentilesOutsideTheRange()
{
    const Histogram histogram = makeHistogram({5, 6, 7});
    QCOMPARE(histogram.percentile(-1), 5);
    QCOMPARE(histogram.percentile(std::nan("")), 5);
    QCOMPARE(histogram.percentile(101), 7);
}

LOADSTONE_TEST(HistogramTest, QCoreApplication)
#include "tst_histogram.moc"
