// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/affinity.h"

#include <QTest>

#include <thread>

using namespace loadstone;

class AffinityTest : public QObject
{
    Q_OBJECT
private slots:
    void describesCores();
    void refusesACoreThatIsNotThere();
    void startsThreadsOnTheirCores();
    void saysWhenThatCannotBe();
};

void AffinityTest::describesCores()
{
    QCOMPARE(describeCores({}), QStringLiteral("all"));
    QCOMPARE(describeCores({3}), QStringLiteral("3"));
    QCOMPARE(describeCores({0, 1, 2, 5, 7, 8}), QStringLiteral("0–2, 5, 7–8"));
}

void AffinityTest::refusesACoreThatIsNotThere()
{
    const QList<int> cores = allowedCores();
    QVERIFY(!cores.isEmpty());
    QCOMPARE(coreSetError({}), QString());
    QCOMPARE(coreSetError(cores), QString());
    const int missing = cores.last() + 1;
    const QString why = coreSetError({cores.first(), missing});
    QVERIFY2(why.startsWith(QStringLiteral("Core %1 is none").arg(missing)), qPrintable(why));
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

void AffinityTest::saysWhenThatCannotBe()
{
    const QList<int> before = allowedCores();
    {
        const StartOnCores onCores({before.last() + 1});
        QVERIFY2(onCores.problem().contains(QString::number(before.last() + 1)),
                 qPrintable(onCores.problem()));
        QCOMPARE(allowedCores(), before);
    }
    QCOMPARE(allowedCores(), before);
    QVERIFY(pinToCores({5'000'000}) != 0);
}

QTEST_GUILESS_MAIN(AffinityTest)
#include "tst_affinity.moc"
