// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/drawing/curvedrawing.h"

#include "core/present/charts/drawing/drawingcanvas.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double markerRadius = 4;
constexpr double tickRowHeight = 15;

/// Draws the curves of one chart; keeps where the plot lies.
class CurvePainter
{
public:
    CurvePainter(const ChartModel &chart, const DrawingOptions &options)
        : m_chart(chart), m_canvas(options), m_frame{{}, chart.x, chart.y}
    {
    }

    ChartDrawing draw()
    {
        const double right = m_canvas.options().width - m_canvas.unit(12);
        const double left = m_canvas.unit(14) + m_canvas.widest(m_chart.y.labels, TextRole::Label);
        double y = m_canvas.addHeader(m_chart, m_canvas.unit(2), right);
        y = addLegend(y, right);
        const double height =
            m_chart.isEmpty() ? m_canvas.unit(40) : m_chart.heightShare * m_canvas.options().unitHeight;
        m_frame.plot = {left, y, right - left, height};
        if (!m_chart.isEmpty())
            addYGrid(m_canvas, m_frame);
        const double bottom = addXGrid();
        if (m_chart.isEmpty())
            m_canvas.addEmptyText(m_chart, m_frame.plot);
        for (const ChartSeries &series : m_chart.series)
            addLine(series);
        for (const ChartSeries &series : m_chart.series)
            addPoints(series);
        for (const ChartNote &note : m_chart.notes)
            addNote(note);
        return m_canvas.take({m_canvas.options().width, bottom}, m_frame.plot);
    }

private:
    /// @return where the plot begins
    double addLegend(double y, double right)
    {
        QList<ChartSeries> entries = m_chart.series;
        if (entries.size() == 1)
            return y; // its name is that of the chart or needless
        const double left = m_canvas.unit(2);
        for (ChartSeries &series : entries)
            series.name = m_canvas.elided(series.name, right - left - m_canvas.unit(28), TextRole::Label);
        const QList<QPointF> places = legendPlaces(m_canvas, entries, left, right, y);
        for (qsizetype i = 0; i < places.size(); ++i) {
            const QPointF middle = places[i] + QPointF(m_canvas.unit(8), -m_canvas.unit(4));
            const QPointF half(m_canvas.unit(8), 0);
            if (!m_chart.x.isCategorical)
                m_canvas.add(
                    LineShape{middle - half, middle + half, StrokeRole::Series, entries[i].color, 2});
            addMarker(entries[i], middle, {});
            m_canvas.addText(places[i] + QPointF(m_canvas.unit(20), 0), entries[i].name, TextRole::Label);
        }
        return (places.isEmpty() ? y : places.last().y()) + m_canvas.unit(14);
    }

    void addMarker(const ChartSeries &series, QPointF at, const QString &tip)
    {
        m_canvas.add(MarkerShape{at, series.marker, m_canvas.unit(markerRadius), series.color,
                                 MarkerFill::Solid, tip});
    }

    /// Labels of numbers are left out where they would overlap, those of categories get further rows.
    /// @return the bottom of the picture
    double addXGrid()
    {
        const QRectF &plot = m_frame.plot;
        const double slot = plot.width() / std::max(1.0, double(m_chart.x.ticks.size()));
        QList<double> rowEnds; // where the last label of each row ends
        const double gap = m_canvas.unit(6);
        const double most = m_canvas.options().width;
        for (qsizetype i = 0; i < m_chart.x.ticks.size(); ++i) {
            const double x = m_frame.xAt(m_chart.x.ticks[i]);
            m_canvas.add(LineShape{{x, plot.top()}, {x, plot.bottom()}, StrokeRole::Grid});
            const QString label =
                m_canvas.elided(m_chart.x.labels[i], std::max(slot, most / 2), TextRole::Label);
            const double half = m_canvas.textWidth(label, TextRole::Label) / 2;
            const double middle = std::clamp(x, half, std::max(half, most - half));
            auto row = std::find_if(rowEnds.begin(), rowEnds.end(),
                                    [&](double end) { return middle - half >= end + gap; });
            if (row == rowEnds.end()) {
                if (!m_chart.x.isCategorical && !rowEnds.isEmpty())
                    continue;
                rowEnds.append(0);
                row = std::prev(rowEnds.end());
            }
            *row = middle + half;
            const double baseline = plot.bottom()
                + m_canvas.unit(15 + tickRowHeight * double(std::distance(rowEnds.begin(), row)));
            m_canvas.addText({middle, baseline}, label, TextRole::Label, TextAnchor::Middle);
        }
        const double titleBaseline =
            plot.bottom() + m_canvas.unit(17 + tickRowHeight * std::max(1.0, double(rowEnds.size())));
        m_canvas.addText({plot.center().x(), titleBaseline},
                         m_canvas.elided(m_chart.x.title, plot.width(), TextRole::Subtitle),
                         TextRole::Subtitle, TextAnchor::Middle);
        return titleBaseline + m_canvas.unit(6);
    }

    void addLine(const ChartSeries &series)
    {
        PathShape path{{}, series.color, series.width, series.name};
        for (const QList<QPointF> &segment : series.segments) {
            if (segment.size() < 2)
                continue;
            path.pieces.append(QList<QPointF>());
            for (const QPointF &point : segment) {
                path.pieces.last().append(m_frame.at(point));
                if (path.pieces.last().size() > 1)
                    occupyLine(*(path.pieces.last().cend() - 2), path.pieces.last().last());
            }
        }
        path.pieces = cutToRect(path.pieces, m_frame.plot);
        if (!path.pieces.isEmpty())
            m_canvas.add(path);
    }

    void addPoints(const ChartSeries &series)
    {
        const double cap = m_canvas.unit(4);
        for (const ChartPoint &point : series.points) {
            const QPointF at = m_frame.at(point.at);
            if (point.bar) {
                const QPointF low(at.x(), m_frame.yAt(point.bar->low));
                const QPointF high(at.x(), m_frame.yAt(point.bar->high));
                m_canvas.add(LineShape{low, high, StrokeRole::Series, series.color, 1.5});
                for (const QPointF &end : {low, high})
                    m_canvas.add(LineShape{end - QPointF(cap, 0), end + QPointF(cap, 0), StrokeRole::Series,
                                           series.color, 1.5});
                m_occupied.append(QRectF(high, low).normalized().adjusted(-cap, 0, cap, 0));
            }
            addMarker(series, at, u"%1, %2"_s.arg(series.name, point.text));
            const double radius = m_canvas.unit(markerRadius + 1);
            m_occupied.append(QRectF(at, at).adjusted(-radius, -radius, radius, radius));
        }
    }

    void occupyLine(QPointF from, QPointF to)
    {
        const double step = m_canvas.unit(6);
        const int steps = std::max(1, int(std::hypot(to.x() - from.x(), to.y() - from.y()) / step));
        for (int i = 0; i <= steps; ++i) {
            const QPointF at = from + (to - from) * double(i) / double(steps);
            m_occupied.append(QRectF(at, at).adjusted(-step / 2, -step / 2, step / 2, step / 2));
        }
    }

    /// Near the point, where the label covers least of what is drawn.
    QRectF notePlace(QPointF at, double width) const
    {
        constexpr std::array<QPointF, 8> directions{QPointF(0, -1), QPointF(-1, -1), QPointF(1, 1),
                                                    QPointF(0, 1),  QPointF(1, -1),  QPointF(-1, 1),
                                                    QPointF(-1, 0), QPointF(1, 0)};
        const QSizeF size(width + m_canvas.unit(6), m_canvas.unit(16));
        std::optional<QRectF> best;
        qsizetype fewest = 0;
        for (const double distance : {12, 24, 40, 60}) {
            for (const QPointF &direction : directions) {
                const double away = m_canvas.unit(distance);
                const QPointF middle = at
                    + QPointF(direction.x() * (away + size.width() / 2),
                              direction.y() * (away + size.height() / 2));
                const QRectF place(middle.x() - size.width() / 2, middle.y() - size.height() / 2,
                                   size.width(), size.height());
                if (!m_frame.plot.contains(place))
                    continue;
                const qsizetype covered =
                    std::count_if(m_occupied.begin(), m_occupied.end(),
                                  [&place](const QRectF &other) { return other.intersects(place); });
                if (!best || covered < fewest) {
                    best = place;
                    fewest = covered;
                }
            }
        }
        const QRectF above(at.x() - size.width() / 2, at.y() - m_canvas.unit(12) - size.height(),
                           size.width(), size.height());
        return best.value_or(above);
    }

    void addNote(const ChartNote &note)
    {
        const QPointF at = m_frame.at(note.at);
        m_canvas.add(MarkerShape{at, ChartMarker::Circle, m_canvas.unit(2 * markerRadius), note.color,
                                 MarkerFill::Ring, note.text});
        const QRectF place = notePlace(at, m_canvas.textWidth(note.text, TextRole::Note));
        m_occupied.append(place);
        m_canvas.addText({place.center().x(), place.center().y() + m_canvas.unit(4)}, note.text,
                         TextRole::Note, TextAnchor::Middle);
    }

    const ChartModel &m_chart;
    DrawingCanvas m_canvas;
    PlotFrame m_frame;
    QList<QRectF> m_occupied; ///< by lines, points, bars and notes
};

} // namespace

ChartDrawing drawCurves(const ChartModel &chart, const DrawingOptions &options)
{
    return CurvePainter(chart, options).draw();
}

} // namespace loadstone
