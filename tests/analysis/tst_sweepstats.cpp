// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/sweepstats.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

RunRecord runWithCells(const QList<QPair<QString, SweepCell>> &cells)
{
    RunRecord run;
    for (const auto &[name, cell] : cells) {
        ResolvedServer server;
        server.name = name + QString::number(run.servers.size());
        server.baseName = cell.isEmpty() ? QString() : name;
        server.cell = cell;
        run.servers << server;
    }
    return run;
}

QStringList partTexts(const RunRecord &run)
{
    QStringList texts;
    for (const SweepPart &part : sweepParts(run)) {
        QStringList servers;
        for (const int server : part.servers)
            servers << QString::number(server);
        texts << u"%1 | %2 | %3"_s.arg(part.name, part.settings.join(u'+'), servers.join(u','));
    }
    return texts;
}

} // namespace

class TestSweepStats : public QObject
{
    Q_OBJECT
private slots:
    void findsTheKnee_data()
    {
        QTest::addColumn<QList<QPointF>>("points");
        QTest::addColumn<int>("knee"); // -1: none
        const auto row = [](const char *name, const QList<QPointF> &points, int knee) {
            QTest::newRow(name) << points << knee;
        };
        row("two workers fill two cores", {{1, 100}, {2, 200}, {4, 200}}, 1);
        row("declines after the knee", {{1, 100}, {2, 200}, {4, 150}}, 1);
        row("linear", {{1, 100}, {2, 200}, {4, 400}}, -1);
        row("flattens little", {{1, 100}, {2, 150}, {4, 200}}, -1);
        row("accelerates", {{1, 10}, {2, 20}, {4, 400}}, -1);
        row("flat", {{1, 100}, {2, 100}, {4, 100}}, -1);
        row("declines", {{1, 100}, {2, 90}, {4, 80}}, -1);
        row("two points", {{1, 100}, {2, 200}}, -1);
        row("none", {}, -1);
        row("users", {{1, 10}, {10, 100}, {100, 500}, {1'000, 510}}, 2);
        // The example of the article: y = -1 / (x + 0.1) + 5 for ten x of 0…1, whose knee is at x = 0.22.
        QList<QPointF> published;
        for (int i = 0; i < 10; ++i) {
            const double x = i / 9.0;
            published << QPointF(x, -1 / (x + 0.1) + 5);
        }
        row("published", published, 2);
    }
    void findsTheKnee()
    {
        QFETCH(const QList<QPointF>, points);
        QFETCH(const int, knee);
        QCOMPARE(int(findKnee(points).value_or(-1)), knee);
    }

    void partsAreCurvesAndGrids()
    {
        QCOMPARE(partTexts(runWithCells({{u"A"_s, {}}})), QStringList());
        QCOMPARE(partTexts(runWithCells({{u"A"_s, {{u"w"_s, 1}}}, {u"A"_s, {{u"w"_s, 2}}}, {u"B"_s, {}}})),
                 QStringList{u"A | w | 0,1"_s});
        // One at a time: a curve for each setting.
        QCOMPARE(partTexts(runWithCells({{u"A"_s, {{u"w"_s, 1}}}, {u"A"_s, {{u"t"_s, 1}}}})),
                 (QStringList{u"A | w | 0"_s, u"A | t | 1"_s}));
        QCOMPARE(partTexts(runWithCells({{u"A"_s, {{u"w"_s, 1}, {u"t"_s, 1}}},
                                         {u"A"_s, {{u"w"_s, 1}, {u"t"_s, 5}}},
                                         {u"B"_s, {{u"w"_s, 1}, {u"t"_s, 1}}}})),
                 (QStringList{u"A | w+t | 0,1"_s, u"B | w+t | 2"_s}));
        // With three settings a grid for each value of the first.
        QCOMPARE(partTexts(runWithCells({{u"A"_s, {{u"load/users"_s, 10}, {u"w"_s, 1}, {u"t"_s, 1}}},
                                         {u"A"_s, {{u"load/users"_s, 20}, {u"w"_s, 1}, {u"t"_s, 1}}}})),
                 (QStringList{u"A, users 10 | w+t | 0"_s, u"A, users 20 | w+t | 1"_s}));
    }

    void sustainedIsTheMedianOfTheRepeats()
    {
        RunRecord run = test::syntheticRun(2, 3, 1);
        QCOMPARE(highestSustained(run, 0), std::nullopt);
        double level = 10;
        for (TrialRecord &trial : run.trials) {
            if (trial.planned.key.server == 1)
                trial.capacity = CapacityResult{level *= 2, {}, CapacityEnd::Found, {}};
        }
        QCOMPARE(highestSustained(run, 1), 40.0);
        QCOMPARE(highestSustained(run, 0), std::nullopt);
    }

    void scalesFromTheLowestToTheHighest()
    {
        using Values = QList<std::optional<double>>;
        QCOMPARE(scaledValues(Values{10, {}, 30, 20}), (Values{0, {}, 1, 0.5}));
        QCOMPARE(scaledValues(Values{5, 5}), (Values{0, 0}));
        QCOMPARE(scaledValues(Values{std::nullopt}), (Values{std::nullopt}));
    }
};

LOADSTONE_TEST(TestSweepStats, QCoreApplication)
#include "tst_sweepstats.moc"
