// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/recorder.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <numeric>

using namespace Qt::StringLiterals;

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

const TimePoint origin = TimePoint(100s);

TimePoint at(Milliseconds since) { return origin + since; }

Outcome outcome(OutcomeClass outcomeClass, int status = 0, const QString &example = u"why"_s)
{
    Outcome result;
    result.outcomeClass = outcomeClass;
    result.status = status;
    result.bytesReceived = 5;
    if (isFailure(outcomeClass))
        result.example = example;
    return result;
}

void request(Recorder &recorder, Milliseconds from, Milliseconds to,
             OutcomeClass outcomeClass = OutcomeClass::Ok)
{
    const Attempt attempt = recorder.started(0, at(from));
    recorder.ended(attempt, to - from, outcome(outcomeClass), at(to));
}

} // namespace

class TestRecorder : public QObject
{
    Q_OBJECT
private slots:
    void everyEndingIsCountedOnce_data()
    {
        QTest::addColumn<int>("outcomeClass");
        for (int i = 0; i < outcomeClassCount; ++i)
            QTest::newRow(qPrintable(outcomeClassId(static_cast<OutcomeClass>(i)))) << i;
    }
    void everyEndingIsCountedOnce()
    {
        QFETCH(int, outcomeClass);
        Recorder recorder({u"a"_s}, origin);
        recorder.setWindow(origin, at(10s));
        request(recorder, 1s, 2s, static_cast<OutcomeClass>(outcomeClass));
        const EndpointMetrics &endpoint = recorder.phase().metrics.endpoints.constFirst();
        QCOMPARE(endpoint.started, 1);
        QCOMPARE(endpoint.ended(), 1);
        QCOMPARE(endpoint.counts[static_cast<size_t>(outcomeClass)], 1);
        const bool isOk = outcomeClass == 0;
        QCOMPARE(endpoint.serviceTime.count(), isOk ? 1 : 0);
        QCOMPARE(endpoint.okInWindow, isOk ? 1 : 0);
        const bool fails = isFailure(static_cast<OutcomeClass>(outcomeClass));
        QCOMPARE(recorder.phase().metrics.failures.size(), fails ? 1 : 0);
        QCOMPARE(recorder.inFlight(), 0);
    }
    void attemptsBelongToThePhaseTheyStartIn()
    {
        Recorder recorder({u"a"_s}, origin);
        recorder.setWindow(at(2s), at(4s));
        request(recorder, 0s, 1s);         // warm-up only
        request(recorder, 1900ms, 2100ms); // arrives in the window
        request(recorder, 3s, 3500ms);     // within
        request(recorder, 3900ms, 4100ms); // sent in the window, arrives in the drain
        const Attempt cut = recorder.started(0, at(4100ms));
        recorder.ended(cut, 1s, outcome(OutcomeClass::Cancelled), at(5100ms));
        const RecordedPhase &phase = recorder.phase();
        const EndpointMetrics &endpoint = phase.metrics.endpoints.constFirst();
        QCOMPARE(endpoint.started, 2);
        QCOMPARE(endpoint.ok(), 2);
        QCOMPARE(endpoint.okInWindow, 2); // 1900 and 3000
        QCOMPARE(phase.endedBefore, 1);
        QCOMPARE(phase.endedInWindow, 2);
        QCOMPARE(phase.lastEnded, at(4100ms));
    }
    void intervalsAreCutAtSecondsAndPhases()
    {
        Recorder recorder({u"a"_s}, origin);
        recorder.setWindow(at(1500ms), at(2500ms));
        request(recorder, 200ms, 1200ms);
        request(recorder, 1600ms, 2600ms);
        const std::vector<RecordedInterval> intervals = recorder.takeIntervals(at(2700ms));
        QCOMPARE(intervals.size(), size_t(5));
        const QList<Milliseconds> borders{0ms, 1000ms, 1500ms, 2000ms, 2500ms, 2700ms};
        const QList<Phase> phases{Phase::WarmUp, Phase::WarmUp, Phase::Measure, Phase::Measure, Phase::Drain};
        const QList<int> started{1, 0, 1, 0, 0};
        const QList<int> ended{0, 1, 0, 0, 1};
        const QList<int> inFlight{1, 0, 1, 1, 0};
        for (qsizetype i = 0; i < 5; ++i) {
            const RecordedInterval &interval = intervals[static_cast<size_t>(i)];
            QCOMPARE(interval.begin, at(borders[i]));
            QCOMPARE(interval.end, at(borders[i + 1]));
            QCOMPARE(interval.phase, phases[i]);
            QCOMPARE(interval.started, started[i]);
            QCOMPARE(interval.counts[0], ended[i]);
            QCOMPARE(interval.inFlight, inFlight[i]);
            QCOMPARE(interval.isComplete, i < 4);
        }
    }
    void fillingIntervalComesAgainUntilComplete()
    {
        Recorder recorder({u"a"_s}, origin);
        request(recorder, 100ms, 200ms);
        QCOMPARE(recorder.takeIntervals(at(300ms)).back().counts[0], 1);
        request(recorder, 400ms, 500ms);
        const auto later = recorder.takeIntervals(at(600ms));
        QCOMPARE(later.size(), size_t(1));
        QCOMPARE(later.back().counts[0], 2);
        const auto complete = recorder.takeIntervals(at(1100ms));
        QCOMPARE(complete.size(), size_t(2));
        QVERIFY(complete.front().isComplete);
        QCOMPARE(complete.front().counts[0], 2);
        QVERIFY(recorder.takeLastIntervals(at(1200ms)).back().isComplete);
    }
    void stopCutsTheWindow()
    {
        Recorder recorder({u"a"_s}, origin);
        recorder.setWindow(at(1s), at(10s));
        request(recorder, 1200ms, 1400ms);
        const Attempt running = recorder.started(0, at(1500ms));
        recorder.closeWindow(at(1700ms));
        recorder.ended(running, 500ms, outcome(OutcomeClass::Ok), at(2000ms));
        request(recorder, 2100ms, 2200ms);
        const RecordedPhase &phase = recorder.phase();
        QCOMPARE(phase.windowEnd, at(1700ms));
        QCOMPARE(phase.metrics.endpoints.constFirst().started, 2);
        QCOMPARE(phase.metrics.endpoints.constFirst().ok(), 2);
        QCOMPARE(phase.metrics.endpoints.constFirst().okInWindow, 1);
        QVERIFY(qAbs(Seconds(phase.requestTime).count() - 0.4) < 1e-9);
    }
    void theEndOfTheWindowCanBeMoved()
    {
        Recorder recorder({u"a"_s}, origin);
        recorder.setWindow(at(1s), TimePoint::max());
        recorder.moveWindowEnd(at(5s), at(0s));
        request(recorder, 1200ms, 1400ms);
        recorder.moveWindowEnd(at(2500ms), at(1500ms));
        const Attempt running = recorder.started(0, at(2s));
        recorder.ended(running, 1s, outcome(OutcomeClass::Ok), at(3s));
        recorder.moveWindowEnd(at(9s), at(4s)); // too late: it has ended
        const RecordedPhase &phase = recorder.phase();
        QCOMPARE(phase.windowEnd, at(2500ms));
        QCOMPARE(phase.metrics.endpoints.constFirst().ok(), 2);
        QCOMPARE(phase.metrics.endpoints.constFirst().okInWindow, 1);
        QCOMPARE(phase.afterEnd.count(), 1);
        QCOMPARE(phase.afterEnd.max(), 500'000);
        const auto intervals = recorder.takeIntervals(at(4s));
        QVERIFY(std::any_of(intervals.begin(), intervals.end(),
                            [](const RecordedInterval &each) { return each.end == at(2500ms); }));
    }
    void anEndThatHasPassedIsNowUnlessNothingHappened()
    {
        Recorder recorder({u"a"_s}, origin);
        recorder.setWindow(at(1s), TimePoint::max());
        request(recorder, 1500ms, 2500ms);
        recorder.moveWindowEnd(at(2s), at(3s));
        QCOMPARE(recorder.phase().windowEnd, at(3s));
        // Except with nothing recorded since: a thread that starts late does not extend the window.
        Recorder late({u"a"_s}, origin);
        late.setWindow(origin, TimePoint::max());
        late.moveWindowEnd(at(5ms), at(9ms));
        QCOMPARE(late.phase().windowEnd, at(5ms));
    }
    void manyUsersForLong()
    {
        Recorder recorder({u"a"_s}, origin);
        recorder.setWindow(origin, TimePoint::max());
        // 9.36·10¹⁸ ns, more than 64 bits hold.
        for (int user = 0; user < 100'000; ++user)
            recorder.userStarted(at(0s));
        recorder.paused(Nanoseconds(24h * 36'500), at(1s));
        recorder.paused(Nanoseconds(24h * 36'500), at(1s));
        recorder.paused(Nanoseconds(24h * 36'500), at(1s));
        recorder.userEnded(at(26h));
        QVERIFY(std::abs(recorder.phase().userTime.count() / (26 * 3'600 * 1e5) - 1) < 1e-9);
        QVERIFY(std::abs(recorder.phase().pauses.count() / (3 * 24 * 3'600 * 36'500.0) - 1) < 1e-9);
    }
    void stopBeforeTheWindowLeavesItEmpty()
    {
        Recorder recorder({u"a"_s}, origin);
        recorder.setWindow(at(5s), TimePoint::max());
        const Attempt running = recorder.started(0, at(900ms));
        recorder.closeWindow(at(1s));
        recorder.ended(running, 200ms, outcome(OutcomeClass::Ok), at(1100ms));
        request(recorder, 6s, 7s);
        QCOMPARE(recorder.phase().windowBegin, recorder.phase().windowEnd);
        QCOMPARE(recorder.phase().metrics.total().started, 0);
        QCOMPARE(recorder.phase().endedInWindow, 0);
    }
    void averagesOverTimeAreClippedToTheWindow()
    {
        Recorder recorder({u"a"_s}, origin);
        recorder.setWindow(at(1s), at(3s));
        recorder.userStarted(at(0s));
        const Attempt attempt = recorder.started(0, at(500ms));
        recorder.ended(attempt, 1s, outcome(OutcomeClass::Ok), at(1500ms));
        recorder.userStarted(at(2s));
        recorder.userEnded(at(4s));
        QVERIFY(qAbs(Seconds(recorder.phase().userTime).count() - 3) < 1e-9);
        QVERIFY(qAbs(Seconds(recorder.phase().requestTime).count() - 0.5) < 1e-9);
    }
    void kindsOfFailureAreBounded()
    {
        Recorder recorder({u"a"_s}, origin);
        for (int status = 400; status < 470; ++status) {
            for (int times = 0; times < 2; ++times) {
                const Attempt attempt = recorder.started(0, at(Milliseconds(status)));
                recorder.ended(attempt, 1ms, outcome(OutcomeClass::HttpStatus, status, QString(1000, u'x')),
                               at(Milliseconds(status + times)));
            }
        }
        const LoadMetrics &metrics = recorder.phase().metrics;
        QCOMPARE(metrics.failures.size(), maximumFailureKinds);
        QCOMPARE(metrics.otherFailures, 2 * (70 - maximumFailureKinds));
        const FailureRecord &first = metrics.failures.constFirst();
        QCOMPARE(first.count, 2);
        QCOMPARE(first.firstAtS, 0.4);
        QCOMPARE(first.lastAtS, 0.401);
        QCOMPARE(first.example.size(), 200);
    }
    void workersMergeWithoutLoss()
    {
        Recorder one({u"a"_s}, origin);
        Recorder other({u"a"_s}, origin);
        for (Recorder *recorder : {&one, &other}) {
            recorder->setWindow(origin, at(10s));
            request(*recorder, 1s, 2s);
            request(*recorder, 2s, 3s, OutcomeClass::Reset);
            recorder->paused(500ms, at(4s));
            recorder->sentLate(1ms, at(5s));
        }
        RecordedPhase all = one.phase();
        all.merge(other.phase());
        QCOMPARE(all.metrics.total().started, 4);
        QCOMPARE(all.metrics.total().okInWindow, 2);
        QCOMPARE(all.metrics.failures.constFirst().count, 2);
        QCOMPARE(all.pausesInWindow, 2);
        QCOMPARE(all.sendLate.count(), 2);
        QCOMPARE(all.endedInWindow, 4);
    }
};

LOADSTONE_TEST(TestRecorder, QCoreApplication)
#include "tst_recorder.moc"
