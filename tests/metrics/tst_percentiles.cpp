// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/percentiles.h"
#include "tests/support/goldensamples.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTest>

#include <cmath>

using namespace loadstone;

class PercentilesTest : public QObject
{
    Q_OBJECT
private slots:
    void halvesItsSteps();
    void isEmptyWithoutValues();
    void endsWithTheExactMaximum();
    void matchesTheReferenceLibrary();
    void writesTheClassicText();
};

void PercentilesTest::halvesItsSteps()
{
    Histogram histogram;
    for (qint64 value = 1; value <= 1'000; ++value)
        histogram.record(value);
    const std::vector<PercentilePoint> points = percentileSeries(histogram);
    const double levels[] = {0, 10, 20, 30, 40, 50, 55, 60, 65, 70, 75, 77.5, 80, 82.5, 85, 87.5, 88.75};
    for (std::size_t i = 0; i < std::size(levels); ++i) {
        QCOMPARE(points[i].percentile, levels[i]);
        const auto rank = std::max<qint64>(1, std::llround(std::ceil(levels[i] * 10)));
        QCOMPARE(points[i].valueUs, rank);
        QCOMPARE(points[i].count, rank);
    }
    QCOMPARE(points.back(), (PercentilePoint{100, 1'000, 1'000}));
    QCOMPARE(percentileSeries(histogram, 1)[1].percentile, 50.0);
    QCOMPARE(percentileSeries(histogram, 1)[2].percentile, 75.0);
}

void PercentilesTest::isEmptyWithoutValues() { QVERIFY(percentileSeries(Histogram()).empty()); }

void PercentilesTest::endsWithTheExactMaximum()
{
    Histogram histogram;
    histogram.record(1'000'001);
    const std::vector<PercentilePoint> points = percentileSeries(histogram);
    QCOMPARE(points.size(), std::size_t(2));
    QCOMPARE(points[0], (PercentilePoint{0, 1'000'001, 1}));
    QCOMPARE(points[1], (PercentilePoint{100, 1'000'001, 1}));
}

void PercentilesTest::matchesTheReferenceLibrary()
{
    const Histogram histogram = goldenHistogram(10'000, 50'000);
    QFile file(QStringLiteral(TEST_SOURCE_DIR "/golden.hgrm"));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.errorString()));
    int rows = 0;
    while (!file.atEnd()) {
        const QByteArrayList fields = file.readLine().simplified().split(' ');
        bool isNumber = false;
        const double value = fields[0].toDouble(&isNumber);
        if (!isNumber || fields.size() < 3)
            continue;
        ++rows;
        const qint64 expected = std::min<qint64>(std::llround(value * 1'000), histogram.max());
        // Printed with twelve digits, a level can be slightly above the intended rank.
        const double percentile = 100 * fields[1].toDouble();
        const qint64 got = percentile > 0 ? histogram.percentile(percentile - 1e-7) : histogram.min();
        QVERIFY2(got == expected, fields.join(' ').constData());
    }
    QVERIFY(rows > 50);
}

void PercentilesTest::writesTheClassicText()
{
    Histogram histogram;
    histogram.record(1'500, 3);
    histogram.record(4'000);
    const QByteArray expected = "       Value     Percentile TotalCount 1/(1-Percentile)\n"
                                "\n"
                                "       1.500 0.000000000000          3           1.00\n"
                                "       1.500 0.100000000000          3           1.11\n"
                                "       1.500 0.200000000000          3           1.25\n"
                                "       1.500 0.300000000000          3           1.43\n"
                                "       1.500 0.400000000000          3           1.67\n"
                                "       1.500 0.500000000000          3           2.00\n"
                                "       1.500 0.550000000000          3           2.22\n"
                                "       1.500 0.600000000000          3           2.50\n"
                                "       1.500 0.650000000000          3           2.86\n"
                                "       1.500 0.700000000000          3           3.33\n"
                                "       1.500 0.750000000000          3           4.00\n"
                                "       4.000 0.775000000000          4           4.44\n"
                                "       4.000 1.000000000000          4\n"
                                "#[Mean    =        2.125, StdDeviation   =        1.083]\n"
                                "#[Max     =        4.000, Total count    =            4]\n"
                                "#[Buckets =           22, SubBuckets     =         2048]\n";
    QCOMPARE(percentileText(histogram), expected);
}

LOADSTONE_TEST(PercentilesTest, QCoreApplication)
#include "tst_percentiles.moc"
