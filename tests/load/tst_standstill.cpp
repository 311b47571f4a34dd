// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/standstill.h"
#include "tests/load/observedload.h"
#include "tests/support/testmain.h"

#include <QProcess>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

constexpr TimePoint watchBegin{1000h};
constexpr Nanoseconds booted = 2000h;

/// Ticks every 50 ms up to `until`, except during a standstill or suspend.
class Ticking
{
public:
    void tickFor(Milliseconds time)
    {
        for (const TimePoint until = m_now + time; m_now < until; m_now += 50ms, m_sinceBoot += 50ms)
            m_detector.tick(m_now, m_sinceBoot);
    }
    void standStill(Milliseconds time)
    {
        m_now += time;
        m_sinceBoot += time;
    }
    void sleep(Milliseconds time) { m_sinceBoot += time; }
    const std::vector<Standstill> &found() const { return m_detector.found(); }

private:
    StandstillDetector m_detector{50ms};
    TimePoint m_now = watchBegin;
    Nanoseconds m_sinceBoot = booted;
};

bool isNear(Seconds length, double seconds) { return std::abs(length.count() - seconds) < 0.051; }

} // namespace

/// A load generator reports a period in which it did not run.
class TestStandstill : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { runOnEachHttpEngine(); }
    void lateTicksAreNone();
    void aStopIsFound();
    void aSleepOfTheMachineIsFound();
    void countsOnlyTheOverlapWithThePhase();
    void stoppedBySignal();
    void aBusyMainThreadIsNone();
};

void TestStandstill::lateTicksAreNone()
{
    Ticking ticking;
    ticking.tickFor(1s);
    ticking.standStill(450ms);
    ticking.tickFor(1s);
    QVERIFY(ticking.found().empty());
}

void TestStandstill::aStopIsFound()
{
    Ticking ticking;
    ticking.tickFor(1s);
    ticking.standStill(3s);
    ticking.tickFor(1s);
    ticking.standStill(1s);
    ticking.tickFor(1s);
    QCOMPARE(ticking.found().size(), size_t(2));
    QVERIFY(isNear(ticking.found().front().length, 3));
    const StandstillTotal total = standstillBetween(ticking.found(), watchBegin, watchBegin + 10s);
    QVERIFY(isNear(total.length, 4));
    QVERIFY(isNear(total.longest, 3));
}

void TestStandstill::aSleepOfTheMachineIsFound()
{
    Ticking ticking;
    ticking.tickFor(1s);
    ticking.sleep(1h);
    ticking.tickFor(1s);
    QCOMPARE(ticking.found().size(), size_t(1));
    QVERIFY(isNear(standstillBetween(ticking.found(), watchBegin, watchBegin + 2s).length, 3600));
    QCOMPARE(standstillBetween(ticking.found(), watchBegin + 1100ms, watchBegin + 2s).length, Seconds(0));
}

void TestStandstill::countsOnlyTheOverlapWithThePhase()
{
    Ticking ticking;
    ticking.tickFor(1s);
    ticking.standStill(4s);
    ticking.tickFor(1s);
    QVERIFY(isNear(standstillBetween(ticking.found(), watchBegin + 3s, watchBegin + 10s).length, 2));
    QCOMPARE(standstillBetween(ticking.found(), watchBegin + 5s, watchBegin + 10s).length, Seconds(0));
    QCOMPARE(standstillBetween(ticking.found(), watchBegin, watchBegin + 900ms).length, Seconds(0));
}

void TestStandstill::stoppedBySignal()
{
    ScriptedServer server(script::delayed(10, script::respond("hello")));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 5);
    spec.load.duration = 4s;
    observed.generator.start(spec);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 20, 10'000);
    QVERIFY(QProcess::startDetached(u"sh"_s,
                                    {u"-c"_s, u"kill -STOP %1; sleep 1.5; kill -CONT %1"_s.arg(getpid())}));
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    checkBooks(result);
    QVERIFY2(result.stoodStillS > 1.4 && result.stoodStillS < 2.5,
             qPrintable(QString::number(result.stoodStillS)));
    QCOMPARE(result.longestStandstillS, result.stoodStillS);
    QVERIFY(result.isInvalid());
}

void TestStandstill::aBusyMainThreadIsNone()
{
    ScriptedServer server(script::delayed(10, script::respond("hello")));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 5);
    spec.load.duration = 60s;
    observed.generator.start(spec);
    // This thread ticks nothing meanwhile.
    while (server.requests() < 250) { }
    observed.generator.stop();
    QVERIFY(observed.waitForFinish());
    QCOMPARE(observed.result().stoodStillS, 0.0);
    QVERIFY(!observed.result().isInvalid());
}

LOADSTONE_TEST(TestStandstill, QCoreApplication)
#include "tst_standstill.moc"
