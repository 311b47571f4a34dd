// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/sweepcharts.h"

#include "core/analysis/sweepstats.h"
#include "core/present/charts/metricscale.h"
#include "core/profile/loadmodel.h"
#include "core/text/format.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <functional>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class SweepCharts
{
    Q_DECLARE_TR_FUNCTIONS(SweepCharts)
};

constexpr int figureTicks = 5;
/// More columns are shown as rows, so that a heat map fits on a page.
constexpr qsizetype mostColumns = 14;

/// One figure of one cell of the sweep.
struct CellFigure {
    std::optional<double> value;    ///< in the unit of the axis
    std::optional<ChartSpan> range; ///< of the repeats, likewise
    QString text;                   ///< the figure alone
    QString detail;                 ///< with its range
};

/// What a chart of a sweep shows of each cell.
struct SweptFigure {
    QString id;
    QString title;
    QString axisTitle;
    QString unit;
    QString explanation;
    std::function<CellFigure(int server)> figure;
};

SweptFigure sweptMetric(const QString &id, Metric metric, const QString &explanation,
                        const QList<ServerStats> &servers)
{
    const MetricScale scale = metricScale(metric);
    const auto makeFigure = [metric, scale, &servers](int server) {
        const RepeatedMetric repeated = repeatedMetric(servers[server], metric);
        const std::optional<Interval> around = repeated.interval();
        const auto span = around ? std::optional(ChartSpan{around->low, around->high}) : std::nullopt;
        CellFigure figure{
            {}, {}, figureText(metric, repeated.value, {}), figureText(metric, repeated.value, span)};
        if (repeated.value)
            figure.value = *repeated.value * scale.factor;
        if (around)
            figure.range = scaledSpan(around->low, around->high, scale);
        if (metric == Metric::PeakMemory && repeated.value && servers[server].peakMemory.isRss)
            figure.detail = QCoreApplication::translate("Cells", "%1 RSS").arg(figure.detail);
        return figure;
    };
    return {id, scale.title, scale.axisTitle(), scale.unit, explanation, makeFigure};
}

SweptFigure sustainedLevel(const RunRecord &run)
{
    const auto makeFigure = [&run](int server) {
        const std::optional<double> level = highestSustained(run, server);
        return CellFigure{level,
                          {},
                          formatRate(level),
                          level ? describeTarget(run.profile.load, *level) : formatRate(level)};
    };
    return {u"sustained"_s,
            SweepCharts::tr("Highest level sustained"),
            SweepCharts::tr("higher is better"),
            {},
            SweepCharts::tr("Median of the repeats of the capacity search."),
            makeFigure};
}

QList<SweptFigure> sweptFigures(const RunRecord &run, const QList<ServerStats> &servers)
{
    QList<SweptFigure> figures;
    if (run.profile.capacity)
        figures << sustainedLevel(run);
    figures
        << sweptMetric(u"rps"_s, Metric::Rps,
                       SweepCharts::tr("Successful responses per second: median of the repeats."), servers)
        << sweptMetric(u"p99"_s, Metric::P99,
                       SweepCharts::tr("99 of 100 successful requests were at least this fast; all repeats "
                                       "together."),
                       servers)
        << sweptMetric(u"memory"_s, Metric::PeakMemory,
                       SweepCharts::tr("All processes of the server together (PSS, or else RSS): median of "
                                       "the repeats."),
                       servers);
    return figures;
}

QString gapSentence() { return SweepCharts::tr("Trials that failed or were stopped or invalid are gaps."); }

bool isNumeric(const RunRecord &run, const QList<SweepPart> &curves)
{
    return std::all_of(curves.begin(), curves.end(), [&run](const SweepPart &curve) {
        return std::all_of(curve.servers.begin(), curve.servers.end(),
                           [&run](int server) { return sweptValue(run, server, 1).isDouble(); });
    });
}

/// All values of a setting: numbers in their order, others in that of the cells.
QList<QJsonValue> valuesOfCurves(const RunRecord &run, const QList<SweepPart> &curves)
{
    QList<QJsonValue> values;
    for (const SweepPart &curve : curves) {
        for (const QJsonValue &value : sweptValues(run, curve, 1)) {
            if (!values.contains(value))
                values << value;
        }
    }
    if (isNumeric(run, curves))
        std::sort(values.begin(), values.end(),
                  [](const QJsonValue &a, const QJsonValue &b) { return a.toDouble() < b.toDouble(); });
    return values;
}

ChartAxis axisOfValues(const QList<QJsonValue> &values, bool isOfNumbers, const QString &title)
{
    QList<double> numbers;
    QStringList texts;
    for (const QJsonValue &value : values) {
        numbers << value.toDouble();
        texts << sweepValueText(value);
    }
    return isOfNumbers ? valueAxis(numbers, texts, title) : categoryAxis(texts, title);
}

/// The curves of one setting; keeps what all figures have in common.
class CurveCharts
{
public:
    CurveCharts(const RunRecord &run, const QList<ServerStats> &servers, const QList<SweepPart> &curves)
        : m_run(run), m_servers(servers), m_curves(curves), m_values(valuesOfCurves(run, curves)),
          m_isNumeric(isNumeric(run, curves)), m_setting(curves.first().settings.first())
    {
    }

    ChartModel makeChart(const SweptFigure &figure) const
    {
        const QString setting = sweepSettingTitle(m_setting);
        ChartModel chart;
        chart.kind = ChartKind::Curves;
        chart.id = u"sweep-%1-%2"_s.arg(QString(m_setting).replace(u'/', u'-'), figure.id);
        chart.title = SweepCharts::tr("%1 by %2").arg(figure.title, setting);
        chart.emptyText = SweepCharts::tr("No valid figures");
        chart.heightShare = 4;
        chart.x = axisOfValues(m_values, m_isNumeric, setting);
        for (qsizetype i = 0; i < m_curves.size(); ++i)
            chart.series << makeSeries(figure, i);
        const auto [highest, hasRange] = extent(chart);
        chart.y = niceAxis(0, highest, figureTicks, figure.axisTitle);
        if (figure.id == u"rps"_s)
            addKnees(chart);
        chart.explanation = figure.explanation;
        if (hasRange)
            chart.explanation += u' ' + SweepCharts::tr("Bars: lowest to highest repeat.");
        if (!chart.notes.isEmpty())
            chart.explanation +=
                u' ' + SweepCharts::tr("Rings: knees, behind which requests per second flatten.");
        chart.explanation += u' ' + gapSentence();
        return chart;
    }

private:
    /// The highest value with its range, and whether any has one.
    static std::pair<double, bool> extent(const ChartModel &chart)
    {
        double highest = 0;
        bool hasRange = false;
        for (const ChartSeries &series : chart.series) {
            for (const ChartPoint &point : series.points) {
                highest = std::max({highest, point.at.y(), point.bar ? point.bar->high : 0});
                hasRange = hasRange || point.bar;
            }
        }
        return {highest, hasRange};
    }

    /// Categories have their servers next to each other; numbers stay where they are.
    double xOf(const QJsonValue &value, qsizetype curve) const
    {
        if (m_isNumeric)
            return value.toDouble();
        const double share = std::min(0.16, 0.7 / double(m_curves.size()));
        return double(m_values.indexOf(value)) + share * (double(curve) - double(m_curves.size() - 1) / 2);
    }

    ChartSeries makeSeries(const SweptFigure &figure, qsizetype index) const
    {
        const SweepPart &curve = m_curves[index];
        ChartSeries series;
        series.id = u"curve-%1"_s.arg(index);
        series.name = curve.name;
        series.unit = figure.unit;
        series.color = paletteRole(index);
        series.marker = seriesMarker(index + index / 8); // with the ninth the colours begin anew
        series.width = 2;
        QList<int> cells = curve.servers;
        std::stable_sort(cells.begin(), cells.end(), [this, index](int a, int b) {
            return xOf(sweptValue(m_run, a, 1), index) < xOf(sweptValue(m_run, b, 1), index);
        });
        bool isJoined = false;
        for (const int cell : std::as_const(cells)) {
            const CellFigure found = figure.figure(cell);
            if (!found.value) {
                isJoined = false;
                continue;
            }
            const QPointF at(xOf(sweptValue(m_run, cell, 1), index), *found.value);
            series.points << ChartPoint{at, found.range, found.detail};
            if (!m_isNumeric)
                continue;
            if (!isJoined)
                series.segments << QList<QPointF>();
            series.segments.last() << at;
            isJoined = true;
        }
        return series;
    }

    void addKnees(ChartModel &chart) const
    {
        for (qsizetype i = 0; i < m_curves.size(); ++i) {
            const std::optional<int> knee = kneeOfCurve(m_run, m_servers, m_curves[i]);
            if (!knee)
                continue;
            const QJsonValue value = sweptValue(m_run, *knee, 1);
            const auto point =
                std::find_if(chart.series[i].points.begin(), chart.series[i].points.end(),
                             [&value](const ChartPoint &each) { return each.at.x() == value.toDouble(); });
            if (point != chart.series[i].points.end())
                chart.notes << ChartNote{point->at, chart.series[i].color,
                                         SweepCharts::tr("knee: %1").arg(sweepValueText(value))};
        }
    }

    const RunRecord &m_run;
    const QList<ServerStats> &m_servers;
    const QList<SweepPart> &m_curves;
    QList<QJsonValue> m_values;
    bool m_isNumeric;
    QString m_setting;
};

HeatMap transposed(const HeatMap &map)
{
    HeatMap other = map;
    std::swap(other.rowTitle, other.columnTitle);
    std::swap(other.rows, other.columns);
    other.cells.clear();
    for (qsizetype row = 0; row < other.rows.size(); ++row) {
        QList<HeatCell> cells;
        for (const QList<HeatCell> &column : map.cells)
            cells << column[row];
        other.cells << cells;
    }
    return other;
}

/// The colours of the cells, and the ends of their scale.
void addShades(HeatMap &map)
{
    QList<std::optional<double>> values;
    const HeatCell *lowest = nullptr;
    const HeatCell *highest = nullptr;
    for (const QList<HeatCell> &row : std::as_const(map.cells)) {
        for (const HeatCell &cell : row) {
            values << cell.value;
            if (!cell.value)
                continue;
            lowest = !lowest || *cell.value < *lowest->value ? &cell : lowest;
            highest = !highest || *cell.value > *highest->value ? &cell : highest;
        }
    }
    if (lowest) {
        map.lowest = lowest->text;
        map.highest = highest->text;
    }
    const QList<std::optional<double>> shades = scaledValues(values);
    qsizetype at = 0;
    for (QList<HeatCell> &row : map.cells) {
        for (HeatCell &cell : row)
            cell.shade = shades[at++].value_or(0);
    }
}

ChartModel heatMapChart(const RunRecord &run, const SweepPart &grid, const SweptFigure &figure, int number)
{
    ChartModel chart;
    chart.kind = ChartKind::HeatMap;
    chart.id = u"sweep-%1-%2"_s.arg(number).arg(figure.id);
    chart.title = SweepCharts::tr("%1: %2").arg(grid.name, figure.title);
    chart.emptyText = SweepCharts::tr("No valid figures");
    chart.explanation = figure.explanation + u' ' + gapSentence();
    chart.y.title = figure.axisTitle;
    HeatMap &map = chart.heatMap;
    map.rowTitle = sweepSettingTitle(grid.settings.first());
    map.columnTitle = sweepSettingTitle(grid.settings.last());
    const QList<QJsonValue> columns = sweptValues(run, grid, 1);
    for (const QJsonValue &column : columns)
        map.columns << sweepValueText(column);
    for (const QJsonValue &row : sweptValues(run, grid, 2)) {
        map.rows << sweepValueText(row);
        QList<HeatCell> cells;
        for (const QJsonValue &column : columns) {
            const std::optional<int> server = serverInGrid(run, grid, row, column);
            const CellFigure found = server ? figure.figure(*server) : CellFigure{{}, {}, u"–"_s, u"–"_s};
            cells << HeatCell{found.value, 0, found.text, found.detail};
        }
        map.cells << cells;
    }
    addShades(map);
    if (map.columns.size() > mostColumns && map.rows.size() < map.columns.size())
        map = transposed(map);
    return chart;
}

/// Without a figure only the first charts remain: they say that there is none.
void addUnlessEmpty(QList<ChartModel> &charts, const ChartModel &chart, const SweptFigure &figure)
{
    if (figure.id == u"rps"_s || !chart.isEmpty())
        charts << chart;
}

} // namespace

QList<ChartModel> sweepCharts(const RunRecord &run, const QList<ServerStats> &servers)
{
    QList<ChartModel> charts;
    const QList<SweepPart> parts = sweepParts(run);
    if (parts.isEmpty())
        return charts;
    const QList<SweptFigure> figures = sweptFigures(run, servers);
    int grids = 0;
    for (const SweepPart &part : parts) {
        if (part.settings.size() < 2)
            continue;
        ++grids;
        for (const SweptFigure &figure : figures)
            addUnlessEmpty(charts, heatMapChart(run, part, figure, grids), figure);
    }
    for (const QList<SweepPart> &curves : curvesBySetting(parts)) {
        const CurveCharts ofSetting(run, servers, curves);
        for (const SweptFigure &figure : figures)
            addUnlessEmpty(charts, ofSetting.makeChart(figure), figure);
    }
    return charts;
}

} // namespace loadstone
