// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/picture.h"
#include "core/paint/svgwriter.h"
#include "core/present/charts/runcharts.h"
#include "core/present/runview.h"
#include "tests/support/sweptrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QXmlStreamReader>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

QRectF makeRect(const QRegularExpressionMatch &match)
{
    return {match.captured(1).toDouble(), match.captured(2).toDouble(), match.captured(3).toDouble(),
            match.captured(4).toDouble()};
}

const QString place = u"x=\"([-\\d.]+)\" y=\"([-\\d.]+)\" width=\"([-\\d.]+)\" height=\"([-\\d.]+)\""_s;

QRectF plotRect(const QString &svg)
{
    static const QRegularExpression plot(u"data-plot=\"([-\\d.]+) ([-\\d.]+) ([-\\d.]+) ([-\\d.]+)\""_s);
    return makeRect(plot.match(svg));
}

QList<QRectF> rectangles(const QString &svg, const QString &cssClass)
{
    QList<QRectF> found;
    auto matches = QRegularExpression(u"<rect %1 class=\"%2\""_s.arg(place, cssClass)).globalMatch(svg);
    while (matches.hasNext())
        found.append(makeRect(matches.next()));
    return found;
}

QList<QPointF> pathPoints(const QString &svg)
{
    QList<QPointF> points;
    static const QRegularExpression path(u"<path d=\"([^\"]*)\" class=\"line"_s);
    static const QRegularExpression step(u"[ML]([-\\d.]+) ([-\\d.]+)"_s);
    auto paths = path.globalMatch(svg);
    while (paths.hasNext()) {
        auto steps = step.globalMatch(paths.next().captured(1));
        while (steps.hasNext()) {
            const QRegularExpressionMatch match = steps.next();
            points.append({match.captured(1).toDouble(), match.captured(2).toDouble()});
        }
    }
    return points;
}

QString fileOf(const ChartModel &chart, const QString &preset)
{
    PictureOptions options;
    options.preset = *findPicturePreset(preset);
    return QString::fromUtf8(toSvg(chart, options));
}

} // namespace

class TestSvgWriter : public QObject
{
    Q_OBJECT

private slots:
    void svgIsWellFormed();
    void changesOfTheLoadHaveTheirLabelsFirst();
    void linesAndBandsLieInThePlot();
    void linesRunAsTheFigures();
    void barsKeepTheirProportion();
    void barsHaveRoomForTheirLabels();
    void everyLineIsInTheLegend();
    void pagesKeepTextReadable();
    void everyColourIsInThePageStyle();
    void filesNeedNothingElse();
    void linesAreCutAtThePlot();
    void fewLinesHaveTheirNamesAtTheirEnds();
};

void TestSvgWriter::svgIsWellFormed()
{
    const RunView report = makeRunView(test::syntheticRun());
    QStringList svgs{toPageSvg(report.bars), toPageSvg(report.percentilePlot)};
    for (const ChartModel &chart : report.charts)
        svgs += {toPageSvg(chart), fileOf(chart, u"slide"_s)};
    for (const ChartModel &chart : runCharts({}, {}))
        svgs.append(toPageSvg(chart));
    const RunView curves = makeRunView(test::sweptCurveRun());
    const RunView grid = makeRunView(test::sweptGridRun());
    for (const ChartModel &chart : curves.sweepCharts + grid.sweepCharts + report.repeatCharts)
        svgs += {toPageSvg(chart), fileOf(chart, u"half-column"_s)};
    for (const ChartKind kind : {ChartKind::Curves, ChartKind::HeatMap, ChartKind::DotPlot}) {
        ChartModel empty;
        empty.kind = kind;
        empty.emptyText = u"No figures"_s;
        svgs.append(toPageSvg(empty));
        QVERIFY(svgs.last().contains(u">No figures</text>"_s));
    }
    for (const QString &svg : svgs) {
        QXmlStreamReader reader(svg);
        while (!reader.atEnd())
            reader.readNext();
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString() + svg));
        QVERIFY(!svg.contains(u"nan") && !svg.contains(u"inf\""));
        QVERIFY(svg.contains(u"<title") && svg.contains(u"<desc"));
    }
}

void TestSvgWriter::changesOfTheLoadHaveTheirLabelsFirst()
{
    ChartModel chart;
    chart.id = u"throughput"_s;
    chart.x.max = 100;
    chart.annotations = {{MarkKind::WarmUp, 10, 20, u"Warm-up, not counted"_s},
                         {MarkKind::Target, 12, {}, u"20 → 200 users"_s},
                         {MarkKind::Drain, 80, 90, u"Drain, not counted"_s}};
    static const QRegularExpression label(u"class=\"ruler\"[^>]*>([^<]*)<"_s);
    QStringList labels;
    auto found = label.globalMatch(toPageSvg(chart, {}));
    while (found.hasNext())
        labels << found.next().captured(1);
    QCOMPARE(labels, (QStringList{u"20 → 200 users"_s, u"Drain, not counted"_s}));
}

void TestSvgWriter::linesAndBandsLieInThePlot()
{
    const RunView report = makeRunView(test::syntheticRun());
    int points = 0;
    for (const ChartModel &chart : report.charts + QList{report.percentilePlot}) {
        const QString svg = toPageSvg(chart);
        const QRectF plot = plotRect(svg);
        QVERIFY(plot.width() > 500 && plot.height() > 10);
        const QList<QPointF> found = pathPoints(svg);
        points += int(found.size());
        for (const QPointF &point : found)
            QVERIFY2(plot.adjusted(-0.11, -0.11, 0.11, 0.11).contains(point),
                     qPrintable(u"%1: %2, %3"_s.arg(chart.id).arg(point.x()).arg(point.y())));
        for (const QRectF &band : rectangles(svg, u"band"_s))
            QVERIFY2(plot.adjusted(-0.11, -0.11, 0.11, 0.11).contains(band), qPrintable(chart.id));
    }
    QVERIFY(points > 1'000);
}

void TestSvgWriter::linesRunAsTheFigures()
{
    ChartModel chart;
    chart.id = u"c"_s;
    chart.x = timeAxis(10, 20, 5);
    chart.y = niceAxis(0, 100, 5, u"ms"_s);
    chart.series = {{u"a"_s, u"a"_s, u"ms"_s, ColorRole::Palette2, 2, {{{10, 0}, {15, 25}, {20, 100}}}},
                    {u"b"_s, u"b"_s, u"ms"_s, ColorRole::RampP99, 1, {{{10, 50}, {20, 50}}}}};
    chart.annotations = {{MarkKind::WarmUp, 12, 14, u"Warm-up"_s}};
    const QString svg = toPageSvg(chart);
    const QRectF plot = plotRect(svg);
    const auto at = [&](double x, double value) {
        return QPointF(plot.left() + x * plot.width(), plot.bottom() - value / chart.y.max * plot.height());
    };
    const QList<QPointF> expected{at(0, 0), at(0.5, 25), at(1, 100), at(0, 50), at(1, 50)};
    const QList<QPointF> found = pathPoints(svg);
    QCOMPARE(found.size(), expected.size());
    for (qsizetype i = 0; i < found.size(); ++i)
        QVERIFY2((found[i] - expected[i]).manhattanLength() < 0.3, qPrintable(QString::number(i)));
    static const QRegularExpression path(u"<path d=\"[^\"]*\" class=\"line (\\w+)\" stroke-width=\"(\\d)"_s);
    QStringList pens;
    auto paths = path.globalMatch(svg);
    while (paths.hasNext())
        pens.append(paths.next().capturedTexts().mid(1));
    QCOMPARE(pens.join(u' '), u"s2 2 p99 1"_s);
    const QList<QRectF> bands = rectangles(svg, u"band"_s);
    QCOMPARE(bands.size(), 1);
    QVERIFY(qAbs(bands[0].left() - at(0.2, 0).x()) < 0.2 && qAbs(bands[0].right() - at(0.4, 0).x()) < 0.2);
}

void TestSvgWriter::barsHaveRoomForTheirLabels()
{
    const RunView report = makeRunView(test::syntheticRun());
    static const QRegularExpression label(u"<text x=\"([\\d.]+)\"[^>]* class=\"value\"[^>]*>([^<]*)<"_s);
    for (const int width : {1180, 400}) {
        const QString svg = toPageSvg(report.bars, {width, 56});
        QVERIFY(rectangles(svg, u"bar s\\d"_s)[0].width() > width / 4.0);
        int labels = 0;
        for (auto matches = label.globalMatch(svg); matches.hasNext(); ++labels) {
            const QRegularExpressionMatch match = matches.next();
            QVERIFY(match.captured(1).toDouble() + 6.5 * double(match.captured(2).size()) <= width);
            QCOMPARE(match.captured(2), report.bars.rows[labels].text.toHtmlEscaped());
        }
        QCOMPARE(labels, report.bars.rows.size());
    }
}

void TestSvgWriter::barsKeepTheirProportion()
{
    const RunView report = makeRunView(test::syntheticRun());
    for (const int width : {1180, 400}) {
        const QList<QRectF> bars = rectangles(toPageSvg(report.bars, {width, 56}), u"bar s\\d"_s);
        QCOMPARE(bars.size(), report.bars.rows.size());
        for (qsizetype i = 0; i < bars.size(); ++i) {
            QVERIFY(bars[i].right() <= width);
            const double share = *report.bars.rows[i].estimate / *report.bars.rows[0].estimate;
            QVERIFY(qAbs(bars[i].width() - share * bars[0].width()) < 0.2);
        }
    }
}

void TestSvgWriter::everyLineIsInTheLegend()
{
    RunRecord run = test::syntheticRun(8, 1, 20);
    for (ResolvedServer &server : run.servers)
        server.name += u" on a server with a long name"_s;
    const ChartModel plot = makeRunView(run).percentilePlot;
    QCOMPARE(plot.series.size(), 8);
    const QString svg = toPageSvg(plot);
    static const QRegularExpression entry(
        u"<text x=\"([\\d.]+)\" y=\"([\\d.]+)\"[^>]* class=\"label\"[^>]*>Server \\d"_s);
    QSet<std::pair<QString, QString>> places;
    auto matches = entry.globalMatch(svg);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        QVERIFY(match.captured(1).toDouble() < 960 - 100);
        QVERIFY(match.captured(2).toDouble() < plotRect(svg).top() - 16);
        places.insert({match.captured(1), match.captured(2)});
    }
    QCOMPARE(places.size(), 8);
}

void TestSvgWriter::pagesKeepTextReadable()
{
    const ChartModel chart = makeRunView(test::sweptGridRun()).sweepCharts.first();
    static const QRegularExpression limits(u"viewBox=\"0 0 (\\d+) [^>]*style=\"min-width:(\\d+)px"_s);
    const QRegularExpressionMatch match = limits.match(toPageSvg(chart, {370, 56}));
    QVERIFY(match.hasMatch());
    // The smallest text but the ruler has 12 units.
    QVERIFY(12 * match.captured(2).toDouble() / match.captured(1).toDouble() >= 11);
    QVERIFY(!fileOf(chart, u"half-column"_s).contains(u"min-width"_s));
}

void TestSvgWriter::everyColourIsInThePageStyle()
{
    const QString css = svgPageStyle();
    for (const ChartTheme theme : {ChartTheme::Light, ChartTheme::Dark}) {
        for (int role = 0; role <= int(ColorRole::RampP99); ++role) {
            const QString color = chartColors(theme).color(ColorRole(role)).name();
            QVERIFY2(css.contains(u":%1;"_s.arg(color)), qPrintable(color));
        }
    }
    for (int step = 0; step < heatSteps; ++step) {
        QVERIFY(css.contains(u".cell.h%1{fill:var(--h%1)}"_s.arg(step)));
        QCOMPARE(css.count(u"--h%1:#"_s.arg(step)), 3); // light, dark by choice, dark by the system
    }
}

void TestSvgWriter::filesNeedNothingElse()
{
    const RunView report = makeRunView(test::syntheticRun());
    const RunView curves = makeRunView(test::sweptCurveRun());
    const RunView grid = makeRunView(test::sweptGridRun());
    int files = 0;
    for (const RunView &view : {report, curves, grid}) {
        for (const ChartModel &chart : chartsOf(view)) {
            const QString svg = fileOf(chart, u"column"_s);
            for (const QString &never :
                 {u"<style"_s, u"class="_s, u"<script"_s, u"clip"_s, u"var(--"_s, u"data-"_s})
                QVERIFY2(!svg.contains(never), qPrintable(chart.id + u": "_s + never));
            QVERIFY(svg.contains(u"width=\"170mm\""_s) && svg.contains(u"<text "_s));
            static const QRegularExpression uncolored(
                u"<(text|rect|path|circle|line) (?![^>]*(fill|stroke)=)"_s);
            QVERIFY2(!svg.contains(uncolored), qPrintable(uncolored.match(svg).captured()));
            ++files;
        }
    }
    QVERIFY(files > 12);
}

void TestSvgWriter::linesAreCutAtThePlot()
{
    ChartModel chart;
    chart.id = u"zoomed"_s;
    chart.x = timeAxis(10, 20, 5);
    chart.y = niceAxis(0, 100, 5, u"ms"_s);
    // Enters at the left, leaves through the top, and comes back.
    chart.series = {{u"a"_s,
                     u"a"_s,
                     u"ms"_s,
                     ColorRole::Palette1,
                     2,
                     {{{0, 50}, {12, 50}, {14, 450}, {16, 50}, {25, 50}}, {{5, 5}}}}};
    const QString svg = toPageSvg(chart);
    const QRectF plot = plotRect(svg).adjusted(-0.11, -0.11, 0.11, 0.11);
    const QList<QPointF> points = pathPoints(svg);
    QCOMPARE(points.size(), 6); // two pieces of three points, and nothing of the one beside the plot
    for (const QPointF &point : points)
        QVERIFY(plot.contains(point));
    QVERIFY(qAbs(points[0].x() - plot.left()) < 0.3 && qAbs(points[2].y() - plot.top()) < 0.3);
    QVERIFY(qAbs(points[5].x() - plot.right()) < 0.3);
}

void TestSvgWriter::fewLinesHaveTheirNamesAtTheirEnds()
{
    const auto plotOf = [](int servers) {
        return makeRunView(test::syntheticRun(servers, 1, 20)).percentilePlot;
    };
    static const QRegularExpression label(
        u"<text x=\"([\\d.]+)\" y=\"([\\d.]+)\"[^>]* class=\"label\"[^>]*>Server"_s);
    for (const int servers : {2, 4}) {
        const QString svg = toPageSvg(plotOf(servers));
        QList<double> rows;
        for (auto matches = label.globalMatch(svg); matches.hasNext();) {
            const QRegularExpressionMatch match = matches.next();
            QVERIFY(match.captured(1).toDouble() > plotRect(svg).right());
            rows << match.captured(2).toDouble();
        }
        QCOMPARE(rows.size(), servers);
        std::sort(rows.begin(), rows.end());
        for (qsizetype i = 1; i < rows.size(); ++i)
            QVERIFY(rows[i] - rows[i - 1] >= 14.9);
    }
    const QString many = toPageSvg(plotOf(5));
    QVERIFY(label.match(many).captured(2).toDouble() < plotRect(many).top());
}

LOADSTONE_TEST(TestSvgWriter, QCoreApplication)
#include "tst_svgwriter.moc"
