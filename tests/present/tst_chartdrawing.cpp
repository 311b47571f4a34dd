// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/drawing/chartdrawing.h"

#include "core/present/charts/heatcolors.h"
#include "core/present/runview.h"
#include "tests/support/sweptrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

template<typename Shape>
QList<Shape> shapesOf(const ChartDrawing &drawing)
{
    QList<Shape> shapes;
    for (const ChartShape &shape : drawing.shapes) {
        if (const auto *found = std::get_if<Shape>(&shape))
            shapes << *found;
    }
    return shapes;
}

/// By the estimate of widths that the drawing was made with.
QRectF placeOf(const TextShape &shape)
{
    const double size = fontSize(shape.role, 12);
    const double width = double(shape.text.size()) * size * 0.6;
    const double left = shape.anchor == TextAnchor::Start ? shape.at.x()
        : shape.anchor == TextAnchor::End                 ? shape.at.x() - width
                                                          : shape.at.x() - width / 2;
    return {left, shape.at.y() - 0.75 * size, width, size};
}

/// The first text that is cut or covers another one; empty if none does.
QString faultIn(const ChartDrawing &drawing)
{
    QList<TextShape> texts = shapesOf<TextShape>(drawing);
    const QRectF picture = QRectF(QPointF(), drawing.size).adjusted(-0.5, -0.5, 0.5, 0.5);
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const QRectF place = placeOf(texts[i]);
        if (!picture.contains(place))
            return u"“%1” leaves the picture"_s.arg(texts[i].text);
        for (qsizetype other = 0; other < i; ++other) {
            if (placeOf(texts[other]).adjusted(1, 1, -1, -1).intersects(place))
                return u"“%1” covers “%2”"_s.arg(texts[i].text, texts[other].text);
        }
    }
    return {};
}

ChartModel ratioChart(const QList<ChartRow> &rows)
{
    ChartModel chart;
    chart.id = u"ratio"_s;
    chart.kind = ChartKind::DotPlot;
    chart.title = u"RPS, ratio to the baseline"_s;
    chart.y.title = u"higher is better"_s;
    chart.x = ratioAxis(0.5, 3);
    chart.reference = ChartReference{1, {1 / 1.02, 1.02}, u"same (within 2 %)"_s};
    chart.rows = rows;
    return chart;
}

QList<ChartModel> everyChart()
{
    QList<ChartModel> charts;
    for (const RunRecord &run : {test::sweptCurveRun(), test::sweptGridRun(), test::syntheticRun()}) {
        const RunView view = makeRunView(run);
        charts += view.sweepCharts + view.repeatCharts;
    }
    RunRecord named = test::syntheticRun(8, 6, 4);
    for (ResolvedServer &server : named.servers)
        server.name += u" on a server with a very long name, threads, workers 2"_s;
    charts += makeRunView(named).repeatCharts;
    const ChartRow baseline{u"Sanic"_s, ColorRole::Palette1, {}, 1, {}, u"baseline"_s};
    const ChartRow faster{u"Flask"_s, ColorRole::Palette2, {},
                          2.5,        ChartSpan{2.2, 2.9}, u"2.5× (2.2–2.9), faster"_s};
    charts << ratioChart({baseline, faster});
    return charts;
}

double luminance(const QString &color)
{
    double sum = 0;
    const QList<double> weights{0.2126, 0.7152, 0.0722};
    for (int i = 0; i < 3; ++i) {
        const double share = color.mid(1 + 2 * i, 2).toInt(nullptr, 16) / 255.0;
        sum += weights[i] * (share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double contrast(const QString &one, const QString &other)
{
    const auto [low, high] = std::minmax({luminance(one), luminance(other)});
    return (high + 0.05) / (low + 0.05);
}

} // namespace

class TestChartDrawing : public QObject
{
    Q_OBJECT
private slots:
    void textsAreWholeAndApart_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {330, 370, 560, 960, 1600})
            QTest::addRow("%d", width) << width;
    }

    void textsAreWholeAndApart()
    {
        QFETCH(int, width);
        const QList<ChartModel> charts = everyChart();
        QVERIFY(charts.size() > 15);
        for (const ChartModel &chart : charts) {
            const ChartDrawing drawing = drawChart(chart, {.width = double(width)});
            QVERIFY(drawing.size.width() >= width);
            const QString fault = faultIn(drawing);
            QVERIFY2(fault.isEmpty(), qPrintable(chart.id + u": "_s + fault));
        }
    }

    void figuresLieInThePicture()
    {
        for (const ChartModel &chart : everyChart()) {
            const ChartDrawing drawing = drawChart(chart, {.width = 370});
            const QRectF picture(QPointF(), drawing.size);
            const QList<MarkerShape> markers = shapesOf<MarkerShape>(drawing);
            QVERIFY2(chart.kind == ChartKind::HeatMap || !markers.isEmpty(), qPrintable(chart.id));
            for (const MarkerShape &marker : markers)
                QVERIFY2(picture.contains(marker.at), qPrintable(chart.id));
            for (const LineShape &line : shapesOf<LineShape>(drawing))
                QVERIFY2(picture.contains(line.from) && picture.contains(line.to), qPrintable(chart.id));
            for (const RectShape &rect : shapesOf<RectShape>(drawing))
                QVERIFY2(picture.contains(rect.rect), qPrintable(chart.id));
        }
    }

    void manyColumnsMakeItWider()
    {
        ChartModel chart;
        chart.kind = ChartKind::HeatMap;
        chart.id = u"h"_s;
        chart.title = u"Flask: RPS"_s;
        chart.heatMap.rows = {u"1"_s};
        QList<HeatCell> cells;
        for (int i = 0; i < 14; ++i) {
            chart.heatMap.columns << QString::number(i);
            cells << HeatCell{1'000.0 + i, i / 13.0, u"1,0%1"_s.arg(i), {}};
        }
        chart.heatMap.cells = {cells};
        chart.heatMap.lowest = u"1,000"_s;
        chart.heatMap.highest = u"1,013"_s;
        const ChartDrawing drawing = drawChart(chart, {.width = 370});
        QVERIFY(drawing.size.width() > 500);
        QVERIFY2(faultIn(drawing).isEmpty(), qPrintable(faultIn(drawing)));
    }

    void notesCoverNeitherPointsNorLines()
    {
        ChartModel chart;
        chart.kind = ChartKind::Curves;
        chart.id = u"c"_s;
        chart.x = valueAxis({1, 2, 3, 4}, {u"1"_s, u"2"_s, u"3"_s, u"4"_s}, u"workers"_s);
        chart.y = niceAxis(0, 100, 5, u"requests/s"_s);
        ChartSeries series;
        series.segments = {{{1, 25}, {2, 90}, {3, 92}, {4, 94}}};
        for (const QPointF &point : series.segments.first())
            series.points << ChartPoint{point, ChartSpan{point.y() - 4, point.y() + 4}, {}};
        chart.series = {series};
        chart.notes = {{{2, 90}, ColorRole::Palette1, u"knee: 2"_s}};
        const ChartDrawing drawing = drawChart(chart, {.width = 370, .unitHeight = 56});
        const QList<TextShape> texts = shapesOf<TextShape>(drawing);
        const auto note = std::find_if(texts.begin(), texts.end(),
                                       [](const TextShape &text) { return text.role == TextRole::Note; });
        QVERIFY(note != texts.end());
        const QRectF place = placeOf(*note);
        QVERIFY(drawing.plot.contains(place));
        for (const MarkerShape &marker : shapesOf<MarkerShape>(drawing))
            QVERIFY(!place.contains(marker.at));
        const QList<QPointF> line = shapesOf<PathShape>(drawing).first().pieces.first();
        for (qsizetype i = 1; i < line.size(); ++i) {
            for (double share = 0; share <= 1; share += 0.02)
                QVERIFY(!place.contains(line[i - 1] + share * (line[i] - line[i - 1])));
        }
    }

    void textOnHeatMapsIsReadable()
    {
        for (const bool isDark : {false, true}) {
            double before = isDark ? 0 : 1;
            for (int step = 0; step < heatSteps; ++step) {
                const HeatColor color = heatColor(step, isDark);
                QVERIFY2(contrast(color.fill, color.ink) >= 4.5, qPrintable(color.fill));
                const double now = luminance(color.fill);
                QVERIFY2(isDark ? now > before : now < before, qPrintable(color.fill));
                before = now;
            }
        }
    }

    void shadesHaveTheirColours()
    {
        const RunView view = makeRunView(test::sweptGridRun());
        const ChartModel &chart = view.sweepCharts.first();
        const ChartDrawing drawing = drawChart(chart, {.width = 370});
        QList<int> steps;
        for (const RectShape &rect : shapesOf<RectShape>(drawing)) {
            if (rect.role == FillRole::Cell && !rect.tip.isEmpty())
                steps << rect.heatStep;
        }
        QList<int> expected;
        for (const QList<HeatCell> &row : chart.heatMap.cells) {
            for (const HeatCell &cell : row)
                expected << std::min(heatSteps - 1, int(cell.shade * heatSteps));
        }
        QCOMPARE(steps, expected);
        QVERIFY(expected.contains(0) && expected.contains(heatSteps - 1));
    }

    void namesAreAboveTheDotsWhereThereIsNoRoom()
    {
        const ChartRow row{
            u"Flask on Gunicorn"_s,           ColorRole::Palette2, {}, 2.5, ChartSpan{2.2, 2.9},
            u"2.500× (2.200–2.900), faster"_s};
        const ChartDrawing narrow = drawChart(ratioChart({row}), {.width = 370});
        const ChartDrawing large = drawChart(ratioChart({row}), {.width = 960});
        const auto nameOf = [](const ChartDrawing &drawing) {
            const QList<TextShape> texts = shapesOf<TextShape>(drawing);
            return *std::find_if(texts.begin(), texts.end(),
                                 [](const TextShape &text) { return text.text == u"Flask on Gunicorn"_s; });
        };
        const double narrowDot = shapesOf<MarkerShape>(narrow).first().at.y();
        const double largeDot = shapesOf<MarkerShape>(large).first().at.y();
        QVERIFY(nameOf(narrow).at.y() < narrowDot - 8);
        QVERIFY(std::abs(nameOf(large).at.y() - largeDot) < 6);
    }
};

LOADSTONE_TEST(TestChartDrawing, QCoreApplication)
#include "tst_chartdrawing.moc"
