// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/sweepcharts.h"

#include "core/paint/svgwriter.h"
#include "core/present/charts/charttable.h"
#include "tests/support/sweptrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

QList<ChartModel> chartsOf(const RunRecord &run) { return sweepCharts(run, analyseServers(run)); }

ChartModel chartOf(const RunRecord &run, const QString &id)
{
    const QList<ChartModel> charts = chartsOf(run);
    const auto found =
        std::find_if(charts.begin(), charts.end(), [&id](const ChartModel &chart) { return chart.id == id; });
    return found == charts.end() ? ChartModel() : *found;
}

QStringList idsOf(const QList<ChartModel> &charts)
{
    QStringList ids;
    for (const ChartModel &chart : charts)
        ids << chart.id;
    return ids;
}

} // namespace

class TestSweepCharts : public QObject
{
    Q_OBJECT
private slots:
    void aRunWithoutASweepHasNone() { QVERIFY(chartsOf(test::syntheticRun()).isEmpty()); }

    void eachSettingHasItsCurves()
    {
        QCOMPARE(idsOf(chartsOf(test::sweptCurveRun())),
                 (QStringList{u"sweep-workers-rps"_s, u"sweep-workers-p99"_s, u"sweep-workers-memory"_s,
                              u"sweep-preset-rps"_s, u"sweep-preset-p99"_s, u"sweep-preset-memory"_s}));
    }

    void aCurveHasTheFiguresOfItsCells()
    {
        const RunRecord run = test::sweptCurveRun();
        const QList<ServerStats> servers = analyseServers(run);
        const ChartModel chart = chartOf(run, u"sweep-workers-rps"_s);
        QCOMPARE(chart.kind, ChartKind::Curves);
        QCOMPARE(chart.title, u"RPS by workers"_s);
        QCOMPARE(chart.y.title, u"requests/s, higher is better"_s);
        QCOMPARE(chart.series.size(), 2);
        const ChartSeries &sanic = chart.series[0];
        QCOMPARE(sanic.name, u"Sanic"_s);
        QCOMPARE(sanic.points.size(), 7);
        for (int i = 0; i < 7; ++i) {
            const ServerStats &server = servers[i];
            QCOMPARE(sanic.points[i].at.y(), *server.value(Metric::Rps));
            QVERIFY(sanic.points[i].bar);
            QCOMPARE(sanic.points[i].bar->low, server.interval(Metric::Rps)->low);
            QCOMPARE(sanic.points[i].bar->high, server.interval(Metric::Rps)->high);
            QVERIFY(sanic.points[i].bar->high <= chart.y.max);
        }
        const ChartModel times = chartOf(run, u"sweep-workers-p99"_s);
        QCOMPARE(times.series[0].points[0].at.y(), *servers[0].value(Metric::P99) / 1'000);
        const ChartModel memory = chartOf(run, u"sweep-workers-memory"_s);
        QCOMPARE(memory.series[0].points[0].at.y(),
                 *servers[0].value(Metric::PeakMemory) / (1024.0 * 1024.0));
        QCOMPARE(memory.series[0].unit, u"MiB"_s);
    }

    void aMissingCellIsAGap()
    {
        const ChartModel chart = chartOf(test::sweptCurveRun(), u"sweep-workers-rps"_s);
        const ChartSeries &flask = chart.series[1];
        QCOMPARE(flask.points.size(), 6);
        QCOMPARE(flask.segments.size(), 2);
        QCOMPARE(flask.segments[0].last().x(), 8.0);
        QCOMPARE(flask.segments[1].first().x(), 32.0);
        const ReportTable table = makeValueTable(chart);
        QCOMPARE(table.headers,
                 (QStringList{u"workers"_s, u"Sanic, requests/s"_s, u"Flask on Gunicorn, requests/s"_s}));
        QCOMPARE(table.rows.size(), 7);
        QCOMPARE(table.rows[4][0].text, u"16"_s);
        QVERIFY(table.rows[4][1].value);
        QCOMPARE(table.rows[4][2].text, u"–"_s);
        QVERIFY(!table.rows[4][2].value);
    }

    void invalidFiguresAreGaps_data()
    {
        QTest::addColumn<QString>("fault");
        for (const char *fault : {"stood still", "stopped", "no response"})
            QTest::newRow(fault) << QString::fromLatin1(fault);
    }

    void invalidFiguresAreGaps()
    {
        QFETCH(QString, fault);
        RunRecord run = test::sweptCurveRun();
        for (TrialRecord &trial : run.trials) {
            if (trial.planned.key.server != 2)
                continue;
            if (fault == u"stood still"_s) {
                trial.load.stoodStillS = 2;
            } else if (fault == u"stopped"_s) {
                trial.end = TrialEnd::Stopped;
            } else {
                for (EndpointMetrics &endpoint : trial.load.measured.endpoints)
                    endpoint.counts[0] = endpoint.okInWindow = 0;
            }
        }
        const ChartModel chart = chartOf(run, u"sweep-workers-rps"_s);
        QCOMPARE(chart.series[0].points.size(), 6);
        QCOMPARE(chart.series[0].segments.size(), 2);
        QVERIFY(std::none_of(chart.series[0].points.begin(), chart.series[0].points.end(),
                             [](const ChartPoint &point) { return point.at.x() == 4 || point.at.y() == 0; }));
        QVERIFY(chart.notes.isEmpty()); // a knee needs every figure
    }

    void theKneeIsMarked()
    {
        const ChartModel chart = chartOf(test::sweptCurveRun(), u"sweep-workers-rps"_s);
        QCOMPARE(chart.notes.size(), 1);
        QCOMPARE(chart.notes[0].at, chart.series[0].points[3].at);
        QCOMPARE(chart.notes[0].text, u"knee: 8"_s);
        QVERIFY(chart.explanation.contains(u"knee"_s));
        QVERIFY(chartOf(test::sweptCurveRun(), u"sweep-workers-p99"_s).notes.isEmpty());
        QVERIFY(chart.summary().contains(u"knee: 8"_s));
    }

    void widelySpreadValuesHaveALogAxis()
    {
        const ChartModel chart = chartOf(test::sweptCurveRun(), u"sweep-workers-rps"_s);
        QVERIFY(chart.x.isLog);
        QCOMPARE(chart.x.ticks, (QList<double>{1, 2, 4, 8, 16, 32, 64}));
        RunRecord run = test::sweptCurveRun();
        for (ResolvedServer &server : run.servers) {
            QJsonValue &value = server.cell.first().value;
            if (value.toInt() > 16)
                value = value.toInt() == 64 ? 20 : 18;
        }
        QVERIFY(!chartOf(run, u"sweep-workers-rps"_s).x.isLog); // not over a factor of 20
    }

    void textsAreCategories()
    {
        const ChartModel chart = chartOf(test::sweptCurveRun(), u"sweep-preset-rps"_s);
        QVERIFY(chart.x.isCategorical);
        QCOMPARE(chart.x.labels, (QStringList{u"as-published"_s, u"tuned"_s, u"uvloop"_s}));
        for (const ChartSeries &series : chart.series) {
            QCOMPARE(series.points.size(), 3);
            QVERIFY(series.segments.isEmpty());
        }
        QVERIFY(chart.series[0].points[0].at.x() < chart.series[1].points[0].at.x());
        const ReportTable table = makeValueTable(chart);
        QCOMPARE(table.rows.size(), 3);
        for (const QList<ReportCell> &row : table.rows)
            QVERIFY(row[1].value && row[2].value);
    }

    void oneRepeatHasNoBars()
    {
        const QList<test::SyntheticServer> cells{{u"Flask"_s, 100, 900, 40, true, {{u"workers"_s, 1}}},
                                                 {u"Flask"_s, 200, 900, 40, true, {{u"workers"_s, 2}}}};
        const ChartModel chart = chartOf(test::syntheticRun(cells, 1, 10), u"sweep-workers-rps"_s);
        QCOMPARE(chart.series[0].points.size(), 2);
        QVERIFY(!chart.series[0].points[0].bar && !chart.series[0].points[1].bar);
        QVERIFY(!chart.explanation.contains(u"Bars"_s));
    }

    void aGridHasAHeatMapForEachServerAndMetric()
    {
        const RunRecord run = test::sweptGridRun();
        const QList<ChartModel> charts = chartsOf(run);
        QCOMPARE(idsOf(charts),
                 (QStringList{u"sweep-1-rps"_s, u"sweep-1-p99"_s, u"sweep-1-memory"_s, u"sweep-2-rps"_s,
                              u"sweep-2-p99"_s, u"sweep-2-memory"_s}));
        const ChartModel &rates = charts[0];
        QCOMPARE(rates.kind, ChartKind::HeatMap);
        QCOMPARE(rates.title, u"Sanic: RPS"_s);
        QCOMPARE(rates.heatMap.rows, (QStringList{u"1"_s, u"2"_s, u"4"_s, u"8"_s}));
        QCOMPARE(rates.heatMap.columns, (QStringList{u"1"_s, u"10"_s, u"50"_s, u"100"_s}));
        QCOMPARE(rates.heatMap.cells[0][0].shade, 0.0);
        QCOMPARE(rates.heatMap.cells[3][3].shade, 1.0);
        QCOMPARE(rates.heatMap.lowest, rates.heatMap.cells[0][0].text);
        QCOMPARE(rates.heatMap.highest, rates.heatMap.cells[3][3].text);
        const ServerStats last = analyseServers(run)[15];
        QCOMPARE(rates.heatMap.cells[3][3].value, last.value(Metric::Rps));
        const ReportTable table = makeValueTable(rates);
        QCOMPARE(table.headers.first(), u"workers ↓ threads →"_s);
        QCOMPARE(table.rows[3][4].text, rates.heatMap.cells[3][3].detail);
        QVERIFY(table.rows[3][4].text.contains(u'('));
        QVERIFY(makeRangeTable(rates).rows.isEmpty());
    }

    void aMissingCellHasNoColour()
    {
        const ChartModel chart = chartOf(test::sweptGridRun(), u"sweep-2-rps"_s);
        QVERIFY(chart.heatMap.hasMissing());
        const HeatCell &cell = chart.heatMap.cells[3][3];
        QVERIFY(!cell.value);
        QCOMPARE(cell.text, u"–"_s);
        const QString svg = toPageSvg(chart, {370, 56});
        QCOMPARE(svg.count(u"class=\"missing\""_s), 2); // and in the legend
        QVERIFY(svg.contains(u"<title>workers 8, threads 100: –</title>"_s));
        QVERIFY(!chartOf(test::sweptGridRun(), u"sweep-1-rps"_s).heatMap.hasMissing());
    }

    void manyColumnsBecomeRows()
    {
        QList<test::SyntheticServer> cells;
        for (const int workers : {1, 2}) {
            for (int threads = 1; threads <= 15; ++threads)
                cells << test::SyntheticServer{
                    u"Flask"_s, 100.0 * workers + threads,
                    900,        40,
                    true,       {{u"workers"_s, workers}, {u"threads"_s, threads}}};
        }
        const ChartModel chart = chartOf(test::syntheticRun(cells, 1, 4), u"sweep-1-rps"_s);
        QCOMPARE(chart.heatMap.rowTitle, u"threads"_s);
        QCOMPARE(chart.heatMap.rows.size(), 15);
        QCOMPARE(chart.heatMap.columns, (QStringList{u"1"_s, u"2"_s}));
        QCOMPARE(chart.heatMap.cells[14][1].text, u"215"_s);
    }

    void memoryAsRssIsNamed()
    {
        RunRecord run = test::sweptGridRun();
        for (TrialRecord &trial : run.trials)
            trial.usage.peakPssBytes.reset();
        const ChartModel chart = chartOf(run, u"sweep-1-memory"_s);
        QVERIFY(chart.heatMap.cells[0][0].detail.endsWith(u" RSS"_s));
        for (TrialRecord &trial : run.trials)
            trial.usage.peakRssBytes.reset();
        QVERIFY(!idsOf(chartsOf(run)).contains(u"sweep-1-memory"_s)); // nothing to show
    }

    void aCapacitySearchShowsWhatEachCellSustains()
    {
        RunRecord run = test::sweptGridRun();
        run.profile.capacity = Capacity();
        for (TrialRecord &trial : run.trials)
            trial.capacity = CapacityResult{trial.planned.key.server * 10.0, {}, CapacityEnd::Found, {}};
        const ChartModel chart = chartOf(run, u"sweep-1-sustained"_s);
        QCOMPARE(chart.heatMap.cells[1][1].value, 50.0);
        QCOMPARE(chart.heatMap.cells[1][1].detail, u"50 users"_s);
    }
};

LOADSTONE_TEST(TestSweepCharts, QCoreApplication)
#include "tst_sweepcharts.moc"
