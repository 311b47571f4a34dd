// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/chartmodel.h"
#include "tests/support/syntheticrun.h"

#include <QSet>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

SecondBucket second(double startS, qint64 ok, double lengthS = 1)
{
    SecondBucket bucket;
    bucket.startS = startS;
    bucket.lengthS = lengthS;
    bucket.counts[0] = ok;
    bucket.p50Us = 1'000;
    bucket.p90Us = 2'000;
    bucket.p99Us = 3'000;
    return bucket;
}

qsizetype pointCount(const ChartSeries &series)
{
    qsizetype count = 0;
    for (const QList<QPointF> &segment : series.segments)
        count += segment.size();
    return count;
}

} // namespace

class TestChartModel : public QObject
{
    Q_OBJECT

private slots:
    void hasFiveChartsOnOneTimeAxis();
    void everyPointLiesWithinItsAxes();
    void thinsLongLinesAndKeepsPeaks();
    void cutsTheLineAtGapsAndTrialChanges();
    void partSecondsAreRates();
    void everyLineIsOfItsOwnFigure();
    void everyFailureIsDrawn();
    void allCoresAreShownNearTheLimit();
    void bandsSpanTheirTime();
    void eightServersHaveEightColours();
    void unitFollowsTheSlowest_data();
    void unitFollowsTheSlowest();
    void hiddenSeriesDoNotCount();
    void logAxisHasNoZero();
    void axisShrinksOnlyUnderHalf();
    void noDataGivesEmptyChartsWithWords();
    void putReplacesTheSameSecond();
    void summaryTellsTheRange();
    void openLoadsShowTheirSchedule();
    void closedLoadsShowTheirUsersWhereTheyChange();
    void aRunThatGoesOnEndsItsAxisAtAStep();
    void aDraggedTargetLeavesOneMark();
};

void TestChartModel::hasFiveChartsOnOneTimeAxis()
{
    const QList<ChartModel> charts = runCharts(RunSeries::of(test::syntheticRun()), {});
    QStringList ids;
    for (const ChartModel &chart : charts) {
        ids.append(chart.id);
        QCOMPARE(chart.x, charts.first().x);
        QVERIFY(!chart.explanation.isEmpty());
        QVERIFY(!chart.isEmpty());
    }
    QCOMPARE(ids.join(u' '), u"throughput response-time failures cpu memory"_s);
}

void TestChartModel::everyPointLiesWithinItsAxes()
{
    ChartOptions options;
    options.cores = 2;
    options.fromS = 10;
    options.toS = 60;
    for (const ChartModel &chart : runCharts(RunSeries::of(test::syntheticRun()), options)) {
        for (const ChartSeries &series : chart.series) {
            QVERIFY(pointCount(series) <= maximumChartPoints);
            for (const QList<QPointF> &segment : series.segments) {
                for (const QPointF &point : segment) {
                    QVERIFY(point.x() >= chart.x.min && point.x() <= chart.x.max);
                    QVERIFY(point.y() >= chart.y.min && point.y() <= chart.y.max);
                }
            }
        }
    }
}

void TestChartModel::thinsLongLinesAndKeepsPeaks()
{
    RunSeries series;
    for (int i = 0; i < 7'201; ++i)
        series.put(second(i, i == 3'333 ? 9'999 : 100 + i % 3));
    const ChartSeries line = runCharts(series, {}).first().series.first();
    QCOMPARE(line.segments.size(), 1);
    QVERIFY(pointCount(line) <= maximumChartPoints);
    QVERIFY(pointCount(line) > maximumChartPoints / 2);
    QVERIFY(line.segments[0].contains(QPointF(3'333.5, 9'999)));
    QVERIFY(std::is_sorted(line.segments[0].begin(), line.segments[0].end(),
                           [](QPointF a, QPointF b) { return a.x() < b.x(); }));
}

void TestChartModel::cutsTheLineAtGapsAndTrialChanges()
{
    RunSeries series;
    for (const int at : {0, 1, 2, 5, 6, 7, 8})
        series.put(second(at, 10));
    series.put(TimelineMark{MarkKind::TrialChange, 7, -1, u"next"_s});
    const QList<QList<QPointF>> segments = runCharts(series, {}).first().series.first().segments;
    QCOMPARE(segments.size(), 3);
    QCOMPARE(segments[0].size(), 3);
    QCOMPARE(segments[1].last(), QPointF(6.5, 10));
    QCOMPARE(segments[2].first(), QPointF(7.5, 10));
}

void TestChartModel::partSecondsAreRates()
{
    RunSeries series;
    series.put(second(0, 100));
    series.put(second(1, 50, 0.5));
    series.put(second(2, 20, 0.2));
    const QList<QPointF> points = runCharts(series, {}).first().series.first().segments.first();
    QCOMPARE(points, (QList{QPointF(0.5, 100), QPointF(1.25, 100)}));
}

void TestChartModel::everyLineIsOfItsOwnFigure()
{
    RunSeries series;
    SecondBucket bucket = second(0, 10, 0.5);
    bucket.counts[std::size_t(OutcomeClass::Timeout)] = 1;
    bucket.clientCpuPercent = 33;
    series.put(bucket);
    ResourceSample sample;
    sample.atS = 0.5;
    sample.cpuUserPercent = 40;
    sample.cpuSystemPercent = 10;
    sample.pssBytes = 64 << 20;
    sample.rssBytes = 96 << 20;
    series.put(sample);
    const QMap<QString, double> expected{{u"throughput/completed"_s, 20},
                                         {u"response-time/p50"_s, 1},
                                         {u"response-time/p90"_s, 2},
                                         {u"response-time/p99"_s, 3},
                                         {u"failures/timeout"_s, 2},
                                         {u"cpu/server-cpu"_s, 50},
                                         {u"cpu/server-cpu-system"_s, 10},
                                         {u"cpu/client-cpu"_s, 33},
                                         {u"memory/pss"_s, 64},
                                         {u"memory/rss"_s, 96}};
    ChartOptions options;
    options.cores = 4;
    QMap<QString, double> found;
    for (const ChartModel &chart : runCharts(series, options)) {
        for (const ChartSeries &line : chart.series)
            found.insert(chart.id + u'/' + line.id, line.segments[0][0].y());
    }
    QCOMPARE(found, expected);
}

void TestChartModel::openLoadsShowTheirSchedule()
{
    const auto linesOf = [](const RunSeries &series) {
        QMap<QString, double> lines;
        for (const ChartModel &chart : runCharts(series, {})) {
            for (const ChartSeries &line : chart.series) {
                if (!line.segments.isEmpty())
                    lines.insert(chart.id + u'/' + line.id, line.segments[0][0].y());
            }
        }
        return lines;
    };
    RunSeries series;
    SecondBucket bucket = second(0, 10, 0.5);
    bucket.target = 40;
    series.put(bucket);
    QVERIFY(!linesOf(series).contains(u"throughput/target"_s)); // these are users
    bucket.due = 20;
    bucket.dropped = 3;
    bucket.serviceP99Us = 2'000;
    bucket.lateP99Us = 1'000;
    series.put(bucket);
    const QMap<QString, double> lines = linesOf(series);
    QCOMPARE(lines.value(u"throughput/target"_s), 40.0);
    QCOMPARE(lines.value(u"throughput/dropped"_s), 6.0); // each second
    QCOMPARE(lines.value(u"response-time/service-p99"_s), 2.0);
    QCOMPARE(lines.value(u"response-time/late-p99"_s), 1.0);
}

void TestChartModel::closedLoadsShowTheirUsersWhereTheyChange()
{
    const auto withUsers = [](double startS, double target, int users, int inFlight) {
        SecondBucket bucket = second(startS, 10);
        bucket.target = target;
        bucket.users = users;
        bucket.inFlight = inFlight;
        return bucket;
    };
    RunSeries series;
    series.put(withUsers(0, 100, 90, 5));
    series.put(withUsers(1, 100, 100, 5));
    QCOMPARE(runCharts(series, {}).size(), 5);
    series.put(withUsers(2, 300, 250, 40));
    const QList<ChartModel> charts = runCharts(series, {});
    QCOMPARE(charts.size(), 6);
    const ChartModel &chart = charts.last();
    QCOMPARE(chart.id, u"users"_s);
    QMap<QString, double> newest;
    for (const ChartSeries &line : chart.series)
        newest.insert(line.id, line.segments.last().last().y());
    QCOMPARE(newest, (QMap<QString, double>{{u"active"_s, 250}, {u"waiting"_s, 40}, {u"target"_s, 300}}));
    QVERIFY(chart.y.max >= 300);

    SecondBucket open = withUsers(3, 400, 0, 0);
    open.due = 1; // the target is a rate
    series.put(open);
    QCOMPARE(runCharts(series, {}).size(), 5);
}

void TestChartModel::aRunThatGoesOnEndsItsAxisAtAStep()
{
    RunSeries series;
    series.put(second(0, 10));
    series.put(second(1, 10, 0.4));
    ChartOptions options;
    QCOMPARE(runCharts(series, options).first().x.max, 1.4);
    options.endStepS = 2;
    QCOMPARE(runCharts(series, options).first().x.max, 2.0);
    series.put(second(2, 10, 0.1));
    QCOMPARE(runCharts(series, options).first().x.max, 4.0);
}

void TestChartModel::aDraggedTargetLeavesOneMark()
{
    RunSeries series;
    series.put(second(0, 10, 1));
    series.put(second(5, 10, 1));
    for (int i = 0; i < 10; ++i)
        series.put(TimelineMark{MarkKind::Target, 1 + 0.1 * i, -1, u"%1 users"_s.arg(i)});
    series.put(TimelineMark{MarkKind::Target, 4, -1, u"50 users"_s});
    QStringList labels;
    const QList<ChartModel> charts = runCharts(series, {});
    for (const ChartAnnotation &mark : charts.first().annotations)
        labels << mark.label;
    QCOMPARE(labels, (QStringList{u"9 users"_s, u"50 users"_s}));
}

void TestChartModel::everyFailureIsDrawn()
{
    RunSeries series;
    SecondBucket bucket = second(0, 10);
    for (int i = 1; i < outcomeClassCount; ++i)
        bucket.counts[std::size_t(i)] = 1LL << i;
    series.put(bucket);
    const ChartModel chart = runCharts(series, {})[2];
    QCOMPARE(chart.id, u"failures"_s);
    double sum = 0;
    for (const ChartSeries &line : chart.series)
        sum += line.segments[0][0].y();
    QCOMPARE(qint64(sum), bucket.failed());
}

void TestChartModel::allCoresAreShownNearTheLimit()
{
    RunSeries series;
    ResourceSample sample;
    sample.atS = 3;
    sample.cpuUserPercent = 150;
    sample.cpuSystemPercent = 0;
    series.put(sample);
    ChartOptions options;
    options.cores = 4;
    QVERIFY(runCharts(series, options)[3].series.last().id != u"all-cores");
    options.cores = 2;
    const ChartModel cpu = runCharts(series, options)[3];
    QCOMPARE(cpu.series.last().id, u"all-cores"_s);
    QCOMPARE(cpu.series.last().segments, (QList<QList<QPointF>>{{{0, 200}, {cpu.x.max, 200}}}));
    QVERIFY(cpu.y.max >= 200);
}

void TestChartModel::bandsSpanTheirTime()
{
    RunSeries series;
    for (int i = 0; i < 20; ++i)
        series.put(second(i, 10));
    series.put(TimelineMark{MarkKind::WarmUp, 2, 6, u"warm-up"_s});
    series.put(TimelineMark{MarkKind::ServerReady, 5, -1, u"ready"_s});
    series.put(TimelineMark{MarkKind::ClientLimited, 7, 9, u"limited"_s});
    series.put(TimelineMark{MarkKind::Drain, 12, -1, u"drain"_s});
    series.put(TimelineMark{MarkKind::StopRequested, 18, -1, u"too late"_s});
    ChartOptions options;
    options.fromS = 4;
    options.toS = 16;
    const QList<ChartAnnotation> expected{{MarkKind::WarmUp, 4, 6, u"warm-up"_s},
                                          {MarkKind::ServerReady, 5, -1, u"ready"_s},
                                          {MarkKind::ClientLimited, 7, 9, u"limited"_s},
                                          {MarkKind::Drain, 12, 16, u"drain"_s}};
    for (const ChartModel &chart : runCharts(series, options))
        QCOMPARE(chart.annotations, expected);
}

void TestChartModel::eightServersHaveEightColours()
{
    QSet<int> roles;
    for (qsizetype i = 0; i < 8; ++i)
        roles.insert(int(paletteRole(i)));
    QCOMPARE(roles.size(), 8);
    QVERIFY(!roles.contains(int(ColorRole::RampP50)));
    QCOMPARE(paletteRole(8), paletteRole(0));
}

void TestChartModel::unitFollowsTheSlowest_data()
{
    QTest::addColumn<qint64>("slowestUs");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<double>("drawn");
    QTest::newRow("µs") << qint64(999) << u"µs"_s << 999.0;
    QTest::newRow("ms") << qint64(1'000) << u"ms"_s << 1.0;
    QTest::newRow("s") << qint64(2'500'000) << u"s"_s << 2.5;
}

void TestChartModel::unitFollowsTheSlowest()
{
    QFETCH(qint64, slowestUs);
    RunSeries series;
    SecondBucket bucket = second(0, 10);
    bucket.p50Us = bucket.p90Us = 100;
    bucket.p99Us = slowestUs;
    series.put(bucket);
    const ChartModel chart = runCharts(series, {})[1];
    QTEST(chart.y.title, "unit");
    QTEST(chart.series[2].unit, "unit");
    QTEST(chart.series[2].segments[0][0].y(), "drawn");
}

void TestChartModel::hiddenSeriesDoNotCount()
{
    RunSeries series;
    series.put(second(0, 10));
    ChartOptions options;
    options.hiddenSeries = {u"response-time/p99"_s};
    const ChartModel chart = runCharts(series, options)[1];
    QCOMPARE(chart.series.size(), 2);
    QCOMPARE(chart.y.max, 2.0);
}

void TestChartModel::logAxisHasNoZero()
{
    RunSeries series;
    SecondBucket bucket = second(0, 10);
    bucket.p50Us = 0;
    series.put(bucket);
    ChartOptions options;
    options.isLatencyLog = true;
    const ChartModel chart = runCharts(series, options)[1];
    QVERIFY(chart.y.isLog);
    QCOMPARE(chart.y.labels.join(u' '), u"0.01 0.1 1 10"_s);
    QCOMPARE(chart.series[0].segments[0][0].y(), 0.01);
}

void TestChartModel::axisShrinksOnlyUnderHalf()
{
    RunSeries series;
    series.put(second(0, 600));
    ChartOptions options;
    options.shownMax = {{u"throughput"_s, 1'000}};
    QCOMPARE(runCharts(series, options)[0].y.max, 1'000.0);
    options.shownMax = {{u"throughput"_s, 2'000}};
    QCOMPARE(runCharts(series, options)[0].y.max, 600.0);
}

void TestChartModel::noDataGivesEmptyChartsWithWords()
{
    for (const ChartModel &chart : runCharts({}, {})) {
        QVERIFY(chart.isEmpty());
        QVERIFY(!chart.emptyText.isEmpty());
        QVERIFY(chart.summary().contains(chart.emptyText));
        QVERIFY(chart.y.max > chart.y.min);
    }
}

void TestChartModel::putReplacesTheSameSecond()
{
    RunSeries series;
    series.put(second(1, 10, 0.3));
    series.put(second(0, 5));
    series.put(second(1, 30));
    QCOMPARE(series.seconds.size(), 2);
    QCOMPARE(series.seconds[0].ok(), 5);
    QCOMPARE(series.seconds[1].ok(), 30);
}

void TestChartModel::summaryTellsTheRange()
{
    RunSeries series;
    for (int i = 0; i < 60; ++i)
        series.put(second(i, i == 41 ? 2'900 : 3'230));
    QCOMPARE(
        runCharts(series, {}).first().summary(),
        u"Throughput, 0:00 to 1:00: median of completed 3,230 requests/s, lowest 2,900 requests/s at 0:41, "
        "highest 3,230 requests/s at 0:00."_s);
}

QTEST_GUILESS_MAIN(TestChartModel)
#include "tst_chartmodel.moc"
