// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/timechart.h"

#include "ui/charts/settledlines.h"
#include "ui/theme/icons.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QToolTip>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

/// Latest points of the lines, cursor, pins, drag and the message of an empty chart: drawn above the cached
/// picture, and cheap to update, because only the changed strips are repainted.
class TimeChart::Overlay final : public QWidget
{
public:
    explicit Overlay(TimeChart *chart) : QWidget(chart), m_chart(chart)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAttribute(Qt::WA_NoSystemBackground);
        setObjectName(u"chartOverlay"_s);
    }

    void updateAt(const std::optional<double> &time)
    {
        if (time)
            update(QRect(int(m_chart->xAt(*time)) - 8, 0, 16, height()));
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QPainter painter(this);
        const QRectF plot = m_chart->plotRect();
        const ChartColors &colors = chartColors(m_chart->palette());
        paintNewest(painter, event->rect().left());
        if (m_chart->m_model.isEmpty() && !m_chart->m_model.emptyText.isEmpty()) {
            const QString &text = m_chart->m_model.emptyText;
            QRectF words = painter.boundingRect(plot, Qt::AlignCenter, text);
            painter.fillRect(words.adjusted(-6, 1, 6, -1), colors.plot); // clears lines behind the text
            painter.setPen(colors.secondaryText);
            painter.drawText(plot, Qt::AlignCenter, text);
        }
        if (m_chart->m_dragFrom) {
            QColor color = palette().color(QPalette::Highlight);
            color.setAlphaF(0.25F);
            painter.fillRect(QRectF(std::min(*m_chart->m_dragFrom, m_chart->m_dragTo), plot.top(),
                                    std::abs(m_chart->m_dragTo - *m_chart->m_dragFrom), plot.height()),
                             color);
        }
        const ChartCursor &cursor = m_chart->m_cursor;
        paintLine(painter, cursor.pinA, colors.text, u"A"_s);
        paintLine(painter, cursor.pinB, colors.text, u"B"_s);
        paintLine(painter, cursor.time, colors.text, {});
        if (m_chart->hasFocus()) {
            painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
            painter.drawRect(rect().adjusted(1, 1, -1, -1));
        }
    }

private:
    /// @param left start of the region to repaint: the cost of a stroke depends on its length
    void paintNewest(QPainter &painter, double left) const
    {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setClipRect(m_chart->plotRect());
        for (const ChartSeries &series : m_chart->m_model.series) {
            QPolygonF line;
            const QPen pen = m_chart->makePen(series);
            for (const QPointF &point : newestPoints(series, m_chart->m_settled)) {
                const QPointF at(m_chart->xAt(point.x()), m_chart->yAt(point.y()));
                if (line.size() == 1 && at.x() < left - pen.widthF())
                    line.first() = at;
                else
                    line << at;
            }
            painter.setPen(pen);
            if (line.size() == 1)
                painter.drawPoint(line.first());
            else
                painter.drawPolyline(line);
        }
        painter.restore();
    }

    void paintLine(QPainter &painter, const std::optional<double> &time, const QColor &color,
                   const QString &name) const
    {
        const QRectF plot = m_chart->plotRect();
        if (!time)
            return;
        const double x = m_chart->xAt(*time);
        if (x < plot.left() - 1 || x > plot.right() + 1)
            return;
        painter.setPen(QPen(color, 1));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        if (!name.isEmpty())
            painter.drawText(QRectF(x + 3, plot.top(), 20, 16), Qt::AlignLeft | Qt::AlignTop, name);
    }

    TimeChart *m_chart;
};

TimeChart::TimeChart(QWidget *parent)
    : QChartView(parent), m_x(new QValueAxis(this)), m_y(new QValueAxis(this)), m_overlay(new Overlay(this)),
      m_info(new QToolButton(this))
{
    QChart *chart = this->chart();
    chart->setAnimationOptions(QChart::NoAnimation);
    chart->legend()->hide();
    chart->setBackgroundVisible(false);
    chart->setBackgroundRoundness(0);
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    chart->addAxis(m_x, Qt::AlignBottom);
    chart->addAxis(m_y, Qt::AlignLeft);
    m_x->setVisible(false);
    m_y->setVisible(false);
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    // Qt Charts lays out asynchronously.
    connect(scene(), &QGraphicsScene::changed, this, [this] {
        m_isPictureOld = true;
        viewport()->update();
    });

    m_info->setAutoRaise(true);
    m_info->setIcon(bundledIcon(u"information"_s));
    m_info->setFocusPolicy(Qt::StrongFocus);
    m_info->setObjectName(u"chartInfo"_s);
    connect(m_info, &QToolButton::clicked, this, [this] {
        QToolTip::showText(m_info->mapToGlobal(QPoint(0, m_info->height())), m_model.explanation, m_info);
    });
    restyle();
}

TimeChart::~TimeChart() = default;

void TimeChart::setModel(const ChartModel &model)
{
    if (model == m_model)
        return;
    const bool isRenamed = model.id != m_model.id || model.title != m_model.title;
    const ChartModel before = std::exchange(m_model, model);
    if (isRenamed) {
        setObjectName(u"chart-%1"_s.arg(model.id));
        setAccessibleName(model.title);
        m_info->setAccessibleName(tr("About %1").arg(model.title));
        m_info->setToolTip(model.explanation);
        m_info->setWhatsThis(model.explanation);
        setWhatsThis(model.explanation);
        placeParts();
    }
    if (ChartModel now = settledLines(model, m_settled); isRenamed || now != m_settled) {
        m_settled = std::move(now);
        showSeries();
        m_overlay->update();
    } else {
        m_overlay->update(changedSince(before).toAlignedRect());
    }
}

QRectF TimeChart::changedSince(const ChartModel &before) const
{
    QRectF rect;
    for (qsizetype i = 0; i < m_model.series.size(); ++i) {
        const double margin = makePen(m_model.series.at(i)).widthF() + 1;
        const QList<QPointF> now = newestPoints(m_model.series.at(i), m_settled);
        const QList<QPointF> then = newestPoints(before.series.at(i), m_settled);
        const auto [changed, was] = std::mismatch(now.cbegin(), now.cend(), then.cbegin(), then.cend());
        if (changed == now.cend() && was == then.cend())
            continue;
        const qsizetype same = std::max<qsizetype>(0, std::distance(now.cbegin(), changed) - 1);
        for (const QPointF &point : now.sliced(same) + then.sliced(same)) {
            const QPointF at(xAt(point.x()), yAt(point.y()));
            rect |= QRectF(at, at).adjusted(-margin, -margin, margin, margin);
        }
    }
    return rect;
}

QPen TimeChart::makePen(const ChartSeries &series) const
{
    const double width = series.width + (m_emphasis == series.id ? 1.5 : 0);
    return {chartColors(palette()).color(series.color), width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin};
}

void TimeChart::setTimeLabelsShown(bool isShown)
{
    if (m_hasTimeLabels == isShown)
        return;
    m_hasTimeLabels = isShown;
    placeParts();
}

void TimeChart::setChartCursor(const ChartCursor &cursor)
{
    if (m_cursor == cursor)
        return;
    for (const ChartCursor &state : {m_cursor, cursor})
        for (const auto &time : {state.time, state.pinA, state.pinB})
            m_overlay->updateAt(time);
    m_cursor = cursor;
    if (cursor.pinA || cursor.pinB)
        m_overlay->update();
}

void TimeChart::setEmphasis(const QString &seriesId)
{
    if (m_emphasis == seriesId)
        return;
    m_emphasis = seriesId;
    showSeries();
    m_overlay->update();
}

QRectF TimeChart::plotRect() const
{
    return QRectF(m_insets.left, m_insets.top, std::max(1, width() - m_insets.left - m_insets.right),
                  std::max(1, height() - m_insets.top - m_insets.bottom));
}

double TimeChart::timeAt(double x) const
{
    const QRectF plot = plotRect();
    return m_model.x.min + (x - plot.left()) / plot.width() * (m_model.x.max - m_model.x.min);
}

double TimeChart::xAt(double time) const
{
    const QRectF plot = plotRect();
    return plot.left() + (time - m_model.x.min) / (m_model.x.max - m_model.x.min) * plot.width();
}

double TimeChart::scaled(double y) const
{
    return m_model.y.isLog ? std::log10(std::max(y, m_model.y.min)) : y;
}

double TimeChart::yAt(double value) const
{
    const QRectF plot = plotRect();
    const double bottom = scaled(m_model.y.min);
    return plot.bottom() - (scaled(value) - bottom) / (scaled(m_model.y.max) - bottom) * plot.height();
}

void TimeChart::showSeries()
{
    m_isPictureOld = true;
    viewport()->update();
    m_x->setRange(m_model.x.min, m_model.x.max);
    m_y->setRange(scaled(m_model.y.min), scaled(m_model.y.max));
    QMap<QString, QLineSeries *> unused = m_lines;
    for (const ChartSeries &series : m_settled.series) {
        QLineSeries *&line = m_lines[series.id];
        unused.remove(series.id);
        if (!line) {
            line = new QLineSeries(this);
            chart()->addSeries(line);
            line->attachAxis(m_x);
            line->attachAxis(m_y);
        }
        line->setPen(makePen(series));
        QList<QPointF> points;
        for (const QList<QPointF> &segment : series.segments) {
            if (segment.isEmpty())
                continue;
            if (!points.isEmpty()) // the only way to a gap within one line: see below about NaN
                points.append(QPointF(segment.first().x(), std::numeric_limits<double>::quiet_NaN()));
            for (const QPointF &point : segment)
                points.append(QPointF(point.x(), scaled(point.y())));
            if (segment.size() == 1) // a line needs two points to be visible
                points.append(QPointF(segment.first().x() + 1e-6, scaled(segment.first().y())));
        }
        line->replace(points);
        line->setVisible(!points.isEmpty());
    }
    for (auto it = unused.cbegin(); it != unused.cend(); ++it) {
        chart()->removeSeries(it.value());
        delete m_lines.take(it.key());
    }
}

void TimeChart::paintEvent(QPaintEvent *event)
{
    const qreal ratio = viewport()->devicePixelRatioF();
    const QSize size = (QSizeF(viewport()->size()) * ratio).toSize();
    if (m_isPictureOld || m_picture.size() != size) {
        m_isPictureOld = false;
        m_picture = QPixmap(size);
        m_picture.setDevicePixelRatio(ratio);
        QPainter painter(&m_picture);
        painter.setRenderHints(renderHints());
        render(&painter, QRectF(viewport()->rect()), viewport()->rect());
    }
    QPainter painter(viewport());
    painter.setClipRegion(event->region());
    painter.drawPixmap(0, 0, m_picture);
}

void TimeChart::drawBackground(QPainter *painter, const QRectF &)
{
    painter->save(); // the lines are drawn after it with the same antialiasing
    painter->fillRect(QRectF(viewport()->rect()), palette().color(QPalette::Window));
    painter->setFont(font());
    const ChartBackdrop backdrop{m_model,
                                 chartColors(palette()),
                                 plotRect(),
                                 m_hasTimeLabels,
                                 [this](double time) { return xAt(time); },
                                 [this](double value) { return yAt(value); }};
    backdrop.paint(*painter);
    painter->restore();
}

void TimeChart::restyle()
{
    setBackgroundBrush(palette().window());
    placeParts();
    showSeries();
    m_overlay->update();
}

void TimeChart::placeParts()
{
    m_insets = chartInsets(fontMetrics(), m_hasTimeLabels);
    m_isPictureOld = true;
    viewport()->update();
    // With hidden axes the margins alone determine the plot area.
    chart()->setMargins(QMargins(m_insets.left, m_insets.top, m_insets.right, m_insets.bottom));
    QFont bold = font();
    bold.setBold(true);
    const int titleWidth = QFontMetrics(bold).horizontalAdvance(m_model.title)
        + fontMetrics().horizontalAdvance(m_model.y.title);
    const int side = m_insets.top - 3;
    m_info->setIconSize(QSize(side - 4, side - 4));
    m_info->setGeometry(m_insets.left + titleWidth + 14, 0, side, side);
    m_overlay->setGeometry(rect());
    m_overlay->raise();
    m_info->raise();
}

void TimeChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    placeParts();
}

void TimeChart::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        restyle();
}

void TimeChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    setFocus(Qt::MouseFocusReason);
    m_dragFrom = event->position().x();
    m_dragTo = *m_dragFrom;
}

void TimeChart::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragFrom) {
        m_dragTo = event->position().x();
        m_overlay->update();
    }
    emit hovered(std::clamp(timeAt(event->position().x()), m_model.x.min, m_model.x.max));
}

void TimeChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_dragFrom || event->button() != Qt::LeftButton)
        return;
    const double from = *m_dragFrom;
    m_dragFrom.reset();
    m_overlay->update();
    const double to = event->position().x();
    constexpr double smallestDrag = 6; // pixels; less is an unsteady click
    if (std::abs(to - from) < smallestDrag)
        emit clicked(timeAt(to), event->modifiers());
    else
        emit rangeSelected(timeAt(std::min(from, to)), timeAt(std::max(from, to)));
}

void TimeChart::wheelEvent(QWheelEvent *event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        event->ignore();
        return;
    }
    emit wheelZoomed(event->angleDelta().y() > 0 ? 0.8 : 1.25, timeAt(event->position().x()));
    event->accept();
}

void TimeChart::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_Space:
    case Qt::Key_Escape:
        emit keyPressed(event->key(), event->modifiers());
        return;
    default:
        event->ignore();
    }
}

void TimeChart::focusInEvent(QFocusEvent *event)
{
    QChartView::focusInEvent(event);
    m_overlay->update();
}

void TimeChart::focusOutEvent(QFocusEvent *event)
{
    QChartView::focusOutEvent(event);
    m_overlay->update();
}

bool TimeChart::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        emit left();
    return QChartView::viewportEvent(event);
}

} // namespace loadstone
