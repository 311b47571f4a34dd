// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/drawingpainter.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QPolygonF>

namespace loadstone
{

namespace
{

constexpr float faintOpacity = 0.5F;

/// Paints one shape after the other.
struct ShapePainter {
    QPainter &painter;
    const ChartColors &colors;
    const std::function<QFont(TextRole)> &font;

    void operator()(const TextShape &shape) const
    {
        const QFont textFont = font(shape.role);
        QPointF at = shape.at;
        const double width = QFontMetricsF(textFont).horizontalAdvance(shape.text);
        switch (shape.anchor) {
        case TextAnchor::Start:
            break;
        case TextAnchor::Middle:
            at.rx() -= width / 2;
            break;
        case TextAnchor::End:
            at.rx() -= width;
            break;
        }
        painter.setFont(textFont);
        if (shape.role == TextRole::Note || shape.role == TextRole::Empty) {
            QPainterPath outline;
            outline.addText(at, textFont, shape.text);
            painter.strokePath(outline, QPen(colors.plot, 4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        }
        painter.setPen(colors.textColor(shape));
        painter.drawText(at, shape.text);
    }

    void operator()(const LineShape &shape) const
    {
        painter.setPen(linePen(shape));
        painter.drawLine(shape.from, shape.to);
    }

    void operator()(const RectShape &shape) const
    {
        switch (shape.role) {
        case FillRole::Band:
            painter.fillRect(shape.rect, colors.band);
            break;
        case FillRole::Limited: {
            QColor color = colors.warning;
            color.setAlphaF(0.2F);
            painter.fillRect(shape.rect, color);
            break;
        }
        case FillRole::Cell:
            painter.fillRect(shape.rect, colors.heat[std::size_t(shape.heatStep)].fill);
            break;
        case FillRole::Missing:
            painter.setPen(QPen(colors.secondaryText, 1, Qt::DashLine));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(shape.rect);
            break;
        case FillRole::Bar:
            painter.fillRect(shape.rect, colors.color(shape.color));
            break;
        }
    }

    void operator()(const PathShape &shape) const
    {
        painter.setPen(
            QPen(colors.color(shape.color), shape.width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        for (const QList<QPointF> &piece : shape.pieces) {
            if (piece.size() == 1)
                painter.drawPoint(piece.first());
            else
                painter.drawPolyline(QPolygonF(piece));
        }
    }

    void operator()(const MarkerShape &shape) const
    {
        QColor color = colors.color(shape.color);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Qt::NoBrush);
        switch (shape.fill) {
        case MarkerFill::Solid:
            painter.setBrush(color);
            break;
        case MarkerFill::Faint:
            color.setAlphaF(faintOpacity);
            painter.setBrush(color);
            break;
        case MarkerFill::Hollow:
            painter.setBrush(colors.plot);
            painter.setPen(QPen(color, 2));
            break;
        case MarkerFill::Ring:
            painter.setPen(QPen(color, 2));
            break;
        }
        const QList<QPointF> corners = markerCorners(shape);
        if (corners.isEmpty())
            painter.drawEllipse(shape.at, shape.radius, shape.radius);
        else
            painter.drawPolygon(QPolygonF(corners));
    }

    QPen linePen(const LineShape &shape) const
    {
        switch (shape.role) {
        case StrokeRole::Grid:
            return QPen(colors.grid, 1);
        case StrokeRole::Mark:
            return QPen(colors.secondaryText, 0.6);
        case StrokeRole::Change:
        case StrokeRole::Reference:
            return QPen(colors.text, 1.4);
        case StrokeRole::Series:
            return QPen(colors.color(shape.color), shape.width, Qt::SolidLine, Qt::RoundCap);
        }
        Q_UNREACHABLE();
    }
};

struct TipArea {
    QRectF operator()(const TextShape &) const { return {}; }
    QRectF operator()(const PathShape &) const { return {}; }
    QRectF operator()(const RectShape &shape) const { return shape.rect; }
    QRectF operator()(const LineShape &shape) const
    {
        constexpr double reach = 4;
        return QRectF(shape.from, shape.to).normalized().adjusted(-reach, -reach, reach, reach);
    }
    QRectF operator()(const MarkerShape &shape) const
    {
        const double reach = 2 * shape.radius;
        return QRectF(shape.at, shape.at).adjusted(-reach, -reach, reach, reach);
    }
};

struct TipText {
    QString operator()(const TextShape &) const { return {}; }
    QString operator()(const PathShape &) const { return {}; }
    QString operator()(const RectShape &shape) const { return shape.tip; }
    QString operator()(const LineShape &shape) const { return shape.tip; }
    QString operator()(const MarkerShape &shape) const { return shape.tip; }
};

} // namespace

void paintDrawing(QPainter &painter, const ChartDrawing &drawing, const ChartColors &colors,
                  const std::function<QFont(TextRole)> &font)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const ShapePainter paint{painter, colors, font};
    for (const ChartShape &shape : drawing.shapes)
        std::visit(paint, shape);
    painter.restore();
}

QRectF tipArea(const ChartShape &shape) { return std::visit(TipArea(), shape); }

QString shapeTip(const ChartShape &shape) { return std::visit(TipText(), shape); }

} // namespace loadstone
