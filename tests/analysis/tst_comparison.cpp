// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/comparison.h"
#include "core/analysis/statistics/holm.h"
#include "core/analysis/statistics/sharedplaces.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace loadstone;

namespace
{

bool isEqualValue(double value, double expected) { return std::abs(value - expected) <= 1e-9; }

RoundValues rounds(const QList<double> &values, double factor = 1)
{
    RoundValues result;
    for (const double value : values)
        result.append(value * factor);
    return result;
}

/// Six repeats within 1 % around 100.
const QList<double> steady{99.6, 100.3, 99.9, 100.1, 100.4, 99.7};

Verdict verdictOf(double factor, Better better)
{
    return compareSamples(rounds(steady), {rounds(steady, factor)}, better).rows.first().verdict.value();
}

QList<int> places(int count, const QList<std::pair<int, int>> &shown)
{
    return placesByDominance(count, [&](qsizetype better, qsizetype worse) {
        return shown.contains(std::pair(int(better), int(worse)));
    });
}

} // namespace

Q_DECLARE_METATYPE(loadstone::Verdict)
Q_DECLARE_METATYPE(loadstone::Interval)
Q_DECLARE_METATYPE(loadstone::IntervalOutcome)

class TestComparison : public QObject
{
    Q_OBJECT
private slots:
    void holmIsMonotoneAndAtMostOne();
    void verdictFollowsTheDirection();
    void verdictNeedsIntervalBeyondMargin_data();
    void verdictNeedsIntervalBeyondMargin();
    void verdictNeedsCorrectedP();
    void tooFewRepeats();
    void unknownRoundsAreNoValues();
    void noVerdictWithoutDirection();
    void valuesOfZeroAreComparedByDifference();
    void sharesOfVariance();
    void sharesNeedACompleteLayout();
    void pairedRatioWhereRoundsDominate();
    void placesAreShared();
    void placesOfServers();
    void thresholdNeedsTheWholeInterval_data();
    void thresholdNeedsTheWholeInterval();
};

void TestComparison::holmIsMonotoneAndAtMostOne()
{
    // Sorted 0.005 0.01 0.03 0.04: × 4, × 3, × 2, × 1, of which the last would fall below the one before it.
    const QList<double> corrected = holmCorrected(QList<double>{0.01, 0.04, 0.03, 0.005});
    QCOMPARE(corrected.size(), 4);
    QVERIFY(isEqualValue(corrected[0], 0.03));
    QVERIFY(isEqualValue(corrected[1], 0.06));
    QVERIFY(isEqualValue(corrected[2], 0.06));
    QVERIFY(isEqualValue(corrected[3], 0.02));
    QCOMPARE(holmCorrected(QList<double>{0.6, 0.9}), (QList<double>{1, 1}));
    QCOMPARE(holmCorrected(QList<double>{0.2}), (QList<double>{0.2}));
    QCOMPARE(holmCorrected(QList<double>{}), QList<double>());
}

void TestComparison::verdictFollowsTheDirection()
{
    QCOMPARE(verdictOf(1.5, Better::Higher), Verdict::Better);
    QCOMPARE(verdictOf(1.5, Better::Lower), Verdict::Worse);
    QCOMPARE(verdictOf(0.5, Better::Higher), Verdict::Worse);
    QCOMPARE(verdictOf(0.5, Better::Lower), Verdict::Better);
    QCOMPARE(verdictOf(1, Better::Higher), Verdict::Same);
    QCOMPARE(verdictOf(1.01, Better::Lower), Verdict::Same);
    QCOMPARE(verdictOf(1.02, Better::Lower), Verdict::NoClearDifference);
    const Comparison row = compareSamples(rounds(steady), {rounds(steady, 1.5)}, Better::Higher).rows.first();
    QVERIFY(row.ratio && std::abs(row.ratio->value - 1.5) < 0.01);
    QVERIFY(isEqualValue(row.ratio->interval.level, 1 - 38 / 924.0));
    QVERIFY(isEqualValue(row.p.value(), 2 / 924.0));
    QCOMPARE(row.correctedP, row.p);
    QCOMPARE(row.baselineCount, 6);
    QCOMPARE(row.otherCount, 6);
    QVERIFY(!row.difference);
}

void TestComparison::verdictNeedsIntervalBeyondMargin_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<double>("p");
    QTest::addColumn<Verdict>("verdict");
    QTest::newRow("beyond") << 1.021 << 1.3 << 0.049 << Verdict::Better;
    QTest::newRow("at the margin") << 1.02 << 1.3 << 0.049 << Verdict::NoClearDifference;
    QTest::newRow("significant, but small") << 1.005 << 1.03 << 0.001 << Verdict::NoClearDifference;
    QTest::newRow("significant, and too small to matter") << 1.005 << 1.015 << 0.001 << Verdict::Same;
    QTest::newRow("just inside") << 1 / 1.02 << 1.02 << 0.9 << Verdict::Same;
    QTest::newRow("p too high") << 1.1 << 1.3 << 0.05 << Verdict::NoClearDifference;
    QTest::newRow("below") << 0.7 << 0.98 << 0.01 << Verdict::Worse;
    QTest::newRow("at the lower margin") << 0.7 << 1 / 1.02 << 0.01 << Verdict::NoClearDifference;
    QTest::newRow("across") << 0.9 << 1.1 << 0.9 << Verdict::NoClearDifference;
}

void TestComparison::verdictNeedsIntervalBeyondMargin()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(double, p);
    QFETCH(Verdict, verdict);
    Comparison comparison = compareSamples(rounds(steady), {rounds(steady)}, Better::Higher).rows.first();
    comparison.ratio = Estimate{(low + high) / 2, {low, high, 0.959}};
    comparison.correctedP = p;
    QCOMPARE(judge(comparison, Better::Higher), verdict);
    comparison.correctedP = std::nullopt;
    if (verdict == Verdict::Better || verdict == Verdict::Worse)
        QCOMPARE(judge(comparison, Better::Higher), Verdict::NoClearDifference);
}

void TestComparison::verdictNeedsCorrectedP()
{
    // Four against four: the smallest p is 2/70 = 0.029, enough for one row but not for two.
    const RoundValues baseline = rounds(steady.first(4));
    const RoundValues twice = rounds(steady.first(4), 2);
    const QList<Comparison> one = compareSamples(baseline, {twice}, Better::Higher).rows;
    QCOMPARE(one.first().verdict, Verdict::Better);
    const QList<Comparison> two = compareSamples(baseline, {twice, twice}, Better::Higher).rows;
    for (const Comparison &row : two) {
        QVERIFY(isEqualValue(row.p.value(), 2 / 70.0));
        QVERIFY(isEqualValue(row.correctedP.value(), 4 / 70.0));
        QCOMPARE(row.verdict, Verdict::TooFewRepeats); // no values of four repeats could show two differences
    }
    // Five repeats can, of up to six rows.
    const RoundValues five = rounds(steady.first(5));
    const RoundValues twiceFive = rounds(steady.first(5), 2);
    const auto verdictsOf = [&](int rows) {
        return compareSamples(five, QList<RoundValues>(rows, twiceFive), Better::Higher).rows;
    };
    QCOMPARE(verdictsOf(6).last().verdict, Verdict::Better);
    QCOMPARE(verdictsOf(7).last().verdict, Verdict::TooFewRepeats);
    QCOMPARE(compareSamples(five, QList<RoundValues>(7, five), Better::Higher).rows.first().verdict,
             Verdict::Same); // by the interval alone
    // A row that cannot be judged is none of those corrected for.
    const QList<Comparison> beside = compareSamples(baseline, {twice, twice.first(3)}, Better::Higher).rows;
    QCOMPARE(beside[0].verdict, Verdict::Better);
    QCOMPARE(beside[1].verdict, Verdict::TooFewRepeats);
}

void TestComparison::tooFewRepeats()
{
    const RoundValues four = rounds(steady.first(4));
    for (const auto &[baseline, other] : {std::pair(four.first(3), four), std::pair(four, four.first(3)),
                                          std::pair(four, RoundValues()), std::pair(RoundValues(), four)}) {
        const Comparison row = compareSamples(baseline, {other}, Better::Lower).rows.first();
        QCOMPARE(row.verdict, Verdict::TooFewRepeats);
        QVERIFY(!row.p && !row.correctedP);
        QCOMPARE(row.ratio.has_value(), !baseline.isEmpty() && !other.isEmpty());
    }
    const Comparison range = compareSamples(four.first(3), {four.first(3)}, Better::Lower).rows.first();
    QVERIFY(!range.ratio->interval.reachesNominal());
    QVERIFY(compareSamples(four, {four}, Better::Lower).rows.first().verdict != Verdict::TooFewRepeats);
}

void TestComparison::unknownRoundsAreNoValues()
{
    RoundValues other = rounds(steady, 2);
    other[1] = std::nullopt;
    other[4] = std::numeric_limits<double>::quiet_NaN();
    const ComparedServers compared = compareSamples(rounds(steady), {other}, Better::Higher);
    QCOMPARE(compared.rows.first().otherCount, 4);
    QCOMPARE(compared.rows.first().verdict, Verdict::Better);
    QVERIFY(!compared.shares);
    other[0] = std::nullopt;
    QCOMPARE(compareSamples(rounds(steady), {other}, Better::Higher).rows.first().verdict,
             Verdict::TooFewRepeats);
}

void TestComparison::noVerdictWithoutDirection()
{
    const Comparison row = compareSamples(rounds(steady), {rounds(steady, 2)}, Better::Neither).rows.first();
    QVERIFY(!row.verdict);
    QVERIFY(row.ratio && row.correctedP);
}

void TestComparison::valuesOfZeroAreComparedByDifference()
{
    const RoundValues none = rounds({0, 0, 0, 0, 0, 0});
    const RoundValues some = rounds({4, 5, 5.5, 4.5, 6, 5.1});
    const Comparison worse = compareSamples(none, {some}, Better::Lower).rows.first();
    QVERIFY(!worse.ratio);
    QVERIFY(worse.difference && worse.difference->interval.low > 0);
    QCOMPARE(worse.verdict, Verdict::Worse);
    QVERIFY(isEqualValue(worse.margin.high, 0.02 * 5.05));
    QCOMPARE(compareSamples(some, {none}, Better::Lower).rows.first().verdict, Verdict::Better);
    const Comparison same = compareSamples(none, {none}, Better::Lower).rows.first();
    QCOMPARE(same.verdict, Verdict::Same);
    QCOMPARE(same.p.value(), 1.0);
    // The 31st of 36 differences is one of the six from the 3.
    QCOMPARE(compareSamples(none, {rounds({0, 0, 0, 0, 0, 3})}, Better::Lower).rows.first().verdict,
             Verdict::NoClearDifference);
}

void TestComparison::sharesOfVariance()
{
    // e-fold: logarithms are server {0, 2} + round {0, 1, 2} + residual {+d, −2d, +d} of opposite signs.
    const double d = 0.1;
    QList<QList<double>> layout(2);
    for (int server = 0; server < 2; ++server) {
        for (int round = 0; round < 3; ++round) {
            const double rest = (server == 0 ? 1 : -1) * (round == 1 ? -2 * d : d);
            layout[server].append(std::exp(2 * server + round + rest));
        }
    }
    // MSe = 12 d² ÷ 2, MSr = 2 · 2 ÷ 2, MSs = 3 · 2 ÷ 1
    const double residual = 6 * d * d, byRounds = (2 - residual) / 2, byServers = (6 - residual) / 3;
    const double all = residual + byRounds + byServers;
    const std::optional<VarianceShares> shares = varianceShares(layout);
    QVERIFY(shares);
    QVERIFY(isEqualValue(shares->residual, residual / all));
    QVERIFY(isEqualValue(shares->rounds, byRounds / all));
    QVERIFY(isEqualValue(shares->servers, byServers / all));
    QVERIFY(isEqualValue(shares->roundsWithinServers().value(), byRounds / (byRounds + residual)));
    // Rounds alike: their mean square is below the residual one, which is no negative share.
    const std::optional<VarianceShares> noRounds = varianceShares({{1, 2, 3, 4}, {4, 3, 2, 1}});
    QCOMPARE(noRounds->rounds, 0.0);
    QCOMPARE(noRounds->servers, 0.0);
    QCOMPARE(noRounds->residual, 1.0);
}

void TestComparison::sharesNeedACompleteLayout()
{
    QVERIFY(varianceShares({{1, 2}, {2, 3}}));
    QVERIFY(!varianceShares({}));
    QVERIFY(!varianceShares({{1, 2, 3}}));
    QVERIFY(!varianceShares({{1}, {2}}));
    QVERIFY(!varianceShares({{1, 2, 3}, {1, 2}}));
    QVERIFY(!varianceShares({{1, 2}, {0, 3}}));
    QVERIFY(!varianceShares({{7, 7, 7}, {7, 7, 7}}));
    const std::optional<VarianceShares> constant = varianceShares({{7, 7, 7}, {3, 3, 3}});
    QCOMPARE(constant->servers, 1.0);
    QVERIFY(!constant->roundsWithinServers());
}

void TestComparison::pairedRatioWhereRoundsDominate()
{
    const QList<double> drift{100, 150, 90, 200, 120, 170};
    RoundValues baseline, other;
    for (qsizetype round = 0; round < drift.size(); ++round) {
        baseline.append(drift[round] * steady[round]);
        other.append(drift[round] * steady[(round + 2) % 6] * 1.2);
    }
    const ComparedServers drifting = compareSamples(baseline, {other}, Better::Higher);
    QVERIFY(drifting.shares->roundsWithinServers().value() > 0.9);
    const Comparison &row = drifting.rows.first();
    QVERIFY(row.pairedRatio);
    QVERIFY(row.pairedRatio->interval.low > 1.18 && row.pairedRatio->interval.high < 1.22);
    QVERIFY(isEqualValue(row.pairedRatio->interval.level, 0.96875));
    QVERIFY(row.ratio->interval.low < 0.9);
    QCOMPARE(row.verdict, Verdict::NoClearDifference); // by the unpaired interval
    // Independent rounds: no paired ratio.
    const ComparedServers independent = compareSamples(rounds({99, 101, 100, 102, 98, 103}),
                                                       {rounds({103, 98, 101, 97, 102, 96})}, Better::Higher);
    QVERIFY(independent.shares);
    QVERIFY(!independent.rows.first().pairedRatio);
    // A missing round: nothing is said of rounds.
    other[2] = std::nullopt;
    const ComparedServers incomplete = compareSamples(baseline, {other}, Better::Higher);
    QVERIFY(!incomplete.shares);
    QVERIFY(!incomplete.rows.first().pairedRatio);
}

void TestComparison::placesAreShared()
{
    QCOMPARE(places(3, {}), (QList<int>{1, 1, 1}));
    QCOMPARE(places(3, {{0, 1}, {0, 2}, {1, 2}}), (QList<int>{1, 2, 3}));
    QCOMPARE(places(3, {{0, 2}, {1, 2}}), (QList<int>{1, 1, 3}));
    // Not transitive: 0 and 1 alike, 1 and 2 alike, 0 better than 2.
    QCOMPARE(places(3, {{0, 2}}), (QList<int>{1, 1, 2}));
    QCOMPARE(places(3, {{2, 0}}), (QList<int>{2, 1, 1}));
    // Better through another, although not shown directly.
    QCOMPARE(places(3, {{0, 1}, {1, 2}}), (QList<int>{1, 2, 3}));
    // A circle shares a place, and what it beats comes after all of it.
    QCOMPARE(places(4, {{0, 1}, {1, 2}, {2, 0}, {2, 3}}), (QList<int>{1, 1, 1, 4}));
    QCOMPARE(places(0, {}), QList<int>());
}

void TestComparison::placesOfServers()
{
    const RoundValues slow = rounds(steady);
    const RoundValues fast = rounds(steady, 2);
    const RoundValues few = rounds(steady.first(3), 3);
    using Places = QList<std::optional<int>>;
    QCOMPARE(sharedPlaces({slow, fast, few, rounds(steady, 1.001), fast}, Better::Higher),
             (Places{3, 1, std::nullopt, 3, 1}));
    QCOMPARE(sharedPlaces({slow, fast, few, rounds(steady, 1.001), fast}, Better::Lower),
             (Places{1, 3, std::nullopt, 1, 3}));
    QCOMPARE(sharedPlaces({slow, fast}, Better::Neither), (Places{std::nullopt, std::nullopt}));
    QCOMPARE(sharedPlaces({slow}, Better::Lower), (Places{1}));
    // Corrected over all six pairs of four servers: four repeats can tell none apart.
    const QList<double> four = steady.first(4);
    QCOMPARE(sharedPlaces({rounds(four), rounds(four, 2), rounds(four, 3), rounds(four, 4)}, Better::Higher),
             (Places{1, 1, 1, 1}));
}

void TestComparison::thresholdNeedsTheWholeInterval_data()
{
    using enum Threshold::Comparison;
    QTest::addColumn<Interval>("interval");
    QTest::addColumn<int>("comparison");
    QTest::addColumn<IntervalOutcome>("outcome");
    const double level = 0.959;
    QTest::newRow("met") << Interval{0.8, 1.0, level} << int(Less) << IntervalOutcome::Met;
    QTest::newRow("violated") << Interval{1.2, 1.4, level} << int(Less) << IntervalOutcome::Violated;
    QTest::newRow("inside") << Interval{1.0, 1.2, level} << int(Less) << IntervalOutcome::Undecided;
    QTest::newRow("end met") << Interval{1.0, 1.1, level} << int(LessOrEqual) << IntervalOutcome::Met;
    QTest::newRow("end unmet") << Interval{1.0, 1.1, level} << int(Less) << IntervalOutcome::Undecided;
    QTest::newRow("end violated") << Interval{1.1, 1.2, level} << int(Less) << IntervalOutcome::Violated;
    QTest::newRow("higher met") << Interval{1.2, 1.4, level} << int(Greater) << IntervalOutcome::Met;
    QTest::newRow("higher violated") << Interval{1, 1.09, level} << int(GreaterOrEqual)
                                     << IntervalOutcome::Violated;
    QTest::newRow("range met") << Interval{0.8, 1.0, 0.9375} << int(Less) << IntervalOutcome::Undecided;
    QTest::newRow("range violated") << Interval{1.2, 1.4, 0.9375} << int(Less) << IntervalOutcome::Undecided;
}

void TestComparison::thresholdNeedsTheWholeInterval()
{
    QFETCH(Interval, interval);
    QFETCH(int, comparison);
    QFETCH(IntervalOutcome, outcome);
    QCOMPARE(evaluateInterval(interval, Threshold::Comparison(comparison), 1.1), outcome);
}

LOADSTONE_TEST(TestComparison, NoApplication)
#include "tst_comparison.moc"
