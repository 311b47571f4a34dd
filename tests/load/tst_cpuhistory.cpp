// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/cpuhistory.h"
#include "core/load/health.h"
#include "tests/support/testmain.h"

#include <QRandomGenerator>
#include <QTest>

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

const TimePoint origin = TimePoint(1'000s);
constexpr Nanoseconds tick = 100ms;

/// Samples as in a load: ten per second, with a thread that starts later, one that waits for a CPU, and
/// occasionally two samples close together as at the start of a phase.
class Readings
{
public:
    ThreadCpuSample next()
    {
        const Nanoseconds step =
            m_random.bounded(10) == 0 ? Nanoseconds(5ms) : tick + Nanoseconds(m_random.bounded(9'999));
        m_sample.at = m_count == 0 ? origin : m_sample.at + step;
        for (const pid_t thread : {1, 2, 3}) {
            if (thread == 3 && m_count < 50)
                continue;
            m_sample.used[thread] += step * m_random.bounded(1'000) / 1'000;
        }
        m_sample.waited[2] += step * m_random.bounded(400) / 1'000;
        ++m_count;
        return m_sample;
    }

private:
    QRandomGenerator m_random{7};
    ThreadCpuSample m_sample;
    int m_count = 0;
};

ClientObservation observe(const CpuHistory &history, TimePoint from, TimePoint to)
{
    ClientObservation observation;
    observation.cpu = history.samples();
    observation.folded = history.folded();
    observation.from = from;
    observation.to = to;
    observation.ended = 1'000;
    observation.ok = 1'000;
    observation.meanCycle = 1s;
    return observation;
}

} // namespace

class TestCpuHistory : public QObject
{
    Q_OBJECT
private slots:
    void foldingChangesNoFigure_data()
    {
        QTest::addColumn<Milliseconds>("begin");
        QTest::newRow("measured from the first sample on") << Milliseconds(0);
        QTest::newRow("after a warm-up") << Milliseconds(5'033);
        QTest::newRow("after a warm-up longer than the history") << Milliseconds(31'033);
    }
    void foldingChangesNoFigure()
    {
        QFETCH(const Milliseconds, begin);
        const TimePoint from = origin + begin;
        Readings readings;
        CpuHistory whole;
        CpuHistory folded;
        for (int i = 0; i < 3'000; ++i) {
            const ThreadCpuSample sample = readings.next();
            whole.add(sample);
            folded.add(sample);
            folded.fold(from, sample.at - 10s);
        }
        QVERIFY(folded.samples().size() < whole.samples().size() / 10);
        const TimePoint last = whole.samples().back().at;
        for (const Nanoseconds before : {0ns, Nanoseconds(33ms), Nanoseconds(4'321ms)}) {
            const ClientHealth expected = assessClient(observe(whole, from, last - before));
            const ClientHealth health = assessClient(observe(folded, from, last - before));
            QVERIFY(expected.busyShare > 0 && expected.busyShare < 1);
            QCOMPARE(health.cpuPercent, expected.cpuPercent);
            QCOMPARE(health.cpuUsPerRequest, expected.cpuUsPerRequest);
            QCOMPARE(health.busiestThreadPercent, expected.busiestThreadPercent);
            QCOMPARE(health.busyShare, expected.busyShare);
        }
        for (const Nanoseconds ago : {Nanoseconds(10s), Nanoseconds(9'950ms), Nanoseconds(3s)})
            QCOMPARE(cpuBetween(folded.samples(), last - ago, last - ago + 1s),
                     cpuBetween(whole.samples(), last - ago, last - ago + 1s));
    }

    void anHourNeedsNoMoreThanAMinute()
    {
        Readings readings;
        CpuHistory history;
        size_t most = 0;
        for (int i = 0; i < 60 * 60 * 10; ++i) {
            const ThreadCpuSample sample = readings.next();
            history.add(sample);
            history.fold(origin + 5s, sample.at - 10s);
            most = std::max(most, history.samples().size());
        }
        QVERIFY2(most < 200, qPrintable(QString::number(most)));
    }

    void forgettingLeavesBothSidesRight()
    {
        Readings readings;
        CpuHistory whole;
        CpuHistory trimmed;
        const TimePoint end = origin + 60s;
        size_t most = 0;
        for (int i = 0; i < 3'000; ++i) {
            const ThreadCpuSample sample = readings.next();
            whole.add(sample);
            trimmed.add(sample);
            trimmed.forget(end, sample.at - 10s);
            most = std::max(most, trimmed.samples().size());
        }
        QVERIFY2(most < 1'000, qPrintable(QString::number(most)));
        const TimePoint last = whole.samples().back().at;
        QCOMPARE(cpuBetween(trimmed.samples(), origin + 5s, end),
                 cpuBetween(whole.samples(), origin + 5s, end));
        QCOMPARE(cpuBetween(trimmed.samples(), last - 10s, last),
                 cpuBetween(whole.samples(), last - 10s, last));
        QCOMPARE(assessClient(observe(trimmed, origin + 5s, end)).busyShare,
                 assessClient(observe(whole, origin + 5s, end)).busyShare);
    }
};

LOADSTONE_TEST(TestCpuHistory, QCoreApplication)
#include "tst_cpuhistory.moc"
