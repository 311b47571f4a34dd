// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cancellablesleep.h"
#include "core/base/taskgroup.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <stdexcept>

using namespace Qt::StringLiterals;

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

struct Slept {
    int inFull = 0;
    int cutShort = 0;
};

QCoro::Task<> sleepOnce(TaskGroup *group, Nanoseconds duration, Slept *slept)
{
    CancellableSleep sleep(*group);
    if (co_await sleep.sleepFor(duration))
        ++slept->inFull;
    else
        ++slept->cutShort;
}

QCoro::Task<> sleepOften(TaskGroup *group, int times, Slept *slept)
{
    CancellableSleep sleep(*group);
    for (int i = 0; i < times; ++i) {
        if (!co_await sleep.sleepFor(0ns))
            co_return;
        ++slept->inFull;
    }
}

QCoro::Task<> throwAfterSleep(TaskGroup *group)
{
    CancellableSleep sleep(*group);
    co_await sleep.sleepFor(1ms);
    throw std::runtime_error("broken on purpose");
}

QCoro::Task<> endAtOnce() { co_return; }

} // namespace

class TestTaskGroup : public QObject
{
    Q_OBJECT
private slots:
    void countsAndSignalsEmptied()
    {
        TaskGroup group;
        QSignalSpy emptied(&group, &TaskGroup::emptied);
        Slept slept;
        group.launch(sleepOnce(&group, 5ms, &slept));
        group.launch(sleepOnce(&group, 20ms, &slept));
        QCOMPARE(group.liveCount(), 2);
        QVERIFY(emptied.wait(5'000));
        QCOMPARE(emptied.count(), 1);
        QVERIFY(group.isEmpty());
        QCOMPARE(slept.inFull, 2);
    }
    void countsTaskThatNeverSuspends()
    {
        TaskGroup group;
        QSignalSpy emptied(&group, &TaskGroup::emptied);
        group.launch(endAtOnce());
        QVERIFY(group.isEmpty());
        QCOMPARE(emptied.count(), 1);
    }
    void sleepIsNeverShort()
    {
        TaskGroup group;
        Slept slept;
        QElapsedTimer time;
        time.start();
        group.launch(sleepOnce(&group, 30ms + 1ns, &slept));
        QTRY_VERIFY(group.isEmpty());
        QVERIFY(time.nsecsElapsed() >= 30'000'001);
    }
    void stopEndsSleepsButNotInsideTheCall()
    {
        TaskGroup group;
        Slept slept;
        for (int i = 0; i < 100; ++i)
            group.launch(sleepOnce(&group, 1h, &slept));
        group.requestStop();
        group.requestStop();
        QCOMPARE(slept.cutShort, 0);
        QTRY_VERIFY(group.isEmpty());
        QCOMPARE(slept.cutShort, 100);
        group.launch(sleepOnce(&group, 1h, &slept)); // after the stop: ends immediately
        QVERIFY(group.isEmpty());
        QCOMPARE(slept.cutShort, 101);
    }
    void manySleepsInALoop()
    {
        TaskGroup group;
        Slept slept;
        group.launch(sleepOften(&group, 2'000, &slept));
        QTRY_VERIFY_WITH_TIMEOUT(group.isEmpty(), 20'000);
        QCOMPARE(slept.inFull, 2'000);
    }
    void exceptionsAreStored()
    {
        TaskGroup group;
        QTest::ignoreMessage(QtCriticalMsg, "A coroutine ended by an exception: broken on purpose");
        group.launch(throwAfterSleep(&group));
        QTRY_VERIFY(group.isEmpty());
        QCOMPARE(group.firstError(), u"broken on purpose"_s);
    }
};

LOADSTONE_TEST(TestTaskGroup, QCoreApplication)
#include "tst_taskgroup.moc"
