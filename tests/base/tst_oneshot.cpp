// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef Q_MOC_RUN // moc 6.4 cannot read the standard headers behind these
#include "core/base/oneshot.h"

#include <QCoroTask>
#endif
#include "tests/support/testmain.h"
#include <QTest>

using loadstone::OneShot;

namespace
{

QCoro::Task<void> collect(OneShot<int> &oneShot, QList<int> &got)
{
    const int value = co_await oneShot.wait();
    got << value;
}

} // namespace

class TestOneShot : public QObject
{
    Q_OBJECT
private slots:
    void resumesTheWaitingCoroutineInsideSet()
    {
        OneShot<int> oneShot;
        QList<int> got;
        collect(oneShot, got);
        QVERIFY(got.isEmpty());
        oneShot.set(7);
        QCOMPARE(got, QList<int>{7});
    }

    void doesNotSuspendWhenAlreadySet()
    {
        OneShot<int> oneShot;
        oneShot.set(3);
        QList<int> got;
        collect(oneShot, got);
        QCOMPARE(got, QList<int>{3});
    }

    void firstValueWins()
    {
        OneShot<int> oneShot;
        QList<int> got;
        collect(oneShot, got);
        oneShot.set(1);
        oneShot.set(2);
        collect(oneShot, got);
        QCOMPARE(got, (QList<int>{1, 1}));
    }

    void takesAnotherValueAfterReset()
    {
        OneShot<int> oneShot;
        QList<int> got;
        oneShot.set(1);
        collect(oneShot, got);
        oneShot.reset();
        collect(oneShot, got);
        QCOMPARE(got.size(), 1);
        oneShot.set(2);
        QCOMPARE(got, (QList<int>{1, 2}));
    }
};

LOADSTONE_TEST(TestOneShot, QCoreApplication)
#include "tst_oneshot.moc"
