// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/annotationruler.h"

#include "core/text/format.h"
#include "ui/charts/chartpainting.h"

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
constexpr int highestImportance = 2;

// If there is no room for all labels, the name of the server is more important than its state.
int markPriority(MarkKind kind)
{
    switch (kind) {
    case MarkKind::TrialChange:
        return 2;
    case MarkKind::FirstFailure:
    case MarkKind::ServerExited:
    case MarkKind::StopRequested:
    case MarkKind::ClientLimited:
    case MarkKind::Target:
        return 1;
    case MarkKind::ServerStarted:
    case MarkKind::ServerReady:
    case MarkKind::WarmUp:
    case MarkKind::Measure:
    case MarkKind::Drain:
        break;
    }
    return 0;
}
} // namespace

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

double AnnotationRuler::xAt(double time) const
{
    const ChartInsets insets = chartInsets(fontMetrics(), false);
    return insets.left
        + (time - m_time.min) / (m_time.max - m_time.min) * (width() - insets.left - insets.right);
}

void AnnotationRuler::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ChartColors &colors = chartColors(palette());
    for (const Label &label : labels()) {
        painter.setPen(markColor(label.kind, colors));
        painter.drawText(QRectF(label.from, 0, label.width + 2, height()), Qt::AlignLeft | Qt::AlignVCenter,
                         label.text);
    }
}

QList<AnnotationRuler::Label> AnnotationRuler::labels() const
{
    const ChartInsets insets = chartInsets(fontMetrics(), false);
    const double right = width() - insets.right;
    constexpr double gap = 10;
    QList<Label> labels;
    for (int importance = highestImportance; importance >= 0; --importance) {
        for (const ChartAnnotation &mark : m_annotations) {
            const bool isOutside =
                mark.from > m_time.max || std::max(mark.from, mark.to.value_or(mark.from)) < m_time.min;
            if (markPriority(mark.kind) != importance || mark.label.isEmpty() || isOutside)
                continue;
            const bool isBand = mark.to > mark.from;
            Label label{mark.kind, mark.label, std::max(xAt(mark.from), double(insets.left)), 0};
            if (!isBand)
                label.text.prepend(QString(markShape(mark.kind)) + u' ');
            label.width = fontMetrics().horizontalAdvance(label.text);
            // A band's label belongs into its band; a line's label may reach to the end of the axis.
            const double end = isBand ? std::min(xAt(*mark.to), right) : right;
            const bool isFree = std::all_of(labels.cbegin(), labels.cend(), [&label](const Label &other) {
                return label.from >= other.from + other.width + gap
                    || label.from + label.width + gap <= other.from;
            });
            if (isFree && label.from + label.width <= end)
                labels << label;
        }
    }
    return labels;
}

QString AnnotationRuler::toolTipAt(double x) const
{
    constexpr double reach = 6;
    QStringList lines;
    for (const ChartAnnotation &mark : m_annotations) {
        const double from = xAt(mark.from);
        const double to = mark.to > mark.from ? xAt(*mark.to) : from;
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
