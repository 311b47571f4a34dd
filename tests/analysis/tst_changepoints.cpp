// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/changepoints.h"
#include "core/analysis/statistics/serieschanges.h"
#include "core/analysis/statistics/stability.h"
#include "tests/support/normalvalues.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTest>

#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// Cost by definition, of the segments that begin at the set bits (bit i: a change before value i + 1).
double costOf(const QList<double> &values, unsigned changes, const ChangePointSearch &search)
{
    double cost = search.penalty * std::popcount(changes);
    QList<double> segment;
    for (qsizetype i = 0; i < values.size(); ++i) {
        segment.append(values[i]);
        const bool isLast = i + 1 == values.size() || (changes >> i & 1);
        if (!isLast)
            continue;
        if (segment.size() < search.shortest)
            return std::numeric_limits<double>::infinity();
        const double mean = std::accumulate(segment.begin(), segment.end(), 0.0) / double(segment.size());
        for (const double value : segment)
            cost += std::pow((value - mean) / search.noise, 2);
        segment.clear();
    }
    return cost;
}

unsigned asBits(const QList<qsizetype> &changes)
{
    unsigned bits = 0;
    for (const qsizetype first : changes)
        bits |= 1u << (first - 1);
    return bits;
}

/// A series of parts: mean and number of values, with relative normal noise.
struct Part {
    double mean;
    int count;
};
QList<double> series(const QList<Part> &parts, double noise, RandomStream &random)
{
    QList<double> values;
    for (const Part &part : parts) {
        for (int i = 0; i < part.count; ++i)
            values.append(part.mean * (1 + noise * nextNormal(random)));
    }
    return values;
}

QList<double> series(const QList<Part> &parts, double noise = 0.02)
{
    RandomStream random(7, 0);
    return series(parts, noise, random);
}

} // namespace

Q_DECLARE_METATYPE(loadstone::Stability)
Q_DECLARE_METATYPE(QList<Part>)

class TestChangePoints : public QObject
{
    Q_OBJECT
private slots:
    void findsTheBestOfAllSegmentations();
    void segmentsHaveTheirLength();
    void noiseIgnoresChangesAndSpikes();
    void classifiesTrials_data();
    void classifiesTrials();
    void segmentsOfATrial();
    void aStallIsNoChange();
    void constantRateIsFlat();
    void flatTrialsAreRarelyAnythingElse();
    void fewSlicesAreComparedByHalves();
    void longTrialsAreAveraged();
    void nothingForImpossibleSlices();
    void findsChangesAcrossRuns();
    void weakChangesAreMarked();
    void tenRunsAreNeeded();
    void seriesWithZeros();
    void flatSeriesRarelyHaveAChange();
};

void TestChangePoints::findsTheBestOfAllSegmentations()
{
    RandomStream random(1, 0);
    for (int round = 0; round < 200; ++round) {
        QList<double> values;
        double level = 0;
        for (int i = 0; i < 11; ++i) {
            level += random.next() % 4 == 0 ? 3 * nextNormal(random) : 0;
            values.append(level + nextNormal(random));
        }
        const ChangePointSearch search{0.5 + random.nextUnit(), 1 + 9 * random.nextUnit(), 1 + round % 4};
        const double found = costOf(values, asBits(changePoints(values, search)), search);
        double best = std::numeric_limits<double>::infinity();
        for (unsigned changes = 0; changes < 1u << 10; ++changes)
            best = std::min(best, costOf(values, changes, search));
        QVERIFY2(std::abs(found - best) <= 1e-9 * best,
                 qPrintable(u"%1: %2, %3"_s.arg(round).arg(found).arg(best)));
    }
}

void TestChangePoints::segmentsHaveTheirLength()
{
    const QList<double> values{0, 0, 0, 9, 9, 9, 9, 9, 9, 9};
    QCOMPARE(changePoints(values, {1, 5, 1}), (QList<qsizetype>{3}));
    QCOMPARE(changePoints(values, {1, 5, 4}), (QList<qsizetype>{4}));
    QCOMPARE(changePoints(values, {1, 1e6, 1}), QList<qsizetype>());
    QCOMPARE(changePoints(values, {1, 5, 6}), QList<qsizetype>());
    QCOMPARE(changePoints(QList<double>{}, {1, 5, 1}), QList<qsizetype>());
}

void TestChangePoints::noiseIgnoresChangesAndSpikes()
{
    RandomStream random(3, 0);
    QList<double> values;
    for (int i = 0; i < 2'000; ++i)
        values.append((i < 1'000 ? 0 : 100) + 2 * nextNormal(random) + (i % 100 == 0 ? 1'000 : 0));
    const double noise = noiseOfNeighbours(values);
    QVERIFY2(noise > 1.8 && noise < 2.2, qPrintable(QString::number(noise)));
    QCOMPARE(noiseOfNeighbours(QList<double>{5}), 0.0);
    // Differences 1 and 3: their median ÷ (0.6745 · √2)
    QVERIFY(std::abs(noiseOfNeighbours(QList<double>{1, 2, 5}) - 2 / (0.6744897501960817 * std::sqrt(2.0)))
            < 1e-12);
}

void TestChangePoints::classifiesTrials_data()
{
    QTest::addColumn<QList<Part>>("parts");
    QTest::addColumn<Stability>("stability");
    QTest::newRow("flat") << QList<Part>{{1'000, 60}} << Stability::Flat;
    QTest::newRow("warm-up") << QList<Part>{{600, 10}, {1'000, 50}} << Stability::WarmUp;
    QTest::newRow("warm-up in steps") << QList<Part>{{600, 10}, {800, 10}, {1'000, 40}} << Stability::WarmUp;
    QTest::newRow("slowing") << QList<Part>{{1'000, 30}, {800, 30}} << Stability::Slowing;
    QTest::newRow("faster for a while")
        << QList<Part>{{800, 20}, {1'000, 15}, {800, 25}} << Stability::Slowing;
    QTest::newRow("slower for a while")
        << QList<Part>{{1'000, 20}, {800, 15}, {1'000, 25}} << Stability::WarmUp;
    QTest::newRow("change at the end") << QList<Part>{{1'000, 50}, {1'300, 10}} << Stability::NoSteadyState;
    QTest::newRow("up and down") << QList<Part>{{1'000, 12}, {700, 12}, {1'000, 12}, {700, 12}, {1'000, 12}}
                                 << Stability::NoSteadyState;
    QTest::newRow("just steady") << QList<Part>{{1'000, 44}, {1'300, 16}} << Stability::WarmUp;
    QTest::newRow("twenty") << QList<Part>{{600, 8}, {1'000, 12}} << Stability::WarmUp;
    QTest::newRow("twenty, at the end") << QList<Part>{{600, 15}, {1'000, 5}} << Stability::NoSteadyState;
    QTest::newRow("under 2 %") << QList<Part>{{1'000, 300}, {1'012, 300}} << Stability::Flat;
}

void TestChangePoints::classifiesTrials()
{
    QFETCH(QList<Part>, parts);
    QFETCH(Stability, stability);
    const QList<double> slices = series(parts);
    const std::optional<RateStability> result = classifyStability(slices);
    QVERIFY(result);
    QVERIFY(!result->isByHalves);
    QCOMPARE(result->stability, stability);
    qsizetype next = 0;
    for (const RateSegment &segment : result->segments) { // without a gap
        QCOMPARE(segment.first, next);
        next += segment.count;
    }
    QCOMPARE(next, slices.size());
}

void TestChangePoints::segmentsOfATrial()
{
    const QList<RateSegment> segments = classifyStability(series({{600, 10}, {1'000, 50}}))->segments;
    QCOMPARE(segments.size(), 2);
    QCOMPARE(segments[0].count, 10);
    QVERIFY(std::abs(segments[0].medianRps - 600) < 12);
    QVERIFY(std::abs(segments[1].medianRps - 1'000) < 12);
}

void TestChangePoints::aStallIsNoChange()
{
    QList<double> slices = series({{1'000, 60}});
    slices[30] = 0;
    slices[31] = 100;
    QCOMPARE(classifyStability(slices)->stability, Stability::Flat);
    slices[57] = 0; // not even at the end
    QCOMPARE(classifyStability(slices)->stability, Stability::Flat);
    // Six seconds are.
    for (int i = 28; i < 34; ++i)
        slices[i] = 0;
    QCOMPARE(classifyStability(slices)->segments.size(), 3);
}

void TestChangePoints::constantRateIsFlat()
{
    QList<double> slices(60, 100.0); // an open load that is met: no noise at all
    QCOMPARE(classifyStability(slices)->stability, Stability::Flat);
    slices[10] = 99;
    QCOMPARE(classifyStability(slices)->stability, Stability::Flat);
    std::fill(slices.begin() + 20, slices.end(), 90);
    QCOMPARE(classifyStability(slices)->stability, Stability::Slowing);
}

void TestChangePoints::flatTrialsAreRarelyAnythingElse()
{
    RandomStream random(1, 0);
    int changed[3] = {0, 0, 0};
    for (int i = 0; i < 1'000; ++i) {
        QList<double> independent, heavyTailed, dependent;
        double last = 0;
        for (int slice = 0; slice < 20 + i % 5 * 25; ++slice) {
            independent.append(1'000 * (1 + 0.05 * nextNormal(random)));
            const double tail =
                0.03 * nextNormal(random) / std::sqrt(-std::log(1 - random.nextUnit())); // t, 2
            heavyTailed.append(std::max(0.0, 1'000 * (1 + tail)));
            last = 0.4 * last + 0.05 * nextNormal(random);
            dependent.append(1'000 * (1 + last));
        }
        int *count = changed;
        for (const QList<double> &slices : {independent, heavyTailed, dependent})
            *count++ += classifyStability(slices)->stability != Stability::Flat ? 1 : 0;
    }
    // Of 1,000 each; slices that depend on their neighbours look less noisy than they are.
    QVERIFY2(changed[0] <= 10 && changed[1] <= 20 && changed[2] <= 20,
             qPrintable(u"%1 %2 %3"_s.arg(changed[0]).arg(changed[1]).arg(changed[2])));
}

void TestChangePoints::fewSlicesAreComparedByHalves()
{
    const auto classified = [](double first, double second) {
        QList<double> slices(19, second); // 9 and 10
        std::fill(slices.begin(), slices.begin() + 9, first);
        return classifyStability(slices).value();
    };
    QVERIFY(classified(100, 100).isByHalves);
    QCOMPARE(classified(100, 100).segments, (QList<RateSegment>{{0, 9, 100}, {9, 10, 100}}));
    QCOMPARE(classified(100, 110).stability, Stability::Flat);
    QCOMPARE(classified(100, 110.1).stability, Stability::WarmUp);
    QCOMPARE(classified(100, 90).stability, Stability::Flat);
    QCOMPARE(classified(100, 89.9).stability, Stability::Slowing);
    QCOMPARE(classified(0, 10).stability, Stability::WarmUp);
    QVERIFY(!classifyStability(QList<double>(20, 100.0))->isByHalves);
    QVERIFY(classifyStability(QList<double>(4, 100.0))->isByHalves);
}

void TestChangePoints::longTrialsAreAveraged()
{
    // Five hours: groups of six seconds, and a rest of one.
    const QList<double> slices = series({{800, 4'000}, {1'000, 14'001}}, 0.1);
    QElapsedTimer timer;
    timer.start();
    const RateStability result = classifyStability(slices).value();
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(result.stability, Stability::WarmUp);
    QCOMPARE(result.segments.size(), 2);
    QVERIFY(std::abs(result.segments[0].count - 4'000) <= 12);
    QCOMPARE(result.segments[0].count % 6, 0); // 4,000 is no multiple
    QCOMPARE(result.segments[0].count + result.segments[1].count, slices.size());
}

void TestChangePoints::nothingForImpossibleSlices()
{
    QVERIFY(!classifyStability(QList<double>{}));
    QVERIFY(!classifyStability(QList<double>{1, 2, 3}));
    QVERIFY(!classifyStability(QList<double>(60, 0.0)));
    QVERIFY(!classifyStability(QList<double>{1, 2, 3, std::nan("")}));
}

void TestChangePoints::findsChangesAcrossRuns()
{
    const QList<SeriesChange> changes =
        findSeriesChanges(series({{100, 12}, {80, 10}, {120, 8}}), Better::Higher);
    QCOMPARE(changes.size(), 2);
    QCOMPARE(changes[0].first, 12);
    QCOMPARE(changes[1].first, 22);
    QVERIFY(!changes[0].isWeak && !changes[1].isWeak);
    QCOMPARE(changes[0].comparison.verdict, Verdict::Worse);
    QCOMPARE(changes[1].comparison.verdict, Verdict::Better);
    QVERIFY(std::abs(changes[0].comparison.ratio->value - 0.8) < 0.02);
    QCOMPARE(changes[1].comparison.baselineCount, 10); // from one change to the next
    QCOMPARE(changes[1].comparison.otherCount, 8);
    // 21 places where a change could be; completely separated: 2 ÷ C(22, 10)
    QVERIFY(std::abs(changes[0].comparison.correctedP.value() - 21 * 2 / 646646.0) < 1e-9);
    QCOMPARE(findSeriesChanges(series({{100, 12}, {80, 10}}), Better::Lower).first().comparison.verdict,
             Verdict::Better);
    const SeriesChange neither = findSeriesChanges(series({{100, 12}, {80, 10}}), Better::Neither).first();
    QVERIFY(!neither.comparison.verdict && !neither.isWeak);
}

void TestChangePoints::weakChangesAreMarked()
{
    // Clear, but with an interval within 2 %.
    const QList<SeriesChange> small =
        findSeriesChanges(series({{100, 30}, {101.5, 30}}, 0.005), Better::Higher);
    QCOMPARE(small.size(), 1);
    QVERIFY(small.first().comparison.correctedP.value() < 0.05);
    QVERIFY(small.first().isWeak);
    // Six against six of 40 % more in one place of three, interleaved in two runs: p is too high.
    const QList<double> mixed{100, 101, 99, 100, 140, 100, 140, 141, 139, 140, 100, 140};
    const QList<SeriesChange> doubtful = findSeriesChanges(mixed, Better::Higher);
    for (const SeriesChange &change : doubtful)
        QVERIFY(change.isWeak);
}

void TestChangePoints::tenRunsAreNeeded()
{
    const QList<double> ten{100, 101, 99, 100.5, 99.5, 150, 151, 149, 150.5, 149.5};
    const QList<SeriesChange> changes = findSeriesChanges(ten, Better::Higher);
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes.first().first, 5);
    QVERIFY(!changes.first().isWeak); // p = 2/252, one place
    QVERIFY(std::abs(changes.first().comparison.correctedP.value() - 2 / 252.0) < 1e-12);
    QVERIFY(findSeriesChanges(ten.first(9), Better::Higher).isEmpty());
    QList<double> unknown = ten;
    unknown[3] = std::nan("");
    QVERIFY(findSeriesChanges(unknown, Better::Higher).isEmpty());
    // Four runs on a side are too few for a change there.
    const QList<double> late{100, 101, 99, 100.5, 99.5, 100, 150, 151, 149, 150.5};
    for (const SeriesChange &change : findSeriesChanges(late, Better::Higher))
        QCOMPARE(change.first, 5);
}

void TestChangePoints::seriesWithZeros()
{
    QVERIFY(findSeriesChanges(QList<double>(20, 0.0), Better::Lower).isEmpty());
    QList<double> failures(20, 0.0);
    for (int i = 12; i < 20; ++i)
        failures[i] = 3 + i % 3;
    const QList<SeriesChange> changes = findSeriesChanges(failures, Better::Lower);
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes.first().first, 12);
    QCOMPARE(changes.first().comparison.verdict, Verdict::Worse);
    QVERIFY(changes.first().comparison.difference);
    QVERIFY(!changes.first().isWeak);
}

void TestChangePoints::flatSeriesRarelyHaveAChange()
{
    RandomStream random(1, 0);
    int strong = 0, any = 0;
    for (int i = 0; i < 1'000; ++i) {
        const QList<SeriesChange> changes =
            findSeriesChanges(series({{100, 10 + i % 31}}, 0.05, random), Better::Higher);
        any += changes.isEmpty() ? 0 : 1;
        strong +=
            std::any_of(changes.begin(), changes.end(), [](const auto &change) { return !change.isWeak; });
    }
    QVERIFY2(strong <= 50 && any <= 200, qPrintable(u"%1 strong, %2 with any"_s.arg(strong).arg(any)));
}

LOADSTONE_TEST(TestChangePoints, NoApplication)
#include "tst_changepoints.moc"
