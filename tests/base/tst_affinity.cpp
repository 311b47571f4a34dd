// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/affinity.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;

using namespace loadstone;

class AffinityTest : public QObject
{
    Q_OBJECT
private slots:
    void describesCores();
    void refusesACoreThatIsNotThere();
    void startsThreadsOnTheirCores();
    void reportsUnavailableCores();
};

void AffinityTest::describesCores()
{
    QCOMPARE(describeCores({}), u"all"_s);
    QCOMPARE(describeCores({3}), u"3"_s);
    QCOMPARE(describeCores({0, 1, 2, 5, 7, 8}), u"0–2, 5, 7–8"_s);
}

void AffinityTest::refusesACoreThatIsNotThere()
{
    const QList<int> cores = allowedCores();
    QVERIFY(!cores.isEmpty());
    QCOMPARE(coreSetError({}), QString());
    QCOMPARE(coreSetError(cores), Sentence());
    const int missing = cores.last() + 1;
    const QString why = coreSetError({cores.first(), missing}).english();
    QVERIFY2(why.startsWith(u"Loadstone may not use core %1 "_s.arg(missing)), qPrintable(why));
}

void AffinityTest::startsThreadsOnTheirCores()
{
    const QList<int> before = allowedCores();
    QList<int> seen;
    {
        const StartOnCores onCores({before.last()});
        QCOMPARE(onCores.problem(), QString());
        std::thread([&seen] { seen = allowedCores(); }).join();
    }
    QCOMPARE(seen, QList<int>{before.last()});
    QCOMPARE(allowedCores(), before);
}

void AffinityTest::reportsUnavailableCores()
{
    const QList<int> before = allowedCores();
    {
        const StartOnCores onCores({before.last() + 1});
        QVERIFY2(onCores.problem().english().contains(QString::number(before.last() + 1)),
                 qPrintable(onCores.problem().english()));
        QCOMPARE(allowedCores(), before);
    }
    QCOMPARE(allowedCores(), before);
    QVERIFY(pinToCores({5'000'000}) != 0);
}

LOADSTONE_TEST(AffinityTest, QCoreApplication)
#include "tst_affinity.moc"
