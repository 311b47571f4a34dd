// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/repeatcharts.h"

#include "core/analysis/statistics/medianinterval.h"
#include "core/present/charts/charttable.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

QList<ChartModel> chartsOf(const RunRecord &run) { return repeatCharts(analyseServers(run)); }

} // namespace

class TestRepeatCharts : public QObject
{
    Q_OBJECT
private slots:
    void oneRepeatHasNone() { QVERIFY(chartsOf(test::syntheticRun(3, 1, 10)).isEmpty()); }

    void eachRepeatIsADot()
    {
        const RunRecord run = test::syntheticRun(2, 6, 10);
        const QList<ChartModel> charts = chartsOf(run);
        QCOMPARE(charts.size(), 2);
        QCOMPARE(charts[0].id, u"repeats-rps"_s);
        QCOMPARE(charts[1].id, u"repeats-p99"_s);
        QCOMPARE(charts[0].kind, ChartKind::DotPlot);
        QCOMPARE(charts[0].rows.size(), 2);
        const ChartRow &row = charts[0].rows[1];
        QCOMPARE(row.name, u"Server 2"_s);
        QList<double> rates;
        for (const TrialRecord &trial : run.trials) {
            if (trial.planned.key.server == 1)
                rates << analyseTrial(trial).value(Metric::Rps).value();
        }
        QCOMPARE(row.dots, rates);
        const std::optional<Estimate> median = medianWithInterval(rates);
        QCOMPARE(row.estimate, median->value);
        QCOMPARE(row.interval, (ChartSpan{median->interval.low, median->interval.high}));
        QVERIFY(!row.isMuted); // six repeats give 95 %
        for (const ChartModel &chart : charts) {
            for (const double dot : chart.rows[0].dots + chart.rows[1].dots)
                QVERIFY(dot >= chart.x.min && dot <= chart.x.max);
        }
        QCOMPARE(charts[1].x.title, u"ms"_s);
    }

    void fewRepeatsGiveARange()
    {
        const QList<ChartModel> charts = chartsOf(test::syntheticRun(2, 3, 10));
        QVERIFY(charts[0].rows[0].isMuted);
        QVERIFY(charts[0].explanation.contains(u"lowest to highest"_s));
        QVERIFY(!chartsOf(test::syntheticRun(2, 6, 10))[0].explanation.contains(u"lowest to highest"_s));
    }

    void serversWithoutRepeatsSayWhy()
    {
        const ChartModel chart = chartsOf(test::syntheticRun()).first();
        QCOMPARE(chart.rows.size(), 4);
        QCOMPARE(chart.rows[2].text, u"no valid repeat"_s); // did not start
        QVERIFY(chart.rows[2].dots.isEmpty() && !chart.rows[2].estimate);
        QCOMPARE(chart.rows[3].dots.size(), 1); // the other one was stopped
        QVERIFY(chart.rows[3].text.endsWith(u", one repeat"_s));
        QVERIFY(!chart.rows[3].estimate);
        QVERIFY(chart.summary().contains(u"Broken <server> no valid repeat"_s));
    }

    void farApartServersHaveALogAxis()
    {
        const QList<test::SyntheticServer> servers{{u"fast"_s, 9'000}, {u"slow"_s, 90}};
        QVERIFY(chartsOf(test::syntheticRun(servers, 2, 10))[0].x.isLog);
        QVERIFY(!chartsOf(test::syntheticRun(2, 2, 10))[0].x.isLog);
    }

    void tooManyServersHaveNone()
    {
        QVERIFY(!chartsOf(test::syntheticRun(int(mostRepeatedServers), 2, 2)).isEmpty());
        QVERIFY(chartsOf(test::syntheticRun(int(mostRepeatedServers) + 1, 2, 2)).isEmpty());
    }

    void theTableHasEachRepeat()
    {
        const ChartModel chart = chartsOf(test::syntheticRun()).first();
        const ReportTable table = makeValueTable(chart);
        QCOMPARE(table.headers,
                 (QStringList{u"Name"_s, u"Estimate, requests/s"_s, u"From, requests/s"_s,
                              u"To, requests/s"_s, u"No. 1"_s, u"No. 2"_s, u"Result"_s}));
        QCOMPARE(table.rows.size(), 4);
        QCOMPARE(table.rows[0][4].value, chart.rows[0].dots[0]);
        QCOMPARE(table.rows[3][5].text, u"–"_s);
        QCOMPARE(table.rows[2].last().text, u"no valid repeat"_s);
    }
};

LOADSTONE_TEST(TestRepeatCharts, QCoreApplication)
#include "tst_repeatcharts.moc"
