// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/drawing/drawingcanvas.h"

#include <QLineF>

#include <algorithm>
#include <optional>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// The words of a text in lines that are not wider, unless a single word is.
QStringList wrappedLines(const DrawingCanvas &canvas, const QString &text, double width, TextRole role)
{
    QStringList lines;
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        const QString longer = lines.isEmpty() ? word : lines.last() + u' ' + word;
        if (lines.isEmpty() || canvas.textWidth(longer, role) > width)
            lines.append(word);
        else
            lines.last() = longer;
    }
    return lines;
}

/// The part of a line within a rectangle (Liang and Barsky); nothing where it passes by.
std::optional<QLineF> visiblePart(const QLineF &line, const QRectF &rect)
{
    double from = 0;
    double to = 1;
    const auto cut = [&](double step, double room) {
        if (step == 0)
            return room >= 0;
        const double at = room / step;
        if (step < 0)
            from = std::max(from, at);
        else
            to = std::min(to, at);
        return from <= to;
    };
    const bool isSeen = cut(-line.dx(), line.x1() - rect.left()) && cut(line.dx(), rect.right() - line.x1())
        && cut(-line.dy(), line.y1() - rect.top()) && cut(line.dy(), rect.bottom() - line.y1());
    if (!isSeen)
        return {};
    // The ends themselves, where nothing is cut: rounding would part the pieces of a line.
    return QLineF(from > 0 ? line.pointAt(from) : line.p1(), to < 1 ? line.pointAt(to) : line.p2());
}

} // namespace

double DrawingCanvas::textWidth(const QString &text, TextRole role) const
{
    if (m_options.textWidth)
        return m_options.textWidth(text, role);
    // There is no font to ask.
    return double(text.size()) * fontSize(role, m_options.textSize) * 0.6;
}

double DrawingCanvas::widest(const QStringList &texts, TextRole role) const
{
    double width = 0;
    for (const QString &text : texts)
        width = std::max(width, textWidth(text, role));
    return width;
}

QString DrawingCanvas::elided(const QString &text, double width, TextRole role) const
{
    QString shorter = text;
    for (qsizetype kept = text.size() - 1; kept > 1 && textWidth(shorter, role) > width; --kept) {
        const qsizetype tail = (kept + 1) / 2;
        shorter = text.left(kept - tail) + u'…' + text.right(tail);
    }
    return shorter;
}

void DrawingCanvas::addText(QPointF baseline, const QString &text, TextRole role, TextAnchor anchor)
{
    add(TextShape{baseline, text, role, anchor, 0});
}

double DrawingCanvas::addHeader(const ChartModel &chart, double left, double right)
{
    double y = unit(14);
    const QString title = m_options.hasTitle ? chart.title : QString();
    for (const QString &line : wrappedLines(*this, title, right - left, TextRole::Title)) {
        addText({left, y}, elided(line, right - left, TextRole::Title), TextRole::Title);
        y += unit(17);
    }
    if (!chart.y.title.isEmpty()) {
        addText({left, y}, elided(chart.y.title, right - left, TextRole::Subtitle), TextRole::Subtitle);
        y += unit(17);
    }
    return y;
}

void DrawingCanvas::addEmptyText(const ChartModel &chart, const QRectF &place)
{
    addText({place.center().x(), place.center().y() + unit(4)}, chart.emptyText, TextRole::Empty,
            TextAnchor::Middle);
}

ChartDrawing DrawingCanvas::take(QSizeF size, const QRectF &plot)
{
    m_drawing.size = size;
    m_drawing.plot = plot;
    return std::exchange(m_drawing, {});
}

QList<QList<QPointF>> cutToRect(const QList<QList<QPointF>> &pieces, const QRectF &rect)
{
    QList<QList<QPointF>> cut;
    for (const QList<QPointF> &piece : pieces) {
        if (piece.size() == 1 && rect.contains(piece.first()))
            cut.append(piece);
        bool isOpen = false;
        for (qsizetype i = 1; i < piece.size(); ++i) {
            const std::optional<QLineF> seen = visiblePart(QLineF(piece[i - 1], piece[i]), rect);
            if (!seen) {
                isOpen = false;
                continue;
            }
            if (!isOpen || cut.last().last() != seen->p1())
                cut.append(QList<QPointF>{seen->p1()});
            cut.last().append(seen->p2());
            isOpen = true;
        }
    }
    return cut;
}

void addYGrid(DrawingCanvas &canvas, const PlotFrame &frame)
{
    const QRectF &plot = frame.plot;
    for (qsizetype i = 0; i < frame.y.ticks.size(); ++i) {
        const double y = frame.yAt(frame.y.ticks[i]);
        canvas.add(LineShape{{plot.left(), y}, {plot.right(), y}, StrokeRole::Grid});
        canvas.addText({plot.left() - canvas.unit(8), y + canvas.unit(4)}, frame.y.labels[i], TextRole::Label,
                       TextAnchor::End);
    }
}

double legendEntryWidth(const DrawingCanvas &canvas, const ChartSeries &series)
{
    return canvas.textWidth(series.name, TextRole::Label) + canvas.unit(28);
}

QList<QPointF> legendPlaces(const DrawingCanvas &canvas, const QList<ChartSeries> &series, double left,
                            double right, double baseline)
{
    QList<QPointF> places;
    double x = left;
    double y = baseline;
    for (const ChartSeries &each : series) {
        const double width = legendEntryWidth(canvas, each);
        if (x > left && x + width > right) {
            x = left;
            y += canvas.unit(legendRowHeight);
        }
        places.append({x, y});
        x += width;
    }
    return places;
}

} // namespace loadstone
