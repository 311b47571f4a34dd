// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/readoutpanel.h"

#include "core/base/format.h"
#include "ui/charts/chartstack.h"
#include "ui/theme/chartcolors.h"

#include <QCheckBox>
#include <QEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QIcon swatch(const QColor &color, double width, qreal ratio)
{
    constexpr int side = 16;
    QPixmap pixmap(QSize(side, side) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setPen(QPen(color, width + 1.5, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(0, side / 2.0), QPointF(side, side / 2.0));
    return QIcon(pixmap);
}

QString number(double value) { return value < 0 ? u"−"_s + formatRate(-value) : formatRate(value); }

QString valueOf(const ChartModel &model, const ChartSeries &series, const ChartCursor &cursor, double time)
{
    const auto text = [&](std::optional<double> at) {
        const auto value = at ? valueAt(model, series, *at) : std::nullopt;
        return value ? number(*value) : u"–"_s;
    };
    if (!cursor.pinA || !cursor.pinB)
        return text(cursor.pinA && !cursor.time ? *cursor.pinA : time);
    const auto a = valueAt(model, series, *cursor.pinA);
    const auto b = valueAt(model, series, *cursor.pinB);
    const QString difference = a && b ? (*b > *a ? u"+"_s : QString()) + number(*b - *a) : u"–"_s;
    return u"%1 · %2 · %3"_s.arg(text(cursor.pinA), text(cursor.pinB), difference);
}

} // namespace

ReadoutPanel::ReadoutPanel(ChartStack &charts, QWidget *parent)
    : QScrollArea(parent), m_charts(charts), m_layout(new QVBoxLayout), m_headline(new QLabel(this)),
      m_times(new QLabel(this)), m_hidden(new QLabel(this))
{
    setObjectName(u"readoutPanel"_s);
    setAccessibleName(tr("Values at the cursor"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumWidth(14 * fontMetrics().averageCharWidth());
    m_headline->setObjectName(u"readoutHeadline"_s);
    m_headline->setWordWrap(true);
    QFont bold = m_headline->font();
    bold.setBold(true);
    m_headline->setFont(bold);
    m_times->setObjectName(u"readoutTimes"_s);
    m_hidden->setObjectName(u"readoutHidden"_s);
    auto *content = new QWidget;
    content->setLayout(m_layout);
    m_layout->setContentsMargins(12, 2, 10, 6);
    m_layout->setSpacing(7);
    m_layout->addWidget(m_headline);
    m_layout->addWidget(m_times);
    m_layout->addWidget(m_hidden);
    m_layout->addStretch(1);
    setWidget(content);
    connect(&charts, &ChartStack::modelsChanged, this, &ReadoutPanel::refresh);
    connect(&charts, &ChartStack::cursorChanged, this, &ReadoutPanel::showValues);
    refresh();
}

void ReadoutPanel::setHeadline(const QString &text)
{
    if (m_headline->text() != text)
        m_headline->setText(text);
}

QString ReadoutPanel::valueText(const QString &chartId, const QString &seriesId) const
{
    const auto row = m_rows.constFind(chartId + u'/' + seriesId);
    return row == m_rows.cend() ? QString() : row->value->text();
}

void ReadoutPanel::refresh()
{
    const qsizetype before = m_rows.size();
    addRows();
    if (m_rows.size() != before)
        drawSwatches();
    showHidden();
    showValues();
}

void ReadoutPanel::addRows()
{
    for (const ChartModel &model : m_charts.completeModels()) {
        Section &section = m_sections[model.id];
        if (!section.rows) {
            section.rows = new QVBoxLayout;
            section.rows->setSpacing(1);
            section.title = new QLabel(widget());
            section.title->setObjectName(u"readoutTitle-"_s + model.id);
            section.title->setToolTip(model.explanation);
            section.rows->addWidget(section.title);
            m_layout->insertLayout(m_layout->count() - 2, section.rows);
        }
        // The unit goes with the axis: milliseconds may become seconds.
        const QString title =
            u"<b>%1</b> %2"_s.arg(model.title.toHtmlEscaped(), model.y.title.toHtmlEscaped());
        if (section.title->text() != title)
            section.title->setText(title);
        for (const ChartSeries &series : model.series) {
            const QString id = model.id + u'/' + series.id;
            if (m_rows.contains(id))
                continue;
            Row row{model.id, series.id, new QCheckBox(series.name, widget()), new QLabel(widget())};
            row.box->setObjectName(u"series-%1-%2"_s.arg(model.id, series.id));
            row.box->setAccessibleName(tr("Show %1 in %2").arg(series.name, model.title));
            row.box->setToolTip(tr("Alt+click: only this one. Double click: all again."));
            row.box->setChecked(m_charts.isSeriesShown(model.id, series.id));
            row.box->installEventFilter(this);
            row.box->setProperty("rowId", id);
            row.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            auto *line = new QHBoxLayout;
            line->addWidget(row.box);
            line->addWidget(row.value, 1);
            section.rows->addLayout(line);
            connect(row.box, &QCheckBox::toggled, this, [this, row](bool isShown) {
                m_charts.setSeriesShown(row.chartId, row.seriesId, isShown);
            });
            m_rows.insert(id, row);
        }
    }
}

void ReadoutPanel::drawSwatches()
{
    const ChartColors &colors = chartColors(palette());
    for (const ChartModel &model : m_charts.completeModels())
        for (const ChartSeries &series : model.series) {
            const auto row = m_rows.constFind(model.id + u'/' + series.id);
            if (row != m_rows.cend())
                row->box->setIcon(swatch(colors.color(series.color), series.width, devicePixelRatioF()));
        }
}

void ReadoutPanel::showValues()
{
    const ChartCursor &cursor = m_charts.chartCursor();
    const double time = m_charts.readoutTime();
    const bool isPair = cursor.pinA && cursor.pinB;
    m_times->setVisible(isPair);
    if (isPair)
        m_times->setText(tr("A %1 · B %2 · difference %3")
                             .arg(formatClock(*cursor.pinA), formatClock(*cursor.pinB),
                                  formatDuration(Seconds(std::abs(*cursor.pinB - *cursor.pinA)))));
    for (const ChartModel &model : m_charts.completeModels())
        for (const ChartSeries &series : model.series) {
            const auto row = m_rows.constFind(model.id + u'/' + series.id);
            if (row == m_rows.cend())
                continue;
            const QString text = valueOf(model, series, cursor, time);
            if (row->value->text() != text)
                row->value->setText(text);
        }
}

void ReadoutPanel::showHidden()
{
    const qsizetype count = m_charts.hiddenSeries().size();
    m_hidden->setVisible(count > 0);
    m_hidden->setText(tr("%n hidden", nullptr, int(count)));
}

void ReadoutPanel::solo(const Row &chosen)
{
    for (const Row &row : std::as_const(m_rows))
        if (row.chartId == chosen.chartId)
            row.box->setChecked(row.seriesId == chosen.seriesId);
}

void ReadoutPanel::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawSwatches();
}

bool ReadoutPanel::eventFilter(QObject *watched, QEvent *event)
{
    const auto row = m_rows.constFind(watched->property("rowId").toString());
    if (row == m_rows.cend())
        return QScrollArea::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::Enter:
        m_charts.emphasise(row->chartId, row->seriesId);
        break;
    case QEvent::Leave:
        m_charts.emphasise({}, {});
        break;
    case QEvent::MouseButtonDblClick:
        for (const Row &each : std::as_const(m_rows))
            each.box->setChecked(true);
        return true;
    case QEvent::MouseButtonPress:
        if (static_cast<QMouseEvent *>(event)->modifiers() & Qt::AltModifier) {
            solo(*row);
            return true;
        }
        break;
    default:
        break;
    }
    return QScrollArea::eventFilter(watched, event);
}

} // namespace loadstone
