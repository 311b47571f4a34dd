// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/precision.h"
#include "core/analysis/statistics/rankcorrelation.h"
#include "core/load/random.h"
#include "tests/support/normalvalues.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>

using namespace loadstone;

namespace
{

bool isWithin(double value, double expected, double tolerance = 1e-9)
{
    return std::abs(value - expected) <= tolerance;
}

/// Six values whose logarithms have the standard deviation s: ±s · √(5/6).
QList<double> pilotOf(double deviation)
{
    const double step = deviation * std::sqrt(5.0 / 6);
    QList<double> pilot;
    for (int i = 0; i < 6; ++i)
        pilot.append(100 * std::exp(i % 2 == 0 ? step : -step));
    return pilot;
}

} // namespace

class TestPrecision : public QObject
{
    Q_OBJECT
private slots:
    void steinsTwoStages();
    void impossiblePilots();
    void steinReachesItsPrecision();
    void variancesByLevel();
    void trialLengthBalancesCosts();
    void correlationOfRanks();
    void correlationInterval();
    void noCorrelation();
};

void TestPrecision::steinsTwoStages()
{
    // t₅,₀.₉₇₅ = 2.570582; (2.570582 · 0.05 / 0.02)² = 41.3
    const std::optional<PrecisionPlan> plan = planPrecision(pilotOf(0.05), 0.02);
    QVERIFY(plan);
    QVERIFY(isWithin(plan->deviation, 0.05));
    QCOMPARE(plan->rounds, 42);
    QVERIFY(isWithin(plan->halfWidth, 2.5705818 * 0.05 / std::sqrt(42.0), 1e-8));
    QVERIFY(plan->halfWidth <= 0.02);
    QVERIFY(reachedHalfWidth(*plan, 6, 41) > 0.02); // one round fewer is not enough
    // Never fewer than the pilot.
    QCOMPARE(planPrecision(pilotOf(0.01), 0.02)->rounds, 6);
    QCOMPARE(planPrecision(pilotOf(0), 0.02)->rounds, 6);
    // Two rounds: t₁,₀.₉₇₅ = 12.7062; s = 0.1/√2
    const std::optional<PrecisionPlan> two = planPrecision(QList<double>{1, std::exp(0.1)}, 0.1);
    QCOMPARE(two->rounds, 81); // 12.7062² ÷ 2 = 80.7
}

void TestPrecision::impossiblePilots()
{
    const QList<double> pilot = pilotOf(0.05);
    QVERIFY(!planPrecision(pilot.first(1), 0.02));
    QVERIFY(!planPrecision(QList<double>{}, 0.02));
    QVERIFY(!planPrecision(QList<double>{1, 0, 2}, 0.02));
    QVERIFY(!planPrecision(pilot, 0));
    QVERIFY(!planPrecision(pilot, -0.1));
    QVERIFY(!planPrecision(pilot, std::nan("")));
}

// The interval mean ± h over the rounds of the plan covers in 95 %.
void TestPrecision::steinReachesItsPrecision()
{
    RandomStream random(1, 0);
    constexpr int simulations = 4'000;
    int covered = 0;
    for (int i = 0; i < simulations; ++i) {
        QList<double> values;
        double sum = 0;
        const auto addRound = [&] {
            const double log = 0.04 * nextNormal(random);
            values.append(std::exp(log));
            sum += log;
        };
        while (values.size() < 6)
            addRound();
        const qint64 rounds = planPrecision(values, 0.02)->rounds;
        while (values.size() < rounds)
            addRound();
        covered += std::abs(sum / double(rounds)) <= 0.02 ? 1 : 0;
    }
    const double share = double(covered) / simulations;
    QVERIFY2(share >= 0.94 && share <= 0.98, qPrintable(QString::number(share)));
}

void TestPrecision::variancesByLevel()
{
    // Within: (1 + 4) ÷ 2 … trial variances 2 and 8; means 10 and 20 with variance 50.
    const std::optional<VarianceLevels> levels = varianceLevels({{9, 11}, {18, 22}});
    QVERIFY(levels);
    QCOMPARE(levels->withinTrials, 5.0);
    QCOMPARE(levels->betweenTrials, 50 - 5 / 2.0);
    QCOMPARE(varianceLevels({{9, 11}, {11, 9}})->betweenTrials, 0.0); // explained by the slices
    QVERIFY(!varianceLevels({{9, 11}}));
    QVERIFY(!varianceLevels({{9}, {11}}));
    QVERIFY(!varianceLevels({{9, 11}, {9, 11, 10}}));
    QVERIFY(!varianceLevels({{9, 11}, {9, std::nan("")}}));
    QVERIFY(!varianceLevels({}));
}

void TestPrecision::trialLengthBalancesCosts()
{
    const VarianceLevels levels{100, 4};
    QCOMPARE(proposedTrialLength(levels, 9).value(), 15.0);   // √(9 · 100 ÷ 4)
    QCOMPARE(proposedTrialLength(levels, 9.1).value(), 16.0); // 15.08
    QCOMPARE(proposedTrialLength({0, 4}, 9).value(), 1.0);
    QVERIFY(!proposedTrialLength({100, 0}, 9));
    // No other length has a smaller variance of the mean in the same total time.
    const auto variance = [&](double length) { return (4 + 100 / length) * (9 + length); };
    for (int length = 1; length < 100; ++length)
        QVERIFY(variance(length) >= variance(15));
}

void TestPrecision::correlationOfRanks()
{
    const QList<double> published{1, 2, 3, 4, 5};
    QCOMPARE(rankCorrelation(published, QList<double>{10, 20, 30, 400, 5000})->value, 1.0);
    QCOMPARE(rankCorrelation(published, QList<double>{5, 4, 3, 2, 1})->value, -1.0);
    // 1 − 6 · Σd² ÷ (n³ − n): d = 1, 1, 1, 1, 0
    QVERIFY(isWithin(rankCorrelation(published, QList<double>{2, 1, 4, 3, 5})->value, 1 - 6 * 4 / 120.0));
    // Mid-ranks 1.5 1.5 3.5 3.5 against 1 2 3 4: 4 ÷ √(4 · 5)
    QVERIFY(isWithin(rankCorrelation(QList<double>{7, 7, 9, 9}, QList<double>{1, 2, 3, 4})->value,
                     4 / std::sqrt(20.0)));
}

void TestPrecision::correlationInterval()
{
    // ρ = 0.8, n = 5: z = 1.098612, variance (1 + 0.32) ÷ 2, ± 1.959964 · 0.812404 = 1.592282
    const std::optional<RankCorrelation> correlation =
        rankCorrelation(QList<double>{1, 2, 3, 4, 5}, QList<double>{2, 1, 4, 3, 5});
    QVERIFY(correlation && correlation->interval);
    QVERIFY(isWithin(correlation->interval->low, std::tanh(1.098612 - 1.592282), 1e-5));
    QVERIFY(isWithin(correlation->interval->high, std::tanh(1.098612 + 1.592282), 1e-5));
    QCOMPARE(correlation->interval->level, 0.95);
    QVERIFY(rankCorrelation(QList<double>{1, 2, 3, 4}, QList<double>{2, 1, 4, 3})->interval);
    QVERIFY(!rankCorrelation(QList<double>{1, 2, 3}, QList<double>{2, 1, 3})->interval);
    QVERIFY(!rankCorrelation(QList<double>{1, 2, 3, 4}, QList<double>{1, 2, 3, 4})->interval);
}

void TestPrecision::noCorrelation()
{
    QVERIFY(!rankCorrelation(QList<double>{1, 2}, QList<double>{1, 2, 3}));
    QVERIFY(!rankCorrelation(QList<double>{1}, QList<double>{1}));
    QVERIFY(!rankCorrelation(QList<double>{}, QList<double>{}));
    QVERIFY(!rankCorrelation(QList<double>{3, 3, 3}, QList<double>{1, 2, 3}));
    QVERIFY(!rankCorrelation(QList<double>{1, 2, 3}, QList<double>{3, 3, 3}));
    QVERIFY(!rankCorrelation(QList<double>{1, 2, std::nan("")}, QList<double>{1, 2, 3}));
}

LOADSTONE_TEST(TestPrecision, NoApplication)
#include "tst_precision.moc"
