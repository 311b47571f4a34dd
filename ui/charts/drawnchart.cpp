// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/drawnchart.h"

#include "core/paint/drawingpainter.h"
#include "ui/theme/chartcolors.h"

#include <QEvent>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
constexpr int margin = 8;                 ///< around the drawing, with room for the focus ring
constexpr int leastTextSize = 12;         ///< smaller labels are not readable from a distance
constexpr double heightInTextSizes = 4.5; ///< of a plot per ChartModel::heightShare
} // namespace

DrawnChart::DrawnChart(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"drawnChart"_s);
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void DrawnChart::setModel(const ChartModel &model)
{
    if (model == m_model)
        return;
    m_model = model;
    setAccessibleName(model.title);
    setAccessibleDescription(model.summary());
    m_drawing = draw(width());
    updateGeometry();
    update();
}

QFont DrawnChart::fontOf(TextRole role) const
{
    QFont scaled = font();
    scaled.setBold(role == TextRole::Title);
    scaled.setPixelSize(int(std::lround(fontSize(role, textSize()))));
    return scaled;
}

int DrawnChart::textSize() const { return std::max(QFontInfo(font()).pixelSize(), leastTextSize); }

ChartDrawing DrawnChart::draw(int width) const
{
    DrawingOptions options;
    options.width = std::max(width - 2 * margin, 1);
    options.textSize = textSize();
    options.unitHeight = heightInTextSizes * options.textSize;
    options.textWidth = [this](const QString &text, TextRole role) {
        return QFontMetricsF(fontOf(role)).horizontalAdvance(text);
    };
    return drawChart(m_model, options);
}

QSize DrawnChart::neededSize(int width) const
{
    const QSizeF size = draw(width).size;
    return {int(std::ceil(size.width())) + 2 * margin, int(std::ceil(size.height())) + 2 * margin};
}

QSize DrawnChart::sizeHint() const
{
    constexpr int usualWidth = 30; // in heights of the text
    return neededSize(usualWidth * textSize());
}

QString DrawnChart::tipAt(QPointF position) const
{
    // What was painted last lies on top.
    const QPointF at = position - QPointF(margin, margin);
    for (auto shape = m_drawing.shapes.crbegin(); shape != m_drawing.shapes.crend(); ++shape) {
        QString tip = shapeTip(*shape);
        if (!tip.isEmpty() && tipArea(*shape).contains(at))
            return tip;
    }
    return {};
}

bool DrawnChart::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);
        return true;
    }
    return QWidget::event(event);
}

void DrawnChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ChartColors &colors = chartColors(palette());
    painter.fillRect(rect(), colors.plot);
    painter.translate(margin, margin);
    paintDrawing(painter, m_drawing, colors, [this](TextRole role) { return fontOf(role); });
    painter.translate(-margin, -margin);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void DrawnChart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_drawing = draw(width());
}

void DrawnChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        m_drawing = draw(width());
        updateGeometry();
    }
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        update();
}

} // namespace loadstone
