// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/sparkline.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

const QChar missing(0x00a0);

using Rates = QList<std::optional<double>>;

} // namespace

class TestSparkline : public QObject
{
    Q_OBJECT

private slots:
    void blocksGoFromZeroToTheHighest()
    {
        QCOMPARE(sparkline(Rates()), QString());
        QCOMPARE(sparkline(Rates{1, 2, 3, 4, 5, 6, 7, 8}), u"▁▂▃▄▅▆▇█"_s);
        QCOMPARE(sparkline(Rates{800, {}, 400, 0}), u"█%1▄▁"_s.arg(missing));
        QCOMPARE(sparkline(Rates{0, 0}), u"▁▁"_s);
        QCOMPARE(sparkline(Rates{{}, {}}), QString(2, missing));
        QCOMPARE(sparkline(Rates{1e-9}), u"█"_s);
    }

    void eachSecondOfTheMeasurePhaseIsABlock()
    {
        const RunRecord run = test::syntheticRun(1, 2, 5);
        const QString line = rateSparkline(run, 0);
        QCOMPARE(line.size(), 5 + 1 + 5); // without the warm-up, with a gap between the repeats
        QCOMPARE(line.indexOf(missing), 5);
        QCOMPARE(line.count(missing), 1);
    }

    void heightsAreThoseOfTheSeconds()
    {
        RunRecord run = test::syntheticRun(1, 1, 5);
        int measured = 0;
        for (SecondBucket &second : run.trials[0].timeline.seconds) {
            if (second.phase == Phase::Measure)
                second.counts = {100 * (++measured)};
        }
        QCOMPARE(rateSparkline(run, 0), u"▂▄▅▇█"_s); // 0.2, 0.4 … of eight blocks
    }

    void aSecondThatIsMissingIsAGap()
    {
        RunRecord run = test::syntheticRun(1, 1, 6);
        QList<SecondBucket> &seconds = run.trials[0].timeline.seconds;
        seconds.remove(seconds.size() - 4, 2);
        const QString line = rateSparkline(run, 0);
        QCOMPARE(line.size(), 6);
        QCOMPARE(line.mid(2, 2), QString(2, missing));
        QCOMPARE(line.count(missing), 2);
    }

    void longRunsStayShort()
    {
        QCOMPARE(rateSparkline(test::syntheticRun(1, 1, 40), 0).size(), 40);
        QCOMPARE(rateSparkline(test::syntheticRun(1, 1, 41), 0).size(), 21);
        QVERIFY(rateSparkline(test::syntheticRun(1, 50, 3), 0).size() <= 40);
    }

    void aServerThatWasNotMeasuredHasNone()
    {
        const RunRecord run = test::syntheticRun();
        QCOMPARE(rateSparkline(run, 2), QString()); // did not start
        QVERIFY(!rateSparkline(run, 3).isEmpty());
    }
};

LOADSTONE_TEST(TestSparkline, QCoreApplication)
#include "tst_sparkline.moc"
