// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/capacitytext.h"
#include "core/profile/threshold.h"
#include "core/run/capacityprobe.h"
#include "core/run/capacitysearch.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;

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
    std::optional<double> sustained;
    std::optional<double> failed;
    QList<double> levels;
};

/// Simulates a search against a server that sustains the levels for which `holds` is true.
template<typename Holds>
Played play(CapacitySearch search, Holds holds, double generatorLimit = 1e12)
{
    QList<double> levels;
    while (const std::optional<double> level = search.next()) {
        levels << *level;
        search.add(holds(*level, levels.size()), *level > generatorLimit);
    }
    return {search.end(), search.highestSustained(), search.lowestFailed(), levels};
}

} // namespace

/// Levels tried, and the result of the search.
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
        QVERIFY(played.sustained <= edge && played.failed > edge);
        QVERIFY(played.sustained && played.failed);
        const double width = *played.failed - *played.sustained;
        QVERIFY(width <= *played.sustained * 0.05 || (isWhole && width <= 1));
        QVERIFY(!isWhole || std::floor(*played.sustained) == played.sustained);
        QVERIFY2(played.levels.size() < 30, qPrintable(QString::number(played.levels.size())));
        // The lower end was tried twice.
        QCOMPARE(played.levels.count(*played.sustained), 2);
        QCOMPARE(played.levels.last(), played.sustained);
    }
    void endsAtTheHighestLevel()
    {
        const Played played = play(CapacitySearch(range(10, 300), true), [](double, auto) { return true; });
        QCOMPARE(played.end, CapacityEnd::AboveHighest);
        QCOMPARE(played.sustained, 300.0);
        QCOMPARE(played.failed, std::nullopt);
        QCOMPARE(played.levels, (QList<double>{10, 20, 40, 80, 160, 300}));
    }
    void endsWhenNoLevelIsSustained()
    {
        const Played played = play(CapacitySearch(range(10, 300), true), [](double, auto) { return false; });
        QCOMPARE(played.end, CapacityEnd::BelowLowest);
        QCOMPARE(played.sustained, std::nullopt);
        QCOMPARE(played.levels, (QList<double>{10, 5, 2, 1}));
    }
    void endsWhereTheGeneratorIsTheLimit()
    {
        const Played played = play(
            CapacitySearch(range(10, 1e5), false), [](double level, auto) { return level < 1'000; }, 500);
        QCOMPARE(played.end, CapacityEnd::GeneratorLimit);
        QCOMPARE(played.sustained, 640.0);
        QCOMPARE(played.failed, std::nullopt); // nothing is known of the server there
    }
    void cpuIsNotSoughtBeyondTheGenerator()
    {
        Capacity capacity = range(10, 1e5);
        capacity.until = Capacity::Until::ServerCpu;
        const Played played = play(
            CapacitySearch(capacity, true), [](double, auto) { return true; }, 500);
        QCOMPARE(played.end, CapacityEnd::GeneratorLimit);
        QCOMPARE(played.sustained, 640.0);
        QCOMPARE(played.levels.last(), 640.0);
    }
    void rejectsALevelThatFailsAConfirmation()
    {
        // 400 is sustained until the search probes it again.
        bool wasHeld = false;
        const Played played = play(CapacitySearch(range(100, 1e5, 30), true), [&wasHeld](double level, auto) {
            if (level == 400)
                return !std::exchange(wasHeld, true);
            return level < 400;
        });
        QCOMPARE(played.end, CapacityEnd::Found);
        QVERIFY(played.sustained < 400);
        QVERIFY(played.failed <= 400);
    }
    void givesUpOnANoisyServer()
    {
        const Played played =
            play(CapacitySearch(range(10, 1e6, 0.1), false), [](double, auto turn) { return turn % 3 != 0; });
        QVERIFY(played.end == CapacityEnd::TooManyProbes || played.end == CapacityEnd::Found);
        QVERIFY(played.levels.size() <= 60);
    }
    // A server without any response within the hold time was reported to sustain any number of users.
    void levelWithoutResponsesIsNotSustained()
    {
        LoadResult load;
        load.measuredS = 5;
        EndpointMetrics endpoint;
        endpoint.counts[size_t(OutcomeClass::Cancelled)] = 200;
        load.measured.endpoints = {endpoint};
        Capacity capacity;
        QCOMPARE(firstViolation(load, {}, capacity).reason.english(), u"all 200 requests were cut off"_s);
        QVERIFY(firstViolation(load, {}, capacity).isServerFailure);
        capacity.objectives = {parseThreshold(u"failures<=100%"_s).value()};
        QCOMPARE(firstViolation(load, {}, capacity).reason.english(), u"all 200 requests were cut off"_s);
        capacity.until = Capacity::Until::ServerCpu;
        capacity.objectives.clear();
        QCOMPARE(firstViolation(load, 10, capacity).reason.english(), u"all 200 requests were cut off"_s);

        TrialRecord trial;
        trial.load = load;
        const CapacityProbe probe = evaluateProbe(200, trial, Capacity());
        QVERIFY(!probe.isSustained);
        QCOMPARE(probe.failedPercent, std::nullopt);
        trial.load.measured.endpoints.front() = {};
        QCOMPARE(evaluateProbe(200, trial, Capacity()).why.english(),
                 u"no request was sent while measuring"_s);
        trial.load.measured.endpoints.front().counts[size_t(OutcomeClass::Refused)] = 7;
        QCOMPARE(evaluateProbe(200, trial, Capacity()).why.english(), u"failures<=0%: failures is 100 %"_s);
        capacity.until = Capacity::Until::Objectives;
        capacity.objectives = {parseThreshold(u"failures<=100%"_s).value()};
        QCOMPARE(evaluateProbe(200, trial, capacity).why.english(), u"no request succeeded"_s);
    }
    void invalidLevelIsNoVerdictOnTheServer()
    {
        TrialRecord trial;
        trial.load.measuredS = 5;
        EndpointMetrics endpoint;
        endpoint.counts[0] = endpoint.okInWindow = 300;
        endpoint.serviceTime.record(20'000, 300);
        trial.load.measured.endpoints = {endpoint};
        QVERIFY(evaluateProbe(13, trial, Capacity()).isSustained);
        trial.load.stoodStillS = 3;
        const CapacityProbe probe = evaluateProbe(13, trial, Capacity());
        QVERIFY(!probe.isSustained && probe.isGeneratorsLimit);
        QCOMPARE(probe.why.english(), u"Loadstone itself stood still for 3.0 s"_s);
    }
    void levelWithCutOffRequestsFails()
    {
        TrialRecord trial;
        trial.load.measuredS = 5;
        EndpointMetrics endpoint;
        endpoint.counts[0] = endpoint.okInWindow = 3;
        endpoint.serviceTime.record(20'000, 3);
        endpoint.counts[size_t(OutcomeClass::Cancelled)] = 10;
        trial.load.measured.endpoints = {endpoint};
        const CapacityProbe probe = evaluateProbe(13, trial, Capacity());
        QVERIFY(!probe.isSustained);
        QVERIFY2(probe.why.english().contains(u"10 of 13 requests were cut off"_s),
                 qPrintable(probe.why.english()));
    }
    void headlineReportsTheLevelFound_data()
    {
        QTest::addColumn<CapacityEnd>("end");
        QTest::addColumn<double>("held");
        QTest::addColumn<double>("broken");
        QTest::addColumn<double>("cpu");
        QTest::addColumn<QString>("byObjectives");
        QTest::addColumn<QString>("byCpu");
        QTest::newRow("found")
            << CapacityEnd::Found << 10.0 << 11.0 << 45.0
            << u"sustains 10 users; fails at 11 users (reason)"_s
            << u"sustains 10 users; fails at 11 users before it reaches 80 % CPU (reason)"_s;
        QTest::newRow("found at its CPU") << CapacityEnd::Found << 10.0 << 11.0 << 85.0
                                          << u"sustains 10 users; fails at 11 users (reason)"_s
                                          << u"sustains 10 users; reaches 80 % CPU at 11 users"_s;
        QTest::newRow("above") << CapacityEnd::AboveHighest << 200.0 << -1.0 << 45.0
                               << u"sustains at least 200 users, the highest level of the profile"_s
                               << u"did not reach 80 % CPU: 45 % at 200 users, the highest level "
                                  "of the profile"_s;
        QTest::newRow("below") << CapacityEnd::BelowLowest << -1.0 << 1.0 << 45.0
                               << u"fails at 1 user, the lowest level (reason)"_s
                               << u"fails at 1 user before it reaches 80 % CPU, the lowest level (reason)"_s;
        QTest::newRow("generator") << CapacityEnd::GeneratorLimit << 640.0 << -1.0 << 45.0
                                   << u"sustains at least 640 users, where the load generator, "
                                      "not the server, was saturated"_s
                                   << u"did not reach 80 % CPU: 45 % at 640 users, where the load "
                                      "generator was saturated"_s;
        QTest::newRow("unknown") << CapacityEnd::CpuUnknown << -1.0 << -1.0 << -1.0
                                 << u"was not searched: the CPU of the server could not be read"_s
                                 << u"was not searched: the CPU of the server could not be read"_s;
    }
    void headlineReportsTheLevelFound()
    {
        QFETCH(CapacityEnd, end);
        QFETCH(double, held);
        QFETCH(double, broken);
        QFETCH(double, cpu);
        CapacityResult result;
        result.end = end;
        result.highestSustained = held < 0 ? std::nullopt : std::optional(held);
        result.lowestFailed = broken < 0 ? std::nullopt : std::optional(broken);
        for (const bool isSustained : {true, false}) {
            CapacityProbe probe;
            probe.level = isSustained ? held : broken;
            probe.isSustained = isSustained;
            probe.why = isSustained ? QString() : u"reason"_s;
            if (cpu >= 0)
                probe.serverCpuPercent = cpu;
            if (probe.level > 0)
                result.probes << probe;
        }
        Capacity capacity;
        QTEST(describeCapacity(result, Load(), capacity), "byObjectives");
        capacity.until = Capacity::Until::ServerCpu;
        QTEST(describeCapacity(result, Load(), capacity), "byCpu");
    }
    void cpuSearchNeedsCpuFigures()
    {
        Capacity capacity = range(10, 300);
        QVERIFY(!isCpuMissing(CapacityProbe(), capacity));
        capacity.until = Capacity::Until::ServerCpu;
        QVERIFY(isCpuMissing(CapacityProbe(), capacity));
        CapacitySearch search(capacity, true);
        search.abandon(CapacityEnd::CpuUnknown);
        QVERIFY(!search.next());
        QCOMPARE(search.end(), CapacityEnd::CpuUnknown);
        QCOMPARE(search.highestSustained(), std::nullopt);
    }
    void reportsTheViolation()
    {
        LoadResult load;
        load.measuredS = 10;
        EndpointMetrics endpoint;
        endpoint.okInWindow = 990;
        endpoint.counts[0] = 990;
        endpoint.serviceTime.record(20'000, 990);
        load.measured.endpoints = {endpoint};
        Capacity capacity;
        QCOMPARE(firstViolation(load, {}, capacity).reason, Sentence());
        load.isOpen = true;
        load.intendedRps = 99.5;
        QCOMPARE(firstViolation(load, {}, capacity).reason, Sentence());
        load.intendedRps = 101;
        QCOMPARE(firstViolation(load, {}, capacity).reason.english(), u"99.0 of 101 requests/s succeeded"_s);
        load.isOpen = false;
        capacity.objectives = {parseThreshold(u"p99<10ms"_s).value()};
        QCOMPARE(firstViolation(load, {}, capacity).reason.english(), u"p99<10ms: p99 is 20.0 ms"_s);
        capacity.objectives = {parseThreshold(u"failures<=0%"_s).value()};
        load.measured.endpoints.front().counts[size_t(OutcomeClass::Refused)] = 10;
        QCOMPARE(firstViolation(load, {}, capacity).reason.english(), u"failures<=0%: failures is 1 %"_s);
        QVERIFY(firstViolation(load, {}, capacity).isServerFailure);
        capacity.until = Capacity::Until::ServerCpu;
        QCOMPARE(firstViolation(load, 85, capacity).reason.english(), u"the server's CPU is at 85 %"_s);
    }
    void objectivesOfAnEndpointAreOfItsRequests()
    {
        LoadResult load;
        load.measuredS = 10;
        EndpointMetrics fast;
        fast.name = u"fast"_s;
        fast.okInWindow = fast.counts[0] = 900;
        fast.serviceTime.record(5'000, 900);
        EndpointMetrics slow = fast;
        slow.name = u"slow"_s;
        slow.group = u"reports"_s;
        slow.serviceTime = {};
        slow.serviceTime.record(50'000, 900);
        EndpointMetrics rare;
        rare.name = u"rare"_s;
        load.measured.endpoints = {fast, slow, rare};
        const auto violation = [&load](const QString &objective) {
            Capacity capacity;
            capacity.objectives = {parseThreshold(objective).value()};
            return firstViolation(load, {}, capacity).reason.english();
        };
        QCOMPARE(violation(u"p99<10ms"_s), u"p99<10ms: p99 is 50.0 ms"_s);
        QCOMPARE(violation(u"p99{endpoint:fast}<10ms"_s), QString());
        QCOMPARE(violation(u"p99{endpoint:slow}<10ms"_s), u"p99{endpoint:slow}<10ms: p99 is 50.0 ms"_s);
        QCOMPARE(violation(u"p99{endpoint:reports}<60ms"_s), QString());
        QCOMPARE(violation(u"rps{endpoint:fast}>=100"_s), u"rps{endpoint:fast}>=100: rps is 90.0/s"_s);
        QCOMPARE(violation(u"failures{endpoint:rare}<=1%"_s),
                 u"failures{endpoint:rare}<=1%: failures is unknown: no request was sent while measuring"_s);
    }
};

LOADSTONE_TEST(TestCapacitySearch, QCoreApplication)
#include "tst_capacitysearch.moc"
