// SPDX-License-Identifier: GPL-3.0-or-later
// Simulated repeats of servers whose true ratio is known: do the words of a comparison keep what they say?
#include "core/analysis/statistics/comparison.h"
#include "core/analysis/statistics/medianinterval.h"
#include "core/analysis/statistics/ranksum.h"
#include "core/analysis/statistics/signedrank.h"
#include "tests/support/normalvalues.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

enum class Noise { Normal, Skewed, HeavyTailed, Drifting };

constexpr int simulations = 5'000;
constexpr quint64 seed = 1;

/// Logarithm of one trial's value around 0, without drift: of a few percent.
double nextLog(Noise noise, RandomStream &random)
{
    switch (noise) {
    case Noise::Normal:
    case Noise::Drifting:
        return 0.05 * nextNormal(random);
    case Noise::Skewed: // most near the best, some far slower
        return 0.05 * -std::log(1 - random.nextUnit());
    case Noise::HeavyTailed: // Student's t with two degrees of freedom
        return 0.03 * nextNormal(random) / std::sqrt(-std::log(1 - random.nextUnit()));
    }
    return 0;
}

double trueMedian(Noise noise) { return noise == Noise::Skewed ? std::exp(0.05 * std::numbers::ln2) : 1; }

/// Interleaved rounds: in each, every server once, in a random order.
/// @param scale of noise and drift
QList<QList<double>> simulateRounds(Noise noise, const QList<double> &levels, int rounds,
                                    RandomStream &random, double scale = 1)
{
    QList<QList<double>> servers(levels.size());
    // Over all trials up to a fifth up or down, and a wave of half that height: a machine that warms up and
    // has other things to do.
    const double trend = noise == Noise::Drifting ? 0.4 * random.nextUnit() - 0.2 : 0;
    const double wave = noise == Noise::Drifting ? 0.1 : 0;
    const double phase = 2 * std::numbers::pi * random.nextUnit();
    const auto trials = double(levels.size() * rounds);
    double trial = 0;
    for (int round = 0; round < rounds; ++round) {
        QList<qsizetype> order;
        for (qsizetype server = 0; server < levels.size(); ++server)
            order.insert(qsizetype(random.next() % quint64(server + 1)), server);
        for (const qsizetype server : order) {
            const double time = trial / trials;
            const double drift = trend * time + wave * std::sin(phase + 2 * std::numbers::pi * time);
            servers[server].append(levels[server] * std::exp(scale * (drift + nextLog(noise, random))));
            ++trial;
        }
    }
    return servers;
}

RoundValues asRounds(const QList<double> &values) { return RoundValues(values.begin(), values.end()); }

bool isDifference(const Comparison &comparison)
{
    return comparison.verdict == Verdict::Better || comparison.verdict == Verdict::Worse;
}

/// How often an interval covered what it should, against what it said.
class Coverage
{
public:
    void add(const Interval &interval, double truth)
    {
        ++m_count;
        m_level = interval.level;
        m_covered += interval.low <= truth && truth <= interval.high ? 1 : 0;
    }
    double share() const { return double(m_covered) / m_count; }
    double level() const { return m_level; }
    /// Four standard errors: once in 16,000 checks by chance.
    bool isAsSaid() const
    {
        return std::abs(share() - m_level) <= 4 * std::sqrt(m_level * (1 - m_level) / m_count);
    }
    QByteArray text() const
    {
        return u"covers %1 %, says %2 %"_s.arg(100 * share()).arg(100 * m_level).toUtf8();
    }

private:
    int m_count = 0;
    int m_covered = 0;
    double m_level = 0;
};

} // namespace

Q_DECLARE_METATYPE(Noise)

class TestCoverage : public QObject
{
    Q_OBJECT
private slots:
    void intervalsCoverWhatTheySay_data();
    void intervalsCoverWhatTheySay();
    void equalServersRarelyGetAVerdict_data();
    void equalServersRarelyGetAVerdict();
    void differencesAreFound();
    void pairsHelpAgainstDrift();

private:
    static void addNoises();
};

void TestCoverage::addNoises()
{
    QTest::addColumn<Noise>("noise");
    QTest::newRow("normal") << Noise::Normal;
    QTest::newRow("skewed") << Noise::Skewed;
    QTest::newRow("heavy-tailed") << Noise::HeavyTailed;
    QTest::newRow("drifting") << Noise::Drifting;
}

void TestCoverage::intervalsCoverWhatTheySay_data() { addNoises(); }

void TestCoverage::intervalsCoverWhatTheySay()
{
    QFETCH(Noise, noise);
    const double truth = 1.1;
    // Numbers of rounds whose levels are between 95 % and 98 %, of ratio, paired ratio and median: 6 (95.9,
    // 96.9 and 96.9 %) and 12 (95.5, 95.8 and 96.1 %).
    for (const int rounds : {6, 12}) {
        RandomStream random(seed, quint64(rounds));
        Coverage ratio, paired, median;
        for (int i = 0; i < simulations; ++i) {
            const QList<QList<double>> servers = simulateRounds(noise, {1, truth}, rounds, random);
            ratio.add(hodgesLehmannRatio(servers[0], servers[1])->interval, truth);
            paired.add(pairedRatio(servers[0], servers[1])->interval, truth);
            median.add(medianWithInterval(servers[0])->interval, trueMedian(noise));
        }
        QList<Coverage> all{ratio, paired};
        if (noise != Noise::Drifting) // whose median is of no fixed distribution
            all.append(median);
        for (const Coverage &coverage : all) {
            QVERIFY(coverage.level() >= 0.95 && coverage.level() <= 0.98);
            QVERIFY2(coverage.share() >= 0.94, coverage.text());
            if (noise == Noise::Drifting)
                continue;
            QVERIFY2(coverage.share() <= 0.98, coverage.text());
            QVERIFY2(coverage.isAsSaid(), coverage.text());
        }
    }
}

void TestCoverage::equalServersRarelyGetAVerdict_data() { addNoises(); }

void TestCoverage::equalServersRarelyGetAVerdict()
{
    QFETCH(Noise, noise);
    constexpr int comparisons = 10'000;
    for (const int servers : {2, 5}) {
        RandomStream random(seed, quint64(servers));
        int found = 0;
        for (int i = 0; i < comparisons; ++i) {
            // So noisy that the 2 % of a verdict hardly protect from chance.
            const QList<QList<double>> equal =
                simulateRounds(noise, QList<double>(servers, 1.0), 6, random, 10);
            QList<RoundValues> others;
            for (const QList<double> &values : equal.mid(1))
                others.append(asRounds(values));
            const QList<Comparison> rows =
                compareSamples(asRounds(equal.first()), others, Better::Higher).rows;
            found += std::any_of(rows.begin(), rows.end(), isDifference) ? 1 : 0;
        }
        QVERIFY2(found <= comparisons / 20, qPrintable(u"%1 with %2 servers"_s.arg(found).arg(servers)));
    }
}

void TestCoverage::differencesAreFound()
{
    RandomStream random(seed, 0);
    int better = 0, same = 0;
    for (int i = 0; i < 1'000; ++i) {
        const QList<QList<double>> servers = simulateRounds(Noise::Normal, {1, 1.25}, 6, random);
        better +=
            compareSamples(asRounds(servers[0]), {asRounds(servers[1])}, Better::Higher).rows.first().verdict
                == Verdict::Better
            ? 1
            : 0;
        // A tenth of the noise: equal within 2 %.
        QList<double> one, other;
        for (int round = 0; round < 6; ++round) {
            one.append(std::exp(0.005 * nextNormal(random)));
            other.append(std::exp(0.005 * nextNormal(random)));
        }
        same += compareSamples(asRounds(one), {asRounds(other)}, Better::Higher).rows.first().verdict
                == Verdict::Same
            ? 1
            : 0;
    }
    QVERIFY2(better >= 950, qPrintable(QString::number(better)));
    QVERIFY2(same >= 950, qPrintable(QString::number(same)));
}

void TestCoverage::pairsHelpAgainstDrift()
{
    RandomStream random(seed, 0);
    double unpairedWidth = 0, pairedWidth = 0;
    for (int i = 0; i < 1'000; ++i) {
        QList<QList<double>> servers = simulateRounds(Noise::Normal, {1, 1.1}, 6, random);
        for (int round = 0; round < 6; ++round) {
            const double level = std::exp(0.3 * nextNormal(random));
            servers[0][round] *= level;
            servers[1][round] *= level;
        }
        const Interval unpaired = hodgesLehmannRatio(servers[0], servers[1])->interval;
        const Interval paired = pairedRatio(servers[0], servers[1])->interval;
        unpairedWidth += unpaired.high - unpaired.low;
        pairedWidth += paired.high - paired.low;
    }
    QVERIFY2(pairedWidth < unpairedWidth / 2, qPrintable(u"%1 %2"_s.arg(pairedWidth).arg(unpairedWidth)));
}

LOADSTONE_TEST(TestCoverage, NoApplication)
#include "tst_coverage.moc"
