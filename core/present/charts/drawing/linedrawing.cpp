// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/drawing/linedrawing.h"

#include "core/present/charts/drawing/drawingcanvas.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double titleBaseline = 14;

int rulerPriority(MarkKind kind)
{
    return kind == MarkKind::TrialChange ? 2 : kind == MarkKind::Target ? 1 : 0;
}

/// Draws the lines of one chart; keeps where the plot lies.
class LinePainter
{
public:
    LinePainter(const ChartModel &chart, const DrawingOptions &options)
        : m_chart(chart), m_canvas(options), m_frame{{}, chart.x, chart.y}
    {
        const bool namesEnds =
            chart.namesLineEnds && chart.series.size() > 1 && chart.series.size() <= mostEndLabels;
        if (namesEnds)
            m_endNames = makeEndNames();
        const double left = m_canvas.unit(64);
        const double right = options.width
            - (namesEnds ? m_canvas.widest(m_endNames, TextRole::Label) + m_canvas.unit(32)
                         : m_canvas.unit(18));
        m_frame.plot = {left, 0, right - left, 0};
        if (!namesEnds)
            m_legend = makeLegend();
        const double legendRows = m_legend.isEmpty() ? 0 : m_legend.last().y() - m_canvas.unit(titleBaseline);
        m_frame.plot.setTop(m_canvas.unit(22 + 16) + legendRows);
        m_frame.plot.setHeight(chart.isEmpty()
                                   ? m_canvas.unit(24)
                                   : std::max(m_canvas.unit(70), chart.heightShare * options.unitHeight));
    }

    ChartDrawing draw()
    {
        const QRectF &plot = m_frame.plot;
        if (m_canvas.options().hasTitle)
            m_canvas.addText({plot.left(), m_canvas.unit(titleBaseline)},
                             u"%1, %2"_s.arg(m_chart.title, m_chart.y.title), TextRole::Title);
        else
            m_canvas.addText({plot.left(), m_canvas.unit(titleBaseline)}, m_chart.y.title,
                             TextRole::Subtitle);
        addLegend();
        addBands();
        if (!m_chart.isEmpty())
            addYGrid(m_canvas, m_frame);
        addXGrid();
        addMarks();
        addLines();
        addEndNames();
        if (m_chart.isEmpty())
            m_canvas.addEmptyText(m_chart, plot);
        return m_canvas.take({m_canvas.options().width, plot.bottom() + m_canvas.unit(20)}, plot);
    }

private:
    /// Every line keeps its entry: what does not fit next to the title gets rows of its own.
    QList<QPointF> makeLegend() const
    {
        double width = 0;
        for (const ChartSeries &series : m_chart.series)
            width += legendEntryWidth(m_canvas, series);
        const double left = m_frame.plot.left();
        const double right = m_frame.plot.right();
        const double titleWidth = m_canvas.textWidth(m_chart.title + m_chart.y.title, TextRole::Title);
        const bool isNextToTitle = left + titleWidth + m_canvas.unit(24) + width <= right;
        const double baseline = m_canvas.unit(titleBaseline);
        if (isNextToTitle)
            return legendPlaces(m_canvas, m_chart.series, right - width, right + 1, baseline);
        return legendPlaces(m_canvas, m_chart.series, left, right, baseline + m_canvas.unit(legendRowHeight));
    }

    /// Short enough to leave most of the picture to the lines.
    QStringList makeEndNames() const
    {
        QStringList names;
        for (const ChartSeries &series : m_chart.series)
            names << m_canvas.elided(series.name, m_canvas.options().width * 0.3, TextRole::Label);
        return names;
    }

    /// Next to the plot, at the height where each line ends, or near it where names would overlap.
    void addEndNames()
    {
        struct EndName {
            qsizetype series;
            double y;
        };
        QList<EndName> names;
        for (qsizetype i = 0; i < m_endNames.size(); ++i) {
            const QList<QList<QPointF>> &segments = m_chart.series[i].segments;
            if (!segments.isEmpty())
                names.append({i, m_frame.yAt(segments.last().last().y())});
        }
        std::sort(names.begin(), names.end(), [](const EndName &a, const EndName &b) { return a.y < b.y; });
        const double row = m_canvas.unit(15);
        double bottom = m_frame.plot.bottom() - row * double(names.size() - 1);
        double top = m_frame.plot.top();
        for (EndName &name : names) { // each leaves room for those below it
            name.y = std::max(top, std::min(name.y, bottom));
            top = name.y + row;
            bottom += row;
        }
        const double left = m_frame.plot.right() + m_canvas.unit(6);
        for (const EndName &name : std::as_const(names)) {
            const QPointF line(left, name.y);
            m_canvas.add(LineShape{line, line + QPointF(m_canvas.unit(16), 0), StrokeRole::Series,
                                   m_chart.series[name.series].color, 2});
            m_canvas.addText(line + QPointF(m_canvas.unit(20), m_canvas.unit(4)), m_endNames[name.series],
                             TextRole::Label);
        }
    }

    void addLegend()
    {
        for (qsizetype i = 0; i < m_legend.size(); ++i) {
            const ChartSeries &series = m_chart.series[i];
            const QPointF at = m_legend[i];
            const QPointF line = at - QPointF(0, m_canvas.unit(4));
            m_canvas.add(LineShape{line, line + QPointF(m_canvas.unit(16), 0), StrokeRole::Series,
                                   series.color, std::max(series.width, 1.5)});
            m_canvas.addText(at + QPointF(m_canvas.unit(20), 0), series.name, TextRole::Label);
        }
    }

    void addBands()
    {
        for (const ChartAnnotation &a : m_chart.annotations) {
            if (!(a.to > a.from))
                continue;
            const QRectF band(QPointF(m_frame.xAt(a.from), m_frame.plot.top()),
                              QPointF(m_frame.xAt(*a.to), m_frame.plot.bottom()));
            m_canvas.add(
                RectShape{band, a.kind == MarkKind::ClientLimited ? FillRole::Limited : FillRole::Band});
        }
    }

    void addXGrid()
    {
        const QRectF &plot = m_frame.plot;
        double end = -m_canvas.unit(100);
        for (qsizetype i = 0; i < m_chart.x.ticks.size(); ++i) {
            const double x = m_frame.xAt(m_chart.x.ticks[i]);
            const double half = m_canvas.textWidth(m_chart.x.labels[i], TextRole::Label) / 2;
            m_canvas.add(LineShape{{x, plot.top()}, {x, plot.bottom()}, StrokeRole::Grid});
            // Moved inside the picture rather than cut at its edge; left out where it would touch the one before.
            const double middle = std::min(x, m_canvas.options().width - half);
            if (middle - half < end + m_canvas.unit(6))
                continue;
            end = middle + half;
            m_canvas.addText({middle, plot.bottom() + m_canvas.unit(15)}, m_chart.x.labels[i],
                             TextRole::Label, TextAnchor::Middle);
        }
    }

    void addMarks()
    {
        for (const ChartAnnotation &a : m_chart.annotations) {
            const double x = m_frame.xAt(a.from);
            if (!a.to)
                m_canvas.add(
                    LineShape{{x, m_frame.plot.top()},
                              {x, m_frame.plot.bottom()},
                              a.kind == MarkKind::TrialChange ? StrokeRole::Change : StrokeRole::Mark,
                              ColorRole::Palette1,
                              1,
                              a.label});
        }
        // Which server it is matters most, then how it is loaded: these labels get their room first.
        QList<QPair<double, double>> taken;
        for (const int importance : {2, 1, 0}) {
            for (const ChartAnnotation &a : m_chart.annotations) {
                if (rulerPriority(a.kind) == importance)
                    addRulerLabel(a, taken);
            }
        }
    }

    void addRulerLabel(const ChartAnnotation &a, QList<QPair<double, double>> &taken)
    {
        const double from = m_frame.xAt(a.from);
        const double to = from + m_canvas.textWidth(a.label, TextRole::Ruler) + m_canvas.unit(6);
        const bool isFree = std::none_of(taken.begin(), taken.end(), [&](const auto &other) {
            return from < other.second && to > other.first;
        });
        if (a.kind == MarkKind::ServerStarted || a.label.isEmpty() || to > m_frame.plot.right() || !isFree)
            return;
        taken.append({from, to});
        m_canvas.addText({from, m_frame.plot.top() - m_canvas.unit(4)}, a.label, TextRole::Ruler);
    }

    void addLines()
    {
        for (const ChartSeries &series : m_chart.series) {
            PathShape path{{}, series.color, series.width, series.name};
            for (const QList<QPointF> &segment : series.segments) {
                path.pieces.append(QList<QPointF>());
                for (const QPointF &point : segment)
                    path.pieces.last().append(m_frame.at(point));
            }
            path.pieces = cutToRect(path.pieces, m_frame.plot);
            m_canvas.add(path);
        }
    }

    const ChartModel &m_chart;
    DrawingCanvas m_canvas;
    PlotFrame m_frame;
    QList<QPointF> m_legend;
    QStringList m_endNames; ///< empty: they are in the legend
};

} // namespace

ChartDrawing drawLines(const ChartModel &chart, const DrawingOptions &options)
{
    return LinePainter(chart, options).draw();
}

} // namespace loadstone
