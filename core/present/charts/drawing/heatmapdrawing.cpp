// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/drawing/heatmapdrawing.h"

#include "core/present/charts/drawing/drawingcanvas.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class HeatMapText
{
    Q_DECLARE_TR_FUNCTIONS(HeatMapText)
};

constexpr double cellHeight = 28;
constexpr double widestCell = 130;
constexpr double widestName = 150; ///< of a row or a column
constexpr double scaleHeight = 14;

int heatStep(double shade) { return std::clamp(int(shade * heatSteps), 0, heatSteps - 1); }

/// Draws one heat map; keeps the size of its cells.
class HeatMapPainter
{
public:
    HeatMapPainter(const ChartModel &chart, const DrawingOptions &options)
        : m_chart(chart), m_map(chart.heatMap), m_canvas(options)
    {
        const double mostName = m_canvas.unit(widestName);
        m_left = std::min(m_canvas.widest(m_map.rows, TextRole::Label), mostName) + m_canvas.unit(10);
        double least = std::min(m_canvas.widest(m_map.columns, TextRole::Label), mostName);
        for (const QList<HeatCell> &row : m_map.cells) {
            for (const HeatCell &cell : row)
                least = std::max(least, m_canvas.textWidth(cell.text, TextRole::Cell));
        }
        const double wanted =
            (options.width - m_left - m_canvas.unit(2)) / std::max(1.0, double(m_map.columns.size()));
        m_cell = {std::max(least + m_canvas.unit(10), std::min(wanted, m_canvas.unit(widestCell))),
                  m_canvas.unit(cellHeight)};
        m_width = std::max(options.width,
                           m_left + m_cell.width() * double(m_map.columns.size()) + m_canvas.unit(2));
    }

    ChartDrawing draw()
    {
        double y = m_canvas.addHeader(m_chart, m_canvas.unit(2), m_width);
        const QString settings = u"%1 ↓  %2 →"_s.arg(m_map.rowTitle, m_map.columnTitle);
        m_canvas.addText({m_canvas.unit(2), y}, m_canvas.elided(settings, m_width, TextRole::Subtitle),
                         TextRole::Subtitle);
        y += m_canvas.unit(18);
        addColumnNames(y);
        y += m_canvas.unit(6);
        m_top = y;
        for (qsizetype row = 0; row < m_map.rows.size(); ++row)
            addRow(row);
        y += m_cell.height() * double(m_map.rows.size()) + m_canvas.unit(12);
        y = m_chart.isEmpty() ? addEmptyLine(y) : addScale(y);
        return m_canvas.take({m_width, y});
    }

private:
    void addColumnNames(double baseline)
    {
        for (qsizetype column = 0; column < m_map.columns.size(); ++column)
            m_canvas.addText(
                {m_left + m_cell.width() * (double(column) + 0.5), baseline},
                m_canvas.elided(m_map.columns[column], m_cell.width() - m_canvas.unit(6), TextRole::Label),
                TextRole::Label, TextAnchor::Middle);
    }

    void addRow(qsizetype row)
    {
        const double top = m_top + m_cell.height() * double(row);
        const double baseline = top + m_cell.height() / 2 + m_canvas.unit(4);
        m_canvas.addText({m_left - m_canvas.unit(8), baseline},
                         m_canvas.elided(m_map.rows[row], m_left - m_canvas.unit(10), TextRole::Label),
                         TextRole::Label, TextAnchor::End);
        for (qsizetype column = 0; column < m_map.columns.size(); ++column) {
            const HeatCell &cell = m_map.cells[row][column];
            const QRectF rect(m_left + m_cell.width() * double(column), top, m_cell.width(), m_cell.height());
            addCell(rect, cell,
                    u"%1 %2, %3 %4: %5"_s.arg(m_map.rowTitle, m_map.rows[row], m_map.columnTitle,
                                              m_map.columns[column], cell.detail));
        }
    }

    void addCell(const QRectF &place, const HeatCell &cell, const QString &tip)
    {
        const double gap = m_canvas.unit(1);
        const QRectF rect = place.adjusted(gap, gap, -gap, -gap);
        const QPointF middle(rect.center().x(), rect.center().y() + m_canvas.unit(4));
        if (cell.value) {
            const int step = heatStep(cell.shade);
            m_canvas.add(RectShape{rect, FillRole::Cell, step, tip});
            m_canvas.add(TextShape{middle, cell.text, TextRole::Cell, TextAnchor::Middle, step});
        } else {
            m_canvas.add(RectShape{rect, FillRole::Missing, 0, tip});
            m_canvas.addText(middle, cell.text, TextRole::Label, TextAnchor::Middle);
        }
    }

    /// @return the bottom of the picture
    double addEmptyLine(double y)
    {
        m_canvas.addText({m_left, y + m_canvas.unit(8)}, m_chart.emptyText, TextRole::Label);
        return y + m_canvas.unit(16);
    }

    /// The colours between the lowest and the highest figure, and what a missing one looks like.
    /// @return the bottom of the picture
    double addScale(double y)
    {
        const bool isSpread = m_map.lowest != m_map.highest;
        const double height = m_canvas.unit(scaleHeight);
        const double baseline = y + height - m_canvas.unit(3);
        double x = m_left;
        if (isSpread) {
            m_canvas.addText({x, baseline}, m_map.lowest, TextRole::Label);
            x += m_canvas.textWidth(m_map.lowest, TextRole::Label) + m_canvas.unit(6);
        }
        for (int step = 0; step < (isSpread ? heatSteps : 1); ++step) {
            m_canvas.add(RectShape{{x, y, m_canvas.unit(14), height}, FillRole::Cell, step, {}});
            x += m_canvas.unit(14);
        }
        x += m_canvas.unit(6);
        m_canvas.addText({x, baseline}, m_map.highest, TextRole::Label);
        x += m_canvas.textWidth(m_map.highest, TextRole::Label) + m_canvas.unit(18);
        if (!m_map.hasMissing())
            return y + height + m_canvas.unit(6);
        const QString missing = HeatMapText::tr("no valid figure");
        const double needed = m_canvas.unit(34) + m_canvas.textWidth(missing, TextRole::Label);
        const bool isBelow = x + needed > m_width;
        const double top = isBelow ? y + height + m_canvas.unit(8) : y;
        x = isBelow ? m_left : x;
        const QRectF sample(x, top, m_canvas.unit(28), height);
        m_canvas.add(RectShape{sample, FillRole::Missing, 0, {}});
        m_canvas.addText({sample.center().x(), top + height - m_canvas.unit(3)}, u"–"_s, TextRole::Label,
                         TextAnchor::Middle);
        m_canvas.addText({sample.right() + m_canvas.unit(6), top + height - m_canvas.unit(3)}, missing,
                         TextRole::Label);
        return top + height + m_canvas.unit(6);
    }

    const ChartModel &m_chart;
    const HeatMap &m_map;
    DrawingCanvas m_canvas;
    double m_left = 0; ///< of the cells
    double m_top = 0;
    double m_width = 0;
    QSizeF m_cell;
};

} // namespace

ChartDrawing drawHeatMap(const ChartModel &chart, const DrawingOptions &options)
{
    return HeatMapPainter(chart, options).draw();
}

} // namespace loadstone
