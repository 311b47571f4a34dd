// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/schedule.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

constexpr int draws = 100'000;

ThinkTime thinkTime(ThinkTime::Kind kind, Milliseconds min, Milliseconds max, Milliseconds mean)
{
    return {kind, min, max, mean};
}

std::vector<double> drawSeconds(const ThinkTime &kind, quint64 seed = 1, int user = 0, int times = draws)
{
    ThinkTimes thinkTimes(kind, seed, user);
    std::vector<double> seconds;
    seconds.reserve(std::size_t(times));
    for (int i = 0; i < times; ++i)
        seconds.push_back(Seconds(thinkTimes.next()).count());
    return seconds;
}

double mean(const std::vector<double> &values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double stddev(const std::vector<double> &values)
{
    const double middle = mean(values);
    double sum = 0;
    for (const double value : values)
        sum += (value - middle) * (value - middle);
    return std::sqrt(sum / static_cast<double>(values.size()));
}

} // namespace

class TestSchedule : public QObject
{
    Q_OBJECT
private slots:
    void usersStartEvenly()
    {
        QCOMPARE(spawnTime(0, 4), Nanoseconds(0ms));
        QCOMPARE(spawnTime(1, 4), Nanoseconds(250ms));
        QCOMPARE(spawnTime(10, 4), Nanoseconds(2500ms));
        QCOMPARE(rampLength(15, 5), Nanoseconds(2800ms));
    }
    void rateZeroStartsAllImmediately()
    {
        QCOMPARE(spawnTime(1000, 0), Nanoseconds(0));
        QCOMPARE(rampLength(1000, 0), Nanoseconds(0));
    }
    void reportsUnreachableCounts()
    {
        for (const double rate : {1e-12, 1e-300, 5e-324}) {
            QCOMPARE(spawnTime(0, rate), Nanoseconds(0));
            QCOMPARE(spawnTime(1, rate), Nanoseconds::max());
            QCOMPARE(rampLength(1, rate), Nanoseconds(0));
        }
        QCOMPARE(rampLength(std::numeric_limits<int>::max(), 1e300), Nanoseconds(0));
        QCOMPARE(rampLength(std::numeric_limits<int>::max(), 1), Nanoseconds(2'147'483'646s));
        ThinkTimes longest(thinkTime(ThinkTime::Kind::Exponential, 0s, 0s, Milliseconds::max()), 1, 0);
        QVERIFY(longest.next() > Nanoseconds(24h));
    }
    void noneAndConstantDoNotVary()
    {
        const auto none = drawSeconds(thinkTime(ThinkTime::Kind::None, 1s, 2s, 3s), 1, 0, 100);
        QVERIFY(std::all_of(none.begin(), none.end(), [](double value) { return value == 0; }));
        const auto constant = drawSeconds(thinkTime(ThinkTime::Kind::Constant, 0s, 0s, 250ms), 1, 0, 100);
        QVERIFY(std::all_of(constant.begin(), constant.end(), [](double value) { return value == 0.25; }));
    }
    void uniformStaysWithinItsBounds()
    {
        const auto values = drawSeconds(thinkTime(ThinkTime::Kind::Uniform, 200ms, 1000ms, 0s));
        QVERIFY(*std::min_element(values.begin(), values.end()) >= 0.2);
        QVERIFY(*std::max_element(values.begin(), values.end()) <= 1.0);
        QVERIFY(std::abs(mean(values) - 0.6) < 0.005);
        QVERIFY(std::abs(stddev(values) - 0.8 / std::sqrt(12)) < 0.005);
    }
    void exponentialHasItsMeanAndSpread()
    {
        const auto values = drawSeconds(thinkTime(ThinkTime::Kind::Exponential, 0s, 0s, 500ms));
        QVERIFY(*std::min_element(values.begin(), values.end()) >= 0);
        QVERIFY(std::abs(mean(values) - 0.5) < 0.01);
        QVERIFY(std::abs(stddev(values) - 0.5) < 0.02);
    }
    void sameSeedSameUserSameTimes()
    {
        const ThinkTime uniform = thinkTime(ThinkTime::Kind::Uniform, 0s, 1s, 0s);
        QCOMPARE(drawSeconds(uniform, 7, 3, 100), drawSeconds(uniform, 7, 3, 100));
        QVERIFY(drawSeconds(uniform, 7, 3, 100) != drawSeconds(uniform, 8, 3, 100));
        QVERIFY(drawSeconds(uniform, 7, 3, 100) != drawSeconds(uniform, 7, 4, 100));
    }
    void neighbouringUsersAreIndependent()
    {
        // The correlation of n independent pairs is within 4/√n of 0.
        const ThinkTime uniform = thinkTime(ThinkTime::Kind::Uniform, 0s, 1s, 0s);
        const auto a = drawSeconds(uniform, 1, 0);
        const auto b = drawSeconds(uniform, 1, 1);
        double sum = 0;
        for (size_t i = 0; i < a.size(); ++i)
            sum += (a[i] - 0.5) * (b[i] - 0.5);
        QVERIFY(std::abs(sum / draws * 12) < 4 / std::sqrt(draws));
    }
};

LOADSTONE_TEST(TestSchedule, QCoreApplication)
#include "tst_schedule.moc"
