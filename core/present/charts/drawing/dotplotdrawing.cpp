// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/drawing/dotplotdrawing.h"

#include "core/present/charts/drawing/drawingcanvas.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double leastPlot = 320; ///< next to names and words
constexpr double textRow = 18;
constexpr double dotRow = 24;

/// Draws one dot plot; keeps where its parts lie.
class DotPlotPainter
{
public:
    DotPlotPainter(const ChartModel &chart, const DrawingOptions &options)
        : m_chart(chart), m_canvas(options), m_left(m_canvas.unit(10)),
          m_right(options.width - m_canvas.unit(10))
    {
        QStringList names;
        QStringList words;
        for (const ChartRow &row : chart.rows) {
            names << row.name;
            words << row.text;
        }
        const double gap = m_canvas.unit(14);
        const double nameWidth = m_canvas.widest(names, TextRole::Label) + gap;
        const double wordWidth = m_canvas.widest(words, TextRole::Value) + gap;
        m_isStacked = nameWidth + wordWidth + m_canvas.unit(leastPlot) > options.width;
        if (!m_isStacked) {
            m_left = nameWidth + m_canvas.unit(8);
            m_right = options.width - wordWidth - m_canvas.unit(8);
        }
    }

    ChartDrawing draw()
    {
        const double width = m_canvas.options().width;
        double y = m_canvas.addHeader(m_chart, m_canvas.unit(2), width);
        if (m_chart.isEmpty()) {
            m_canvas.addText({m_canvas.unit(2), y + m_canvas.unit(4)}, m_chart.emptyText, TextRole::Label);
            return m_canvas.take({width, y + m_canvas.unit(14)});
        }
        if (m_chart.reference && !m_chart.reference->text.isEmpty()) {
            addReferenceText(y);
            y += m_canvas.unit(6);
        }
        const double textHeight = m_isStacked ? m_canvas.unit(textRow) : 0;
        for (const ChartRow &row : m_chart.rows) {
            const double top = y + textHeight; // of the figures
            y = top + m_canvas.unit(dotRow);
            addGrid(top, y);
            addRow(row, top);
        }
        addTickLabels(y);
        return m_canvas.take({width, y + m_canvas.unit(22)});
    }

private:
    double xAt(double value) const { return m_left + m_chart.x.share(value) * (m_right - m_left); }

    void addReferenceText(double baseline)
    {
        const QString &text = m_chart.reference->text;
        const double half = m_canvas.textWidth(text, TextRole::Ruler) / 2;
        const double middle =
            std::clamp(xAt(m_chart.reference->value), half, std::max(half, m_canvas.options().width - half));
        m_canvas.addText({middle, baseline}, text, TextRole::Ruler, TextAnchor::Middle);
    }

    /// Behind the figures of the rows that begin there.
    void addGrid(double top, double bottom)
    {
        if (m_chart.reference) {
            const ChartSpan &band = m_chart.reference->band;
            m_canvas.add(RectShape{QRectF(QPointF(xAt(band.low), top), QPointF(xAt(band.high), bottom)),
                                   FillRole::Band});
        }
        for (const double tick : m_chart.x.ticks)
            m_canvas.add(LineShape{{xAt(tick), top}, {xAt(tick), bottom}, StrokeRole::Grid});
        if (m_chart.reference) {
            const double x = xAt(m_chart.reference->value);
            m_canvas.add(LineShape{{x, top}, {x, bottom}, StrokeRole::Reference});
        }
    }

    void addTickLabels(double bottom)
    {
        double end = -m_canvas.unit(100);
        for (qsizetype i = 0; i < m_chart.x.ticks.size(); ++i) {
            const QString &label = m_chart.x.labels[i];
            const double half = m_canvas.textWidth(label, TextRole::Label) / 2;
            const double middle =
                std::clamp(xAt(m_chart.x.ticks[i]), half, std::max(half, m_canvas.options().width - half));
            if (middle - half < end + m_canvas.unit(6))
                continue;
            end = middle + half;
            m_canvas.addText({middle, bottom + m_canvas.unit(15)}, label, TextRole::Label,
                             TextAnchor::Middle);
        }
    }

    /// @param top of the figures
    void addRow(const ChartRow &row, double top)
    {
        const double width = m_canvas.options().width;
        const double words = m_canvas.textWidth(row.text, TextRole::Value);
        const double middle = top + m_canvas.unit(dotRow) / 2;
        if (m_isStacked) {
            const double baseline = top - m_canvas.unit(textRow - 14);
            const double left = m_canvas.unit(2);
            m_canvas.addText({left, baseline},
                             m_canvas.elided(row.name, width - words - m_canvas.unit(16), TextRole::Label),
                             TextRole::Label);
            m_canvas.addText({width - m_canvas.unit(2), baseline}, row.text, TextRole::Value,
                             TextAnchor::End);
        } else {
            const double baseline = middle + m_canvas.unit(4);
            m_canvas.addText({m_left - m_canvas.unit(10), baseline}, row.name, TextRole::Label,
                             TextAnchor::End);
            m_canvas.addText({m_right + m_canvas.unit(12), baseline}, row.text, TextRole::Value);
        }
        addFigures(row, middle);
    }

    void addFigures(const ChartRow &row, double middle)
    {
        const QString tip = u"%1: %2"_s.arg(row.name, row.text);
        // From top to bottom in their order, so that equal ones remain visible, and a trend is seen.
        const double spread = m_canvas.unit(dotRow - 10);
        for (qsizetype i = 0; i < row.dots.size(); ++i) {
            const double share = row.dots.size() > 1 ? double(i) / double(row.dots.size() - 1) - 0.5 : 0;
            m_canvas.add(MarkerShape{{xAt(row.dots[i]), middle + share * spread},
                                     ChartMarker::Circle,
                                     m_canvas.unit(3.2),
                                     row.color,
                                     MarkerFill::Faint,
                                     tip});
        }
        if (row.interval) {
            const QPointF low(xAt(row.interval->low), middle);
            const QPointF high(xAt(row.interval->high), middle);
            const QPointF cap(0, m_canvas.unit(5));
            m_canvas.add(LineShape{low, high, StrokeRole::Series, row.color, 2.5});
            for (const QPointF &end : {low, high})
                m_canvas.add(LineShape{end - cap, end + cap, StrokeRole::Series, row.color, 1.5});
        }
        if (row.estimate)
            m_canvas.add(MarkerShape{{xAt(*row.estimate), middle},
                                     row.dots.isEmpty() ? ChartMarker::Circle : ChartMarker::Diamond,
                                     m_canvas.unit(5),
                                     row.color,
                                     row.isMuted ? MarkerFill::Hollow : MarkerFill::Solid,
                                     tip});
    }

    const ChartModel &m_chart;
    DrawingCanvas m_canvas;
    double m_left; ///< of the axis
    double m_right;
    bool m_isStacked = false;
};

} // namespace

ChartDrawing drawDotPlot(const ChartModel &chart, const DrawingOptions &options)
{
    return DotPlotPainter(chart, options).draw();
}

} // namespace loadstone
