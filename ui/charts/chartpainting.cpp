// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartpainting.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

ChartInsets chartInsets(const QFontMetrics &metrics, bool withTimeLabels)
{
    ChartInsets insets;
    insets.left = std::max(64, metrics.horizontalAdvance(u"100,000"_s) + 14);
    insets.top = metrics.height() + 5;
    insets.bottom = withTimeLabels ? metrics.height() + 6 : 5;
    return insets;
}

void ChartBackdrop::paint(QPainter &painter) const
{
    painter.fillRect(plot, colors.plot);
    painter.save();
    painter.setClipRect(plot.adjusted(0, 0, 1, 1));
    paintAnnotations(painter);
    painter.restore();
    paintGrid(painter);
    paintHeader(painter);
}

void ChartBackdrop::paintAnnotations(QPainter &painter) const
{
    for (const ChartAnnotation &annotation : model.annotations) {
        const double from = xAt(annotation.from);
        if (annotation.to > annotation.from) {
            const QRectF band(from, plot.top(), xAt(*annotation.to) - from, plot.height());
            if (annotation.kind == MarkKind::ClientLimited) {
                QColor color = colors.warning;
                color.setAlphaF(0.45F);
                painter.fillRect(band, QBrush(color, Qt::BDiagPattern));
            } else if (annotation.kind != MarkKind::Measure) {
                painter.fillRect(band, colors.band);
            }
            continue;
        }
        painter.setPen(QPen(markColor(annotation.kind, colors), 1));
        painter.drawLine(QPointF(from, plot.top()), QPointF(from, plot.bottom()));
        if (annotation.kind == MarkKind::TrialChange)
            painter.drawLine(QPointF(from + 3, plot.top()), QPointF(from + 3, plot.bottom()));
    }
}

void ChartBackdrop::paintGrid(QPainter &painter) const
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QFontMetricsF metrics(painter.font());
    const auto label = [&](const QRectF &rect, int flags, const QString &text) {
        painter.setPen(colors.secondaryText);
        painter.drawText(rect, flags, text);
    };
    double lastLabelTop = plot.bottom() + 2 * metrics.height();
    for (qsizetype i = 0; i < model.y.ticks.size(); ++i) {
        const double y = yAt(model.y.ticks.at(i));
        // A scale without data would suggest figures.
        if (model.isEmpty() || y < plot.top() - 1 || y > plot.bottom() + 1)
            continue;
        painter.setPen(QPen(colors.grid, 1));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        const QRectF rect(0, y - metrics.height() / 2, plot.left() - 7, metrics.height());
        // In a low chart labels would overlap: the grid line stays, the label is omitted.
        if (rect.bottom() > lastLabelTop + 1)
            continue;
        lastLabelTop = rect.top();
        label(rect, Qt::AlignRight | Qt::AlignVCenter, model.y.labels.value(i));
    }
    double lastLabelRight = -1;
    for (qsizetype i = 0; i < model.x.ticks.size(); ++i) {
        const double x = xAt(model.x.ticks.at(i));
        if (x < plot.left() - 1 || x > plot.right() + 1)
            continue;
        painter.setPen(QPen(colors.grid, 1));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        const QString text = model.x.labels.value(i);
        const double width = metrics.horizontalAdvance(text);
        const double left = std::min(x - width / 2, plot.right() + 12 - width);
        if (!withTimeLabels || left < lastLabelRight + 8)
            continue;
        lastLabelRight = left + width;
        label(QRectF(left, plot.bottom() + 4, width + 1, metrics.height()), Qt::AlignLeft, text);
    }
    painter.setPen(QPen(colors.secondaryText, 1));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
}

void ChartBackdrop::paintHeader(QPainter &painter) const
{
    const QFontMetricsF metrics(painter.font());
    const QRectF row(plot.left(), plot.top() - metrics.height() - 3, plot.width(), metrics.height());
    QFont bold = painter.font();
    bold.setBold(true);
    const QFont normal = painter.font();
    painter.setFont(bold);
    painter.setPen(colors.text);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, model.title);
    const double titleWidth = QFontMetricsF(bold).horizontalAdvance(model.title);
    painter.setFont(normal);
    painter.setPen(colors.secondaryText);
    const QString unit = model.y.title;
    painter.drawText(row.adjusted(titleWidth + 8, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, unit);

    const double used = titleWidth + 8 + metrics.horizontalAdvance(unit) + 40;
    double right = row.right();
    if (model.isEmpty()) // no data
        return;
    for (auto series = model.series.crbegin(); series != model.series.crend(); ++series) {
        if (series->segments.isEmpty())
            continue;
        const double width = metrics.horizontalAdvance(series->name);
        if (right - width - 26 < row.left() + used)
            break;
        painter.setPen(colors.secondaryText);
        painter.drawText(QRectF(right - width, row.top(), width + 1, row.height()), Qt::AlignVCenter,
                         series->name);
        painter.setPen(QPen(colors.color(series->color), series->width + 0.5, Qt::SolidLine, Qt::FlatCap));
        const double y = row.center().y();
        painter.drawLine(QPointF(right - width - 20, y), QPointF(right - width - 5, y));
        right -= width + 34;
    }
}

QColor markColor(MarkKind kind, const ChartColors &colors)
{
    switch (kind) {
    case MarkKind::FirstFailure:
    case MarkKind::ServerExited:
        return colors.worse;
    case MarkKind::ClientLimited:
    case MarkKind::StopRequested:
        return colors.warning;
    case MarkKind::ServerStarted:
    case MarkKind::ServerReady:
    case MarkKind::WarmUp:
    case MarkKind::Measure:
    case MarkKind::Drain:
    case MarkKind::TrialChange:
    case MarkKind::Target:
        break;
    }
    return colors.secondaryText;
}

QChar markShape(MarkKind kind)
{
    switch (kind) {
    case MarkKind::ServerStarted:
        return u'△';
    case MarkKind::ServerReady:
        return u'▲';
    case MarkKind::FirstFailure:
    case MarkKind::ServerExited:
        return u'✖';
    case MarkKind::StopRequested:
        return u'■';
    case MarkKind::ClientLimited:
        return u'!';
    case MarkKind::TrialChange:
        return u'‖';
    case MarkKind::Target:
        return u'↗';
    case MarkKind::WarmUp:
    case MarkKind::Measure:
    case MarkKind::Drain:
        break;
    }
    return u'▬';
}

QString markTitle(MarkKind kind)
{
    switch (kind) {
    case MarkKind::ServerStarted:
        return QCoreApplication::translate("MarkKind", "Server started");
    case MarkKind::ServerReady:
        return QCoreApplication::translate("MarkKind", "Server ready");
    case MarkKind::WarmUp:
        return QCoreApplication::translate("MarkKind", "Warm-up");
    case MarkKind::Measure:
        return QCoreApplication::translate("MarkKind", "Measuring");
    case MarkKind::Drain:
        return QCoreApplication::translate("MarkKind", "Draining");
    case MarkKind::TrialChange:
        return QCoreApplication::translate("MarkKind", "Next server");
    case MarkKind::FirstFailure:
        return QCoreApplication::translate("MarkKind", "First failure");
    case MarkKind::ServerExited:
        return QCoreApplication::translate("MarkKind", "Server exited");
    case MarkKind::StopRequested:
        return QCoreApplication::translate("MarkKind", "Stop requested");
    case MarkKind::ClientLimited:
        return QCoreApplication::translate("MarkKind", "Load generator saturated");
    case MarkKind::Target:
        return QCoreApplication::translate("MarkKind", "Load changed");
    }
    return {};
}

std::optional<double> valueAt(const ChartModel &model, const ChartSeries &series, double time, double reach)
{
    constexpr double roundingS = 1e-6;
    double turnFrom = 0; // values before it belong to another server
    for (const ChartAnnotation &mark : model.annotations)
        if (mark.kind == MarkKind::TrialChange && mark.from <= time + roundingS)
            turnFrom = std::max(turnFrom, mark.from);
    for (auto segment = series.segments.crbegin(); segment != series.segments.crend(); ++segment) {
        if (segment->isEmpty() || segment->first().x() > time + roundingS)
            continue;
        const auto after =
            std::upper_bound(segment->cbegin(), segment->cend(), time + roundingS,
                             [](double value, const QPointF &point) { return value < point.x(); });
        const QPointF point = *std::prev(after);
        const bool isOld = time - point.x() > reach && after == segment->cend();
        if (isOld || point.x() < turnFrom - roundingS)
            return std::nullopt;
        return point.y();
    }
    return std::nullopt;
}

} // namespace loadstone
