// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/threshold.h"
#include "core/run/capacityprobe.h"
#include "core/run/capacitysearch.h"

#include <QTest>

#include <cmath>

using namespace loadstone;

namespace
{

Capacity range(double lowest, double highest, double precision = 5)
{
    Capacity capacity;
    capacity.lowest = lowest;
    capacity.highest = highest;
    capacity.precisionPercent = precision;
    return capacity;
}

struct Played {
    CapacityEnd end;
    double held;
    double broken;
    QList<double> levels;
};

/// Plays a search against a server that holds what `holds` says.
template<typename Holds>
Played play(CapacitySearch search, Holds holds, double generatorLimit = 1e12)
{
    QList<double> levels;
    while (const std::optional<double> level = search.next()) {
        levels << *level;
        search.add(holds(*level, levels.size()), *level > generatorLimit);
    }
    return {search.end(), search.highestHeld(), search.lowestBroken(), levels};
}

} // namespace

/// Which levels are tried, and what is made of the answers.
class TestCapacitySearch : public QObject
{
    Q_OBJECT
private slots:
    void findsTheEdge_data()
    {
        QTest::addColumn<double>("edge");
        QTest::addColumn<bool>("isWhole");
        for (const double edge : {1.0, 3.0, 9.0, 10.0, 11.0, 160.0, 161.0, 777.0, 99'999.0}) {
            QTest::addRow("%g users", edge) << edge << true;
            QTest::addRow("%g per second", edge) << edge << false;
        }
    }
    void findsTheEdge()
    {
        QFETCH(double, edge);
        QFETCH(bool, isWhole);
        const Played played = play(CapacitySearch(range(10, 1e6), isWhole),
                                   [edge](double level, auto) { return level <= edge; });
        QCOMPARE(played.end, CapacityEnd::Found);
        QVERIFY(played.held <= edge && played.broken > edge);
        const double width = played.broken - played.held;
        QVERIFY(width <= played.held * 0.05 || (isWhole && width <= 1));
        QVERIFY(!isWhole || std::floor(played.held) == played.held);
        QVERIFY2(played.levels.size() < 30, qPrintable(QString::number(played.levels.size())));
        // The lower end was tried twice.
        QCOMPARE(played.levels.count(played.held), 2);
        QCOMPARE(played.levels.last(), played.held);
    }
    void endsAtTheHighestLevel()
    {
        const Played played = play(CapacitySearch(range(10, 300), true), [](double, auto) { return true; });
        QCOMPARE(played.end, CapacityEnd::AboveHighest);
        QCOMPARE(played.held, 300.0);
        QCOMPARE(played.broken, -1.0);
        QCOMPARE(played.levels, (QList<double>{10, 20, 40, 80, 160, 300}));
    }
    void endsWhereNothingHolds()
    {
        const Played played = play(CapacitySearch(range(10, 300), true), [](double, auto) { return false; });
        QCOMPARE(played.end, CapacityEnd::BelowLowest);
        QCOMPARE(played.held, -1.0);
        QCOMPARE(played.levels, (QList<double>{10, 5, 2, 1}));
    }
    void endsWhereTheGeneratorIsTheLimit()
    {
        const Played played = play(
            CapacitySearch(range(10, 1e5), false), [](double level, auto) { return level < 1'000; }, 500);
        QCOMPARE(played.end, CapacityEnd::GeneratorLimit);
        QCOMPARE(played.held, 640.0);
        QCOMPARE(played.broken, -1.0); // nothing is known of the server there
    }
    void cpuIsNotSoughtBeyondTheGenerator()
    {
        Capacity capacity = range(10, 1e5);
        capacity.until = Capacity::Until::ServerCpu;
        const Played played = play(
            CapacitySearch(capacity, true), [](double, auto) { return true; }, 500);
        QCOMPARE(played.end, CapacityEnd::GeneratorLimit);
        QCOMPARE(played.held, 640.0);
        QCOMPARE(played.levels.last(), 640.0);
    }
    void takesBackALevelThatDoesNotHoldTwice()
    {
        // 400 holds until the search has come to try it again.
        bool wasHeld = false;
        const Played played = play(CapacitySearch(range(100, 1e5, 30), true), [&wasHeld](double level, auto) {
            if (level == 400)
                return !std::exchange(wasHeld, true);
            return level < 400;
        });
        QCOMPARE(played.end, CapacityEnd::Found);
        QVERIFY(played.held < 400);
        QVERIFY(played.broken <= 400);
    }
    void givesUpOnANoisyServer()
    {
        const Played played =
            play(CapacitySearch(range(10, 1e6, 0.1), false), [](double, auto turn) { return turn % 3 != 0; });
        QVERIFY(played.end == CapacityEnd::TooManyProbes || played.end == CapacityEnd::Found);
        QVERIFY(played.levels.size() <= 60);
    }
    void tellsWhatBreaks()
    {
        LoadResult load;
        load.measuredS = 10;
        EndpointMetrics endpoint;
        endpoint.okInWindow = 990;
        endpoint.counts[0] = 990;
        endpoint.serviceTime.record(20'000, 990);
        load.measured.endpoints = {endpoint};
        Capacity capacity;
        QCOMPARE(whatBreaks(load, -1, capacity).words, QString());
        load.isOpen = true;
        load.intendedRps = 99.5;
        QCOMPARE(whatBreaks(load, -1, capacity).words, QString());
        load.intendedRps = 101;
        QCOMPARE(whatBreaks(load, -1, capacity).words,
                 QStringLiteral("99.0 of 101 requests/s were answered"));
        load.isOpen = false;
        capacity.objectives = {parseThreshold(QStringLiteral("p99<10ms")).value()};
        QCOMPARE(whatBreaks(load, -1, capacity).words, QStringLiteral("p99<10ms: p99 is 20.0 ms"));
        capacity.objectives = {parseThreshold(QStringLiteral("failures<=0%")).value()};
        load.measured.endpoints.front().counts[size_t(OutcomeClass::Refused)] = 10;
        QCOMPARE(whatBreaks(load, -1, capacity).words, QStringLiteral("failures<=0%: failures is 1 %"));
        QVERIFY(whatBreaks(load, -1, capacity).isOfAnswers);
        capacity.until = Capacity::Until::ServerCpu;
        QCOMPARE(whatBreaks(load, 85, capacity).words, QStringLiteral("the server's CPU is at 85 %"));
    }
};

QTEST_GUILESS_MAIN(TestCapacitySearch)
#include "tst_capacitysearch.moc"
