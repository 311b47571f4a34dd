// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/charttable.h"
#include "core/present/charts/runcharts.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

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
    void linesReachTheEdgesOfAZoomedChart();
    void axisFitsTheVisibleRange();
    void thinsLongLinesAndKeepsPeaks();
    void cutsTheLineAtGapsAndTrialChanges();
    void partSecondsAreRates();
    void shortPiecesOfASecondLeaveNoGap();
    void failuresOfAShortPieceAreDrawn();
    void gaugesAreDrawnAtTheEndOfASecond();
    void everyLineShowsItsFigure();
    void everyFailureIsDrawn();
    void allCoresAreShownNearTheLimit();
    void bandsSpanTheirTime();
    void eightServersHaveEightColours();
    void unitFollowsTheSlowest_data();
    void unitFollowsTheSlowest();
    void hiddenSeriesDoNotCount();
    void logAxisHasNoZero();
    void axisShrinksOnlyUnderHalf();
    void noDataGivesEmptyChartsWithMessages();
    void putReplacesTheSameSecond();
    void summaryIncludesTheRange();
    void openLoadsShowTheirSchedule();
    void closedLoadsShowTheirUsersWhereTheyChange_data();
    void closedLoadsShowTheirUsersWhereTheyChange();
    void liveAxisEndsAtAStep();
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

void TestChartModel::linesReachTheEdgesOfAZoomedChart()
{
    ChartOptions options;
    options.cores = 2;
    options.fromS = 10.2;
    options.toS = 19.7; // within the uninterrupted turn of the first server
    for (const ChartModel &chart : runCharts(RunSeries::of(test::syntheticRun()), options)) {
        for (const ChartSeries &series : chart.series) {
            const QByteArray name = (chart.id + u'/' + series.id).toUtf8();
            QVERIFY(pointCount(series) <= maximumChartPoints);
            QCOMPARE(series.segments.size(), 1);
            const QList<QPointF> &line = series.segments.first();
            QVERIFY2(line.first().x() <= options.fromS, name);
            QVERIFY2(line.last().x() >= options.toS, name);
            for (qsizetype i = 1; i + 1 < line.size(); ++i) {
                QVERIFY2(line[i].x() >= options.fromS && line[i].x() <= options.toS, name);
                QVERIFY2(line[i].y() >= chart.y.min && line[i].y() < chart.y.max, name);
            }
        }
    }

    RunSeries series;
    for (int i = 0; i < 100; ++i)
        series.put(second(i, 10));
    options.fromS = 40;
    options.toS = 45;
    QCOMPARE(runCharts(series, options).first().series.first().segments.first().size(), 7);
    options.fromS = 1'000; // outside of the measurement
    options.toS = 1'005;
    QVERIFY(runCharts(series, options).first().isEmpty());
}

void TestChartModel::axisFitsTheVisibleRange()
{
    RunSeries series;
    for (int i = 0; i < 10; ++i)
        series.put(second(i, i == 2 ? 10'000 : 100)); // the peak is at 2.5 s
    ChartOptions options;
    options.fromS = 3.5;
    options.toS = 8.5;
    const ChartModel chart = runCharts(series, options).first();
    QCOMPARE(chart.y.ticks.last(), 100.0);
    QVERIFY2(chart.summary().contains(u"highest 100 requests/s"_s), qPrintable(chart.summary()));
    const ReportTable table = makeValueTable(chart);
    QCOMPARE(table.rows.first().first().text, u"0:03"_s);
    QCOMPARE(table.rows.last().first().text, u"0:08"_s);
    options.fromS = 3; // half of the way down from the peak
    QCOMPARE(runCharts(series, options).first().y.ticks.last(), 6'000.0);
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
    QCOMPARE(line.segments[0].first(), QPointF(0.5, 100));
    QCOMPARE(line.segments[0].last().x(), 7'200.5);
    QVERIFY(std::is_sorted(line.segments[0].begin(), line.segments[0].end(),
                           [](QPointF a, QPointF b) { return a.x() < b.x(); }));
}

void TestChartModel::cutsTheLineAtGapsAndTrialChanges()
{
    RunSeries series;
    for (const int at : {0, 1, 2, 5, 6, 7, 8})
        series.put(second(at, 10));
    series.put(TimelineMark{MarkKind::TrialChange, 7, {}, u"next"_s});
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

void TestChartModel::shortPiecesOfASecondLeaveNoGap()
{
    // The measuring begins at 2.328 s and cuts the third second.
    RunSeries series;
    for (int i = 0; i < 2; ++i)
        series.put(second(0.228 + i, 8'000));
    series.put(second(2.228, 817, 0.1));
    series.put(second(2.328, 7'200, 0.9));
    series.put(second(3.228, 8'000));
    for (const ChartModel &chart : runCharts(series, {})) {
        for (const ChartSeries &line : chart.series)
            QVERIFY2(line.segments.size() <= 1, qPrintable(chart.id + u'/' + line.id));
    }
    const QList<QPointF> line = runCharts(series, {}).first().series.first().segments.first();
    QCOMPARE(line.size(), 4);
    double requests = 8'000 + 7'200 + 8'000; // excluding the joined second
    requests += line[1].y() * 1.1;
    QCOMPARE(std::round(requests), 8'000 + 8'000 + 817 + 7'200 + 8'000.0);

    // A piece does not belong to the server before it.
    series.put(TimelineMark{MarkKind::TrialChange, 4.3, {}, u"next"_s});
    series.put(second(4.4, 10, 0.2));
    series.put(second(4.6, 100));
    const QList<QList<QPointF>> both = runCharts(series, {}).first().series.first().segments;
    QCOMPARE(both.size(), 2);
    QCOMPARE(both.last().size(), 1);
    QVERIFY(std::abs(both.last().first().y() - 110 / 1.2) < 0.1);
}

void TestChartModel::failuresOfAShortPieceAreDrawn()
{
    RunSeries series;
    SecondBucket last = second(0, 0, 0.1);
    last.counts[std::size_t(OutcomeClass::Reset)] = 3;
    series.put(last);
    QVERIFY(!runCharts(series, {})[2].isEmpty());
    series.put(second(0.5, 10)); // far from the partial second
    QVERIFY(!runCharts(series, {})[2].isEmpty());
    series = {};
    series.put(second(0, 10, 0.1)); // the current second
    QVERIFY(runCharts(series, {})[0].isEmpty());
}

void TestChartModel::gaugesAreDrawnAtTheEndOfASecond()
{
    RunRecord run;
    run.profile.load.stages = {{10, Milliseconds(4'000), false}, {40, Milliseconds(4'000), false}};
    TrialRecord trial;
    for (int i = 0; i < 8; ++i) {
        SecondBucket bucket = second(i, 10);
        bucket.target = i < 4 ? 10 : 40; // changed at 4 s
        bucket.users = i < 4 ? 10 : 40;
        trial.timeline.seconds << bucket;
        ResourceSample sample;
        sample.atS = i + 1;
        sample.cpuUserPercent = i < 4 ? 5 : 50;
        sample.cpuSystemPercent = 0;
        sample.pssBytes = 1 << 20;
        trial.timeline.resources << sample;
    }
    run.trials << trial;
    QMap<QString, QList<QPointF>> lines;
    for (const ChartModel &chart : runCharts(RunSeries::of(run), {})) {
        for (const ChartSeries &line : chart.series)
            lines.insert(chart.id + u'/' + line.id, line.segments.value(0));
    }
    // Users are counted at the end of a second: no line may rise before 4 s.
    QCOMPARE(lines[u"users/active"_s].at(3), QPointF(4, 10));
    QCOMPARE(lines[u"users/target"_s].at(3), QPointF(4, 10));
    QCOMPARE(lines[u"users/waiting"_s].at(3), QPointF(4, 0));
    // Rates are of the whole second, CPU time since the previous sample.
    QCOMPARE(lines[u"throughput/completed"_s].at(3), QPointF(3.5, 10));
    QCOMPARE(lines[u"cpu/server-cpu"_s].at(3), QPointF(3.5, 5));
    QCOMPARE(lines[u"memory/pss"_s].at(3), QPointF(4, 1));
}

void TestChartModel::everyLineShowsItsFigure()
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
    const auto splitLines = [](const RunSeries &series) {
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
    QVERIFY(!splitLines(series).contains(u"throughput/target"_s)); // these are users
    bucket.due = 20;
    bucket.dropped = 3;
    bucket.serviceP99Us = 2'000;
    bucket.lateP99Us = 1'000;
    series.put(bucket);
    const QMap<QString, double> lines = splitLines(series);
    QCOMPARE(lines.value(u"throughput/target"_s), 40.0);
    QCOMPARE(lines.value(u"throughput/dropped"_s), 6.0); // each second
    QCOMPARE(lines.value(u"response-time/service-p99"_s), 2.0);
    QCOMPARE(lines.value(u"response-time/late-p99"_s), 1.0);
}

void TestChartModel::closedLoadsShowTheirUsersWhereTheyChange_data()
{
    QTest::addColumn<Load>("load");
    QTest::addColumn<bool>("isByHand");
    QTest::addColumn<bool>("isShown");
    Load load;
    load.users = 10;
    QTest::newRow("always the same") << load << false << false;
    QTest::newRow("changed by hand") << load << true << true;
    load.spawnRate = 10;
    QTest::newRow("an invisible ramp") << load << false << false;
    load.spawnRate = 2;
    QTest::newRow("a ramp") << load << false << true;
    load.spawnRate = 0;
    load.stages = {{20, Milliseconds(1'000), true}};
    QTest::newRow("stages") << load << false << true;
    load.model = LoadModel::Open; // the targets are rates
    QTest::newRow("open, stages") << load << false << false;
    QTest::newRow("open, changed by hand") << load << true << false;
}

void TestChartModel::closedLoadsShowTheirUsersWhereTheyChange()
{
    QFETCH(Load, load);
    QFETCH(bool, isByHand);
    QFETCH(bool, isShown);
    RunRecord run;
    run.profile.load = load;
    // The second server has started half of its users; earlier ones had all of them.
    TrialRecord trial;
    for (const double target : {10.0, 10.0, 10.0, 5.0}) {
        SecondBucket bucket = second(double(trial.timeline.seconds.size()), 10);
        bucket.target = target;
        bucket.users = int(target);
        bucket.inFlight = 4;
        trial.timeline.seconds << bucket;
    }
    run.trials << trial;
    if (isByHand)
        run.marks << TimelineMark{MarkKind::Target, 1, {}, u"By hand: 5 users"_s};
    const QList<ChartModel> charts = runCharts(RunSeries::of(run), {});
    QCOMPARE(charts.size(), isShown ? 6 : 5);
    if (!isShown)
        return;
    const ChartModel &chart = charts.last();
    QCOMPARE(chart.id, u"users"_s);
    QMap<QString, double> newest;
    for (const ChartSeries &line : chart.series)
        newest.insert(line.id, line.segments.last().last().y());
    QCOMPARE(newest, (QMap<QString, double>{{u"active"_s, 5}, {u"waiting"_s, 4}, {u"target"_s, 5}}));
    QVERIFY(chart.y.max > 10);
}

void TestChartModel::liveAxisEndsAtAStep()
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
        series.put(TimelineMark{MarkKind::Target, 1 + 0.1 * i, {}, u"%1 users"_s.arg(i)});
    series.put(TimelineMark{MarkKind::Target, 4, {}, u"50 users"_s});
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
    QVERIFY(cpu.y.max > 200);
}

void TestChartModel::bandsSpanTheirTime()
{
    RunSeries series;
    for (int i = 0; i < 20; ++i)
        series.put(second(i, 10));
    series.put(TimelineMark{MarkKind::WarmUp, 2, 6, u"warm-up"_s});
    series.put(TimelineMark{MarkKind::ServerReady, 5, {}, u"ready"_s});
    series.put(TimelineMark{MarkKind::ClientLimited, 7, 9, u"limited"_s});
    series.put(TimelineMark{MarkKind::Drain, 12, {}, u"drain"_s});
    series.put(TimelineMark{MarkKind::StopRequested, 18, {}, u"too late"_s});
    ChartOptions options;
    options.fromS = 4;
    options.toS = 16;
    const QList<ChartAnnotation> expected{{MarkKind::WarmUp, 4, 6, u"warm-up"_s},
                                          {MarkKind::ServerReady, 5, {}, u"ready"_s},
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
    QCOMPARE(chart.y.ticks.last(), 2.0);
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
    QCOMPARE(runCharts(series, options)[0].y.ticks.last(), 1'000.0);
    options.shownMax = {{u"throughput"_s, 2'000}};
    QCOMPARE(runCharts(series, options)[0].y.ticks.last(), 600.0);
}

void TestChartModel::noDataGivesEmptyChartsWithMessages()
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

void TestChartModel::summaryIncludesTheRange()
{
    RunSeries series;
    for (int i = 0; i < 60; ++i)
        series.put(second(i, i == 41 ? 2'900 : 3'230));
    QCOMPARE(
        runCharts(series, {}).first().summary(),
        u"Throughput, 0:00 to 1:00: median of completed 3,230 requests/s, lowest 2,900 requests/s at 0:41, "
        "highest 3,230 requests/s at 0:00."_s);
}

LOADSTONE_TEST(TestChartModel, QCoreApplication)
#include "tst_chartmodel.moc"
