// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/medianinterval.h"
#include "core/analysis/statistics/rankdistribution.h"
#include "core/analysis/statistics/ranksum.h"
#include "core/analysis/statistics/signedrank.h"
#include "core/load/random.h"
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

constexpr double figureRounding = 1e-12;

bool isSameFigure(double value, double expected) { return std::abs(value - expected) <= figureRounding; }

/// 1, 2, … count.
QList<double> counting(int count, double first = 1)
{
    QList<double> values(count);
    std::iota(values.begin(), values.end(), first);
    return values;
}

/// Integers of a small range, so that many are equal.
QList<double> tiedValues(RandomStream &random, int count, int range, int from)
{
    QList<double> values;
    for (int i = 0; i < count; ++i)
        values.append(from + double(random.next() % quint64(range)));
    return values;
}

/// By definition: the mean of the ranks that equal values would have.
double midRank(const QList<double> &values, qsizetype index)
{
    int below = 0, equal = 0;
    for (const double value : values) {
        below += value < values[index] ? 1 : 0;
        equal += value == values[index] ? 1 : 0;
    }
    return below + (equal + 1) / 2.0;
}

/// Two-sided p of the sum that the bits of `observed` select, among the sums of all selections that `isPossible`.
double enumeratedP(const QList<double> &ranks, unsigned observed,
                   const std::function<bool(unsigned)> &isPossible)
{
    const auto sum = [&](unsigned selection) {
        double total = 0;
        for (qsizetype i = 0; i < ranks.size(); ++i)
            total += selection >> i & 1 ? ranks[i] : 0;
        return total;
    };
    int all = 0, low = 0, high = 0;
    for (unsigned selection = 0; selection < 1u << ranks.size(); ++selection) {
        if (!isPossible(selection))
            continue;
        ++all;
        low += sum(selection) <= sum(observed) ? 1 : 0;
        high += sum(selection) >= sum(observed) ? 1 : 0;
    }
    return std::min(1.0, 2.0 * std::min(low, high) / all);
}

double enumeratedRankSumP(const QList<double> &baseline, const QList<double> &other)
{
    const QList<double> all = other + baseline;
    QList<double> ranks;
    for (qsizetype i = 0; i < all.size(); ++i)
        ranks.append(midRank(all, i));
    return enumeratedP(ranks, (1u << other.size()) - 1,
                       [&](unsigned selection) { return std::popcount(selection) == other.size(); });
}

double enumeratedSignedRankP(const QList<double> &differences)
{
    QList<double> sizes, ranks;
    for (const double difference : differences)
        sizes.append(std::abs(difference));
    unsigned positive = 0;
    for (qsizetype i = 0; i < sizes.size(); ++i) {
        if (sizes[i] == 0)
            continue;
        positive |= differences[i] > 0 ? 1u << ranks.size() : 0;
        ranks.append(midRank(sizes, i));
    }
    return enumeratedP(ranks, positive, [](unsigned) { return true; });
}

} // namespace

class TestRankTests : public QObject
{
    Q_OBJECT
private slots:
    void medianHasItsTrueLevel_data();
    void medianHasItsTrueLevel();
    void medianIsOfSortedValues();
    void midRanksAreShared();
    void sixAgainstSix();
    void ratioIsOnLogarithms();
    void levelOfSmallSamples_data();
    void levelOfSmallSamples();
    void rankSumEqualsEnumeration();
    void signedRankEqualsEnumeration();
    void signedRankOfSix();
    void pairedRatioIsOfPairs();
    void nearlyEqualDifferencesAreTied();
    void zerosAreRankedAndDropped();
    void swappingSamplesInvertsTheRatio();
    void nothingForValuesWithoutLogarithm();
    void nothingForImpossibleValues();
    void fiftyAgainstFiftyIsFast();
    void approximationContinuesTheCount();
};

void TestRankTests::medianHasItsTrueLevel_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<double>("level");
    QTest::addColumn<bool>("isInterval");
    // 1 − 2 · P(Binomial(n, ½) < k), by hand
    QTest::newRow("1") << 1 << 1.0 << 1.0 << 0.0 << false;
    QTest::newRow("2") << 2 << 1.0 << 2.0 << 0.5 << false;
    QTest::newRow("5") << 5 << 1.0 << 5.0 << 0.9375 << false;
    QTest::newRow("6") << 6 << 1.0 << 6.0 << 0.96875 << true;
    QTest::newRow("8") << 8 << 1.0 << 8.0 << 1 - 2 / 256.0 << true; // from 2 to 7 only 93 %
    QTest::newRow("9") << 9 << 2.0 << 8.0 << 1 - 2 * 10 / 512.0 << true;
    QTest::newRow("20") << 20 << 6.0 << 15.0 << 1 - 2 * (1 + 20 + 190 + 1140 + 4845 + 15504) / 1048576.0
                        << true;
}

void TestRankTests::medianHasItsTrueLevel()
{
    QFETCH(int, count);
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(double, level);
    QFETCH(bool, isInterval);
    const std::optional<Estimate> median = medianWithInterval(counting(count));
    QVERIFY(median);
    QCOMPARE(median->value, (count + 1) / 2.0);
    QCOMPARE(median->interval.low, low);
    QCOMPARE(median->interval.high, high);
    QVERIFY2(isSameFigure(median->interval.level, level),
             qPrintable(QString::number(median->interval.level)));
    QCOMPARE(median->interval.reachesNominal(), isInterval);
}

void TestRankTests::medianIsOfSortedValues()
{
    const std::optional<Estimate> median = medianWithInterval(QList<double>{9, 1, 7, 3, 100, 5});
    QCOMPARE(median->value, 6.0);
    QCOMPARE(median->interval.low, 1.0);
    QCOMPARE(median->interval.high, 100.0);
}

void TestRankTests::midRanksAreShared()
{
    QCOMPARE(doubledMidRanks(QList<double>{5, 1, 5, 9, 5}), (QList<qint64>{6, 2, 6, 10, 6}));
    QCOMPARE(doubledMidRanks(QList<double>{2, 1, 2}), (QList<qint64>{5, 2, 5}));
    QCOMPARE(doubledMidRanks(QList<double>{1, 1.05, 3}, 0.1), (QList<qint64>{3, 3, 6}));
    QCOMPARE(doubledMidRanks(QList<double>{}), QList<qint64>());
}

void TestRankTests::sixAgainstSix()
{
    // Powers of two: all 36 differences are different.
    const QList<double> baseline{0, 1, 3, 7, 15, 31};
    const QList<double> other{100, 164, 292, 548, 1060, 2084};
    QList<double> differences;
    for (const double to : other) {
        for (const double from : baseline)
            differences.append(to - from);
    }
    std::sort(differences.begin(), differences.end());
    const std::optional<Estimate> shift = hodgesLehmannDifference(baseline, other);
    QVERIFY(shift);
    QCOMPARE(shift->interval.low, differences[5]);                    // the 6th
    QCOMPARE(shift->interval.high, differences[30]);                  // the 31st
    QVERIFY(isSameFigure(shift->interval.level, 1 - 2 * 19 / 924.0)); // 95.9 %
    QCOMPARE(shift->value, (differences[17] + differences[18]) / 2);
    // Completely separated: 2 of the 924 orders.
    QVERIFY(isSameFigure(rankSumP(baseline, other).value(), 2 / 924.0));
}

void TestRankTests::ratioIsOnLogarithms()
{
    QList<double> baseline, other;
    for (const double power : {0, 1, 3, 7, 15, 31})
        baseline.append(std::exp2(power / 10));
    for (const double power : {0, 2, 5, 11, 19, 40})
        other.append(std::exp2(power / 10));
    const std::optional<Estimate> ratio = hodgesLehmannRatio(baseline, other);
    const std::optional<Estimate> shift =
        hodgesLehmannDifference(QList<double>{0, 1, 3, 7, 15, 31}, QList<double>{0, 2, 5, 11, 19, 40});
    QVERIFY(ratio && shift);
    QVERIFY(isSameFigure(std::log2(ratio->value) * 10, shift->value));
    QVERIFY(isSameFigure(std::log2(ratio->interval.low) * 10, shift->interval.low));
    QVERIFY(isSameFigure(std::log2(ratio->interval.high) * 10, shift->interval.high));
    QCOMPARE(ratio->interval.level, shift->interval.level);
}

void TestRankTests::levelOfSmallSamples_data()
{
    QTest::addColumn<int>("baseline");
    QTest::addColumn<int>("other");
    QTest::addColumn<double>("level");
    QTest::newRow("1 and 1") << 1 << 1 << 0.0; // 1 − 2 · 1/2
    QTest::newRow("3 and 3") << 3 << 3 << 1 - 2 / 20.0;
    QTest::newRow("3 and 4") << 3 << 4 << 1 - 2 / 35.0;
    QTest::newRow("4 and 4") << 4 << 4 << 1 - 2 / 70.0;
    QTest::newRow("5 and 4") << 5 << 4 << 1 - 2 * 2 / 126.0;
    QTest::newRow("5 and 5") << 5 << 5 << 1 - 2 * 4 / 252.0;
}

void TestRankTests::levelOfSmallSamples()
{
    QFETCH(int, baseline);
    QFETCH(int, other);
    QFETCH(double, level);
    const std::optional<Estimate> shift = hodgesLehmannDifference(counting(baseline), counting(other, 20));
    QVERIFY(shift);
    QVERIFY2(isSameFigure(shift->interval.level, level), qPrintable(QString::number(shift->interval.level)));
    QCOMPARE(shift->interval.reachesNominal(), level >= 0.95);
}

void TestRankTests::rankSumEqualsEnumeration()
{
    RandomStream random(1, 0);
    for (int round = 0; round < 300; ++round) {
        const QList<double> baseline = tiedValues(random, 1 + int(random.next() % 6), 2 + round % 9, 10);
        const QList<double> other = tiedValues(random, 1 + int(random.next() % 6), 2 + round % 7, 11);
        const double expected = enumeratedRankSumP(baseline, other);
        const std::optional<double> p = rankSumP(baseline, other);
        QVERIFY(p);
        QVERIFY2(isSameFigure(*p, expected),
                 qPrintable(u"round %1: %2 and %3"_s.arg(round).arg(*p).arg(expected)));
        QVERIFY(isSameFigure(rankSumP(other, baseline).value(), expected));
    }
}

void TestRankTests::signedRankEqualsEnumeration()
{
    RandomStream random(2, 0);
    for (int round = 0; round < 300; ++round) {
        const QList<double> differences = tiedValues(random, 1 + int(random.next() % 10), 9, -3);
        const double expected = enumeratedSignedRankP(differences);
        const std::optional<double> p = signedRankP(differences);
        QVERIFY(p);
        QVERIFY2(isSameFigure(*p, expected),
                 qPrintable(u"round %1: %2 and %3"_s.arg(round).arg(*p).arg(expected)));
    }
}

void TestRankTests::signedRankOfSix()
{
    const QList<double> differences{1, 2, 4, 8, 16, 32};
    QVERIFY(isSameFigure(signedRankP(differences).value(), 2 / 64.0));
    const std::optional<Estimate> centre = walshEstimate(differences);
    QCOMPARE(centre->interval.low, 1.0); // of the 21 averages the lowest and the highest
    QCOMPARE(centre->interval.high, 32.0);
    QVERIFY(isSameFigure(centre->interval.level, 0.96875));
    // Sorted: 1 1.5 2 2.5 3 4 4.5 5 6 8 | 8.5 | 9 10 12 16 16.5 17 18 20 24 32
    QCOMPARE(centre->value, 8.5);
    // Seven: 2 · 3 of 128 lie outside of the 3rd to the 26th average.
    const QList<double> seven{1, 2, 4, 8, 16, 32, 64};
    QVERIFY(isSameFigure(walshEstimate(seven)->interval.level, 1 - 2 * 3 / 128.0));
    QCOMPARE(walshEstimate(seven)->interval.low, 2.0);
    QCOMPARE(walshEstimate(seven)->interval.high, 40.0);
    QVERIFY(!walshEstimate(counting(5))->interval.reachesNominal());
}

void TestRankTests::pairedRatioIsOfPairs()
{
    // Rounds differ a hundredfold, the servers in each round by 10 % only.
    const QList<double> baseline{1, 100, 3, 50, 7, 20};
    QList<double> other;
    for (const double value : baseline)
        other.append(value * 1.1);
    const std::optional<Estimate> ratio = pairedRatio(baseline, other);
    QVERIFY(ratio);
    QVERIFY(isSameFigure(ratio->value, 1.1));
    QVERIFY(isSameFigure(ratio->interval.low, 1.1) && isSameFigure(ratio->interval.high, 1.1));
    QVERIFY(hodgesLehmannRatio(baseline, other)->interval.high > 5);
    QVERIFY(!pairedRatio(baseline, other.mid(1)));
}

void TestRankTests::nearlyEqualDifferencesAreTied()
{
    // 0.3 − 0.2 and 0.2 − 0.1 differ in their last bits.
    const double one = 0.3 - 0.2;
    const double same = 0.2 - 0.1;
    QVERIFY(one != same);
    QCOMPARE(signedRankP(QList<double>{one, -same, 0.5}), signedRankP(QList<double>{1, -1, 5}));
    QCOMPARE(signedRankP(QList<double>{same, -one, 0.5}), signedRankP(QList<double>{1, -1, 5}));
}

void TestRankTests::zerosAreRankedAndDropped()
{
    QCOMPARE(signedRankP(QList<double>{0, 0, 0}).value(), 1.0);
    // Ranks 4, 5, 6 and −3: 3 or less is the sum of two of the sixteen (none, the one of rank 3).
    QVERIFY(isSameFigure(signedRankP(QList<double>{0, 0, -1, 2, 3, 4}).value(), 2 * 2 / 16.0));
    // Ranks −2, −3, 4 and 5: six of sixteen sums are at most 5. Omitting the zero first would leave the ranks
    // −1, −2, 3 and 4, and five sums of at most 3.
    QVERIFY(isSameFigure(signedRankP(QList<double>{0, -1, -2, 3, 4}).value(), 2 * 6 / 16.0));
}

void TestRankTests::swappingSamplesInvertsTheRatio()
{
    const QList<double> baseline{10, 12, 11, 13, 17, 10.5};
    const QList<double> other{14, 12.5, 15, 16, 18, 13.5, 19};
    const std::optional<Estimate> there = hodgesLehmannRatio(baseline, other);
    const std::optional<Estimate> back = hodgesLehmannRatio(other, baseline);
    QVERIFY(isSameFigure(there->value * back->value, 1));
    QVERIFY(isSameFigure(there->interval.low * back->interval.high, 1));
    QVERIFY(isSameFigure(there->interval.high * back->interval.low, 1));
    QCOMPARE(rankSumP(baseline, other), rankSumP(other, baseline));
}

void TestRankTests::nothingForValuesWithoutLogarithm()
{
    const QList<double> positive = counting(6);
    for (const double value : {0.0, -1.0}) {
        QList<double> values = positive;
        values[3] = value;
        QVERIFY(!hodgesLehmannRatio(positive, values));
        QVERIFY(!hodgesLehmannRatio(values, positive));
        QVERIFY(!pairedRatio(positive, values));
        QVERIFY(hodgesLehmannDifference(positive, values));
        QVERIFY(rankSumP(positive, values));
    }
}

void TestRankTests::nothingForImpossibleValues()
{
    const QList<double> good = counting(6);
    for (const double value :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        const QList<double> bad{1, 2, value, 4, 5, 6};
        QVERIFY(!medianWithInterval(bad));
        QVERIFY(!rankSumP(good, bad) && !rankSumP(bad, good));
        QVERIFY(!hodgesLehmannDifference(good, bad) && !hodgesLehmannRatio(bad, good));
        QVERIFY(!signedRankP(bad) && !walshEstimate(bad));
    }
    const QList<double> none;
    QVERIFY(!medianWithInterval(none));
    QVERIFY(!rankSumP(good, none) && !rankSumP(none, good));
    QVERIFY(!hodgesLehmannDifference(good, none) && !hodgesLehmannRatio(none, good));
    QVERIFY(!signedRankP(none) && !walshEstimate(none) && !pairedRatio(none, none));
}

void TestRankTests::fiftyAgainstFiftyIsFast()
{
    const QList<double> baseline = counting(50);
    const QList<double> other = counting(50, 25.5);
    QElapsedTimer timer;
    timer.start();
    const std::optional<Estimate> ratio = hodgesLehmannRatio(baseline, other);
    const std::optional<double> p = rankSumP(baseline, other);
    // Some 30 ms; counting over all subsets would take longer than the universe has.
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(ratio && ratio->interval.level > 0.95 && ratio->interval.level < 0.951);
    QVERIFY(p && *p > 0 && *p < 0.001);
}

void TestRankTests::approximationContinuesTheCount()
{
    // 100 against 100 is counted, 101 against 101 approximated.
    const auto p = [](int count) {
        const double shift = count * 0.1 + 0.5;
        return rankSumP(counting(count), counting(count, shift)).value();
    };
    QVERIFY(p(100) > 0.001 && p(100) < 0.1);
    QVERIFY2(std::abs(p(101) / p(100) - 1) < 0.1, qPrintable(u"%1 %2"_s.arg(p(100)).arg(p(101))));
    const auto level = [](int count) {
        return hodgesLehmannDifference(counting(count), counting(count))->interval.level;
    };
    QVERIFY(level(100) > 0.95 && level(100) < 0.951);
    QVERIFY(level(101) > 0.95 && level(101) < 0.951);
    std::vector<qint64> ranks(200);
    std::iota(ranks.begin(), ranks.end(), 1);
    const RankDistribution counted = RankDistribution::ofSignedRanks(ranks);
    QVERIFY(counted.isExact());
    ranks.push_back(201);
    const RankDistribution approximated = RankDistribution::ofSignedRanks(ranks);
    QVERIFY(!approximated.isExact());
    QVERIFY(std::abs(counted.atMost(8'500) - 0.0296) < 0.002);
    // The same distance from the mean in deviations.
    QVERIFY(std::abs(approximated.atMost(10150 - 1560) - counted.atMost(10050 - 1548)) < 0.002);
}

LOADSTONE_TEST(TestRankTests, NoApplication)
#include "tst_ranktests.moc"
