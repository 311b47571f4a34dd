// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/readoutpanel.h"

#include "core/text/format.h"
#include "ui/charts/chartstack.h"
#include "ui/theme/chartcolors.h"

#include <QCheckBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QSet>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
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

/// One value at the cursor, or the values of both pins and their difference.
QStringList readoutValues(const ChartModel &model, const ChartSeries &series, const ChartCursor &cursor,
                          double time)
{
    const auto text = [](std::optional<double> value) { return value ? number(*value) : u"–"_s; };
    if (!cursor.pinA || !cursor.pinB)
        return {text(valueAt(model, series, cursor.pinA && !cursor.time ? *cursor.pinA : time))};
    const auto a = valueAt(model, series, *cursor.pinA);
    const auto b = valueAt(model, series, *cursor.pinB);
    const QString difference = a && b ? (*b > *a ? u"+"_s : QString()) + number(*b - *a) : u"–"_s;
    return {text(a), text(b), difference};
}

void setLabelText(QLabel &label, const QString &text)
{
    if (label.text() != text)
        label.setText(text);
}

/// A check box that elides its name to the available width.
class NameBox final : public QCheckBox
{
public:
    NameBox(const QString &name, QWidget *parent) : QCheckBox(name, parent), m_name(name)
    {
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }

    QSize sizeHint() const override { return {chrome() + width(m_name), QCheckBox::sizeHint().height()}; }
    QSize minimumSizeHint() const override
    {
        constexpr qsizetype fewest = 5; // letters that still distinguish lines
        return {chrome() + width(m_name.left(fewest) + u'…'), QCheckBox::sizeHint().height()};
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QCheckBox::resizeEvent(event);
        elide();
    }
    void changeEvent(QEvent *event) override
    {
        QCheckBox::changeEvent(event);
        if (event->type() == QEvent::FontChange)
            elide();
    }

private:
    int width(const QString &text) const { return fontMetrics().size(Qt::TextShowMnemonic, text).width(); }
    int chrome() const { return QCheckBox::sizeHint().width() - width(text()); }
    void elide()
    {
        const QString shown = fontMetrics().elidedText(m_name, Qt::ElideRight, QWidget::width() - chrome());
        if (text() != shown)
            setText(shown);
    }

    QString m_name;
};

} // namespace

ReadoutPanel::ReadoutPanel(ChartStack &charts, QWidget *parent)
    : QScrollArea(parent), m_charts(charts), m_layout(new QVBoxLayout), m_headline(new QLabel(this)),
      m_pins(new QGridLayout), m_hidden(new QLabel(this))
{
    setObjectName(u"readoutPanel"_s);
    setAccessibleName(tr("Values at the cursor"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_headline->setObjectName(u"readoutHeadline"_s);
    m_headline->setWordWrap(true);
    QFont bold = m_headline->font();
    bold.setBold(true);
    m_headline->setFont(bold);
    m_hidden->setObjectName(u"readoutHidden"_s);
    auto *content = new QWidget;
    content->setLayout(m_layout);
    setWidget(content);
    m_layout->setContentsMargins(12, 2, 10, 6);
    m_layout->setSpacing(7);
    m_layout->addWidget(m_headline);
    m_layout->addLayout(m_pins);
    m_layout->addWidget(m_hidden);
    m_layout->addStretch(1);
    m_times = addValues(*m_pins, 0);
    for (int i = 0; i < columns; ++i)
        m_times[std::size_t(i)]->setObjectName(u"readoutTime-%1"_s.arg(i));
    connect(&charts, &ChartStack::modelsChanged, this, &ReadoutPanel::refresh);
    connect(&charts, &ChartStack::cursorChanged, this, &ReadoutPanel::showValues);
    refresh();
}

void ReadoutPanel::setHeadline(const QString &text)
{
    if (m_headline->text() != text)
        m_headline->setText(text);
}

QStringList ReadoutPanel::valueTexts(const QString &chartId, const QString &seriesId) const
{
    const auto row = m_rows.constFind(chartId + u'/' + seriesId);
    QStringList texts;
    if (row == m_rows.cend() || row->box->isHidden())
        return texts;
    for (const QLabel *value : row->values)
        if (!value->isHidden())
            texts << value->text();
    return texts;
}

QSize ReadoutPanel::sizeHint() const
{
    constexpr int characters = 42; // nearly all names, followed by a value
    return {std::max(minimumWidth(), characters * fontMetrics().averageCharWidth()),
            QScrollArea::sizeHint().height()};
}

void ReadoutPanel::refresh()
{
    const qsizetype before = m_rows.size();
    addRows();
    if (m_rows.size() != before)
        drawSwatches();
    showRows();
    showHidden();
    showValues();
}

void ReadoutPanel::addRows()
{
    for (const ChartModel &model : m_charts.completeModels()) {
        Section &section = m_sections[model.id];
        if (!section.rows) {
            section.rows = new QGridLayout;
            section.rows->setVerticalSpacing(1);
            section.rows->setColumnStretch(0, 1);
            section.title = new QLabel(widget());
            section.title->setObjectName(u"readoutTitle-"_s + model.id);
            section.title->setToolTip(model.explanation);
            section.rows->addWidget(section.title, 0, 0, 1, 1 + columns);
            m_layout->insertLayout(m_layout->count() - 2, section.rows);
        }
        // The unit follows the axis: milliseconds may become seconds.
        setLabelText(*section.title,
                     u"<b>%1</b> %2"_s.arg(model.title.toHtmlEscaped(), model.y.title.toHtmlEscaped()));
        for (const ChartSeries &series : model.series) {
            const QString id = model.id + u'/' + series.id;
            if (!m_rows.contains(id))
                addRow(section, id, {model.id, series.id}, series.name, model.title);
        }
    }
}

void ReadoutPanel::addRow(Section &section, const QString &id, Row row, const QString &name,
                          const QString &chart)
{
    row.box = new NameBox(name, widget());
    row.box->setObjectName(u"series-%1-%2"_s.arg(row.chartId, row.seriesId));
    row.box->setAccessibleName(tr("Show %1 in %2").arg(name, chart));
    row.box->setToolTip(tr("%1. Alt+click: show only this. Double-click: show all.").arg(name));
    row.box->setChecked(m_charts.isSeriesShown(row.chartId, row.seriesId));
    row.box->installEventFilter(this);
    row.box->setProperty("rowId", id);
    const int line = section.rows->rowCount();
    section.rows->addWidget(row.box, line, 0);
    row.values = addValues(*section.rows, line);
    connect(row.box, &QCheckBox::toggled, this,
            [this, chartId = row.chartId, seriesId = row.seriesId](bool isShown) {
                m_charts.setSeriesShown(chartId, seriesId, isShown);
            });
    m_rows.insert(id, row);
}

ReadoutPanel::Values ReadoutPanel::addValues(QGridLayout &grid, int row)
{
    Values values{};
    for (int i = 0; i < columns; ++i) {
        auto *label = new QLabel(widget());
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        label->setVisible(i == 0);
        grid.addWidget(label, row, 1 + i);
        values[std::size_t(i)] = label;
    }
    grid.setColumnStretch(0, 1);
    return values;
}

void ReadoutPanel::showRows()
{
    QSet<QString> listed;
    for (const ChartModel &model : m_charts.completeModels()) {
        listed.insert(model.id);
        for (const ChartSeries &series : model.series)
            listed.insert(model.id + u'/' + series.id);
    }
    for (auto section = m_sections.cbegin(); section != m_sections.cend(); ++section)
        section->title->setVisible(listed.contains(section.key()));
    for (auto row = m_rows.cbegin(); row != m_rows.cend(); ++row)
        row->box->setVisible(listed.contains(row.key()));
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
    showColumns(isPair);
    if (isPair) {
        const QString length = formatDuration(Seconds(std::abs(*cursor.pinB - *cursor.pinA)));
        setLabelText(*m_times[0], tr("A\n%1", "pin and its time").arg(formatClock(*cursor.pinA)));
        setLabelText(*m_times[1], tr("B\n%1", "pin and its time").arg(formatClock(*cursor.pinB)));
        setLabelText(*m_times[2], tr("B−A\n%1", "difference of the pins").arg(length));
    }
    for (const ChartModel &model : m_charts.completeModels())
        for (const ChartSeries &series : model.series) {
            const auto row = m_rows.constFind(model.id + u'/' + series.id);
            if (row == m_rows.cend())
                continue;
            const QStringList texts = readoutValues(model, series, cursor, time);
            for (qsizetype i = 0; i < texts.size(); ++i)
                setLabelText(*row->values[std::size_t(i)], texts.at(i));
        }
    makeRoom();
}

void ReadoutPanel::showColumns(bool isPair)
{
    for (const Row &row : std::as_const(m_rows))
        for (int i = 0; i < columns; ++i)
            row.values[std::size_t(i)]->setVisible(!row.box->isHidden() && (i == 0 || isPair));
    for (QLabel *time : m_times)
        time->setVisible(isPair);
}

void ReadoutPanel::makeRoom()
{
    // As wide as the widest value so far, so that columns do not jitter.
    for (std::size_t i = 0; i < columns; ++i) {
        int widest = m_times[i]->isHidden() ? 0 : m_times[i]->sizeHint().width();
        for (const Row &row : std::as_const(m_rows))
            if (!row.values[i]->isHidden())
                widest = std::max(widest, row.values[i]->sizeHint().width());
        m_widths[i] = widest == 0 ? 0 : std::max(m_widths[i], widest);
        m_pins->setColumnMinimumWidth(int(i) + 1, m_widths[i]);
        for (const Section &section : std::as_const(m_sections))
            section.rows->setColumnMinimumWidth(int(i) + 1, m_widths[i]);
    }
    const int bar = style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, this);
    const int needed = m_layout->minimumSize().width() + bar;
    if (minimumWidth() != needed)
        setMinimumWidth(needed);
}

void ReadoutPanel::showHidden()
{
    int count = 0;
    for (const Row &row : std::as_const(m_rows))
        count += !row.box->isHidden() && !m_charts.isSeriesShown(row.chartId, row.seriesId);
    m_hidden->setVisible(count > 0);
    m_hidden->setText(tr("%n hidden", nullptr, count));
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
    if (event->type() == QEvent::FontChange) {
        m_widths = {};
        makeRoom();
    }
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
