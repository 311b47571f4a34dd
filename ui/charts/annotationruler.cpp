// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/annotationruler.h"

#include "core/base/format.h"
#include "ui/charts/chartpainting.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

AnnotationRuler::AnnotationRuler(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"annotationRuler"_s);
    setAccessibleName(tr("Marks on the time axis"));
}

void AnnotationRuler::setAnnotations(const QList<ChartAnnotation> &annotations, const ChartAxis &time)
{
    if (annotations == m_annotations && time == m_time)
        return;
    m_annotations = annotations;
    std::stable_sort(m_annotations.begin(), m_annotations.end(),
                     [](const auto &a, const auto &b) { return a.from < b.from; });
    m_time = time;
    update();
}

QSize AnnotationRuler::sizeHint() const { return {200, fontMetrics().height() + 3}; }

double AnnotationRuler::xOf(double time) const
{
    const ChartInsets insets = chartInsets(fontMetrics(), false);
    return insets.left
        + (time - m_time.min) / (m_time.max - m_time.min) * (width() - insets.left - insets.right);
}

void AnnotationRuler::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ChartColors &colors = chartColors(palette());
    const ChartInsets insets = chartInsets(fontMetrics(), false);
    const double right = width() - insets.right;
    double freeFrom = insets.left;
    for (qsizetype i = 0; i < m_annotations.size(); ++i) {
        const ChartAnnotation &mark = m_annotations.at(i);
        if (mark.label.isEmpty() || mark.from > m_time.max || std::max(mark.from, mark.to) < m_time.min)
            continue;
        const double x = std::max(xOf(mark.from), double(insets.left));
        const bool isBand = mark.to > mark.from;
        const QString text = isBand ? mark.label : QString(markShape(mark.kind)) + u' ' + mark.label;
        const double textWidth = fontMetrics().horizontalAdvance(text);
        // A band's label belongs into its band; a line's label may reach to the end of the axis.
        const double end = isBand ? std::min(xOf(mark.to), right) : right;
        const double from = std::max(x, freeFrom);
        if (x < freeFrom - 1 || end - from < textWidth)
            continue;
        painter.setPen(markColor(mark.kind, colors));
        painter.drawText(QRectF(from, 0, textWidth + 2, height()), Qt::AlignLeft | Qt::AlignVCenter, text);
        freeFrom = from + textWidth + 10;
    }
}

QString AnnotationRuler::toolTipAt(double x) const
{
    constexpr double reach = 6;
    QStringList lines;
    for (const ChartAnnotation &mark : m_annotations) {
        const double from = xOf(mark.from);
        const double to = mark.to > mark.from ? xOf(mark.to) : from;
        if (x >= from - reach && x <= to + reach)
            lines << u"%1  %2: %3"_s.arg(formatClock(mark.from), markTitle(mark.kind), mark.label);
    }
    return lines.join(u'\n');
}

bool AnnotationRuler::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), toolTipAt(help->pos().x()), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace loadstone
