// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartgrid.h"

#include <QEvent>
#include <QFontInfo>
#include <QLabel>
#include <QSet>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
constexpr int gap = 12;
constexpr int leastTextSizes = 28; ///< width of a chart, in heights of the text
constexpr int mostColumns = 3;
} // namespace

ChartGrid::ChartGrid(QWidget *parent)
    : QScrollArea(parent), m_content(new QWidget), m_empty(new QLabel(m_content))
{
    setObjectName(u"chartGrid"_s);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // the charts get the focus
    setWidget(m_content);
    m_empty->setObjectName(u"chartGridEmpty"_s);
    m_empty->setText(tr("No valid figures yet. They appear when trials end."));
    m_empty->setAlignment(Qt::AlignCenter);
    // Otherwise it would come and go with the heights that its width leads to.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
}

QList<DrawnChart *> ChartGrid::charts() const
{
    QList<DrawnChart *> charts;
    for (const Item &item : m_items)
        charts << item.chart;
    return charts;
}

ChartGrid::Item ChartGrid::addItem()
{
    Item item{new DrawnChart(m_content), new QLabel(m_content)};
    item.explanation->setTextFormat(Qt::PlainText);
    item.explanation->setWordWrap(true);
    item.chart->show();
    return item;
}

void ChartGrid::setCharts(const QList<ChartModel> &charts)
{
    if (charts == m_models)
        return;
    m_models = charts;
    while (m_items.size() < charts.size())
        m_items << addItem();
    while (m_items.size() > charts.size()) {
        const Item last = m_items.takeLast();
        delete last.chart;
        delete last.explanation;
    }
    QSet<QString> explained;
    for (qsizetype i = 0; i < charts.size(); ++i) {
        const QString &explanation = charts[i].explanation;
        m_items[i].chart->setModel(charts[i]);
        m_items[i].explanation->setText(explained.contains(explanation) ? QString() : explanation);
        m_items[i].explanation->setVisible(!m_items[i].explanation->text().isEmpty());
        explained.insert(explanation);
    }
    place();
    emit modelsChanged();
}

qsizetype ChartGrid::placeRow(qsizetype first, int width, int &y, int &widest)
{
    const int least = leastTextSizes * QFontInfo(font()).pixelSize();
    const int columns =
        std::clamp((width + gap) / (least + gap), 1, std::min(mostColumns, int(m_items.size())));
    const int each = (width - gap * (columns - 1)) / columns;
    const auto isBroad = [&](qsizetype i) { return m_items[i].chart->neededSize(each).width() > each; };
    qsizetype count = 1;
    while (!isBroad(first) && count < columns && first + count < m_items.size() && !isBroad(first + count))
        ++count;
    int height = 0;
    for (qsizetype i = 0; i < count; ++i) {
        const Item &item = m_items[first + i];
        const int column = isBroad(first) ? width : each;
        const QSize size = item.chart->neededSize(column);
        const int x = gap + int(i) * (each + gap);
        item.chart->setGeometry(x, y, std::max(column, size.width()), size.height());
        const bool isExplained = !item.explanation->text().isEmpty();
        const int words = isExplained ? item.explanation->heightForWidth(column) : 0;
        item.explanation->setGeometry(x, y + size.height() + 2, column, words);
        height = std::max(height, size.height() + words);
        widest = std::max(widest, x + std::max(column, size.width()) + gap);
    }
    y += height + 2 * gap;
    return count;
}

void ChartGrid::place()
{
    const int width = viewport()->width() - 2 * gap;
    int y = gap;
    int widest = 0;
    for (qsizetype i = 0; i < m_items.size();)
        i += placeRow(i, width, y, widest);
    m_empty->setVisible(m_items.isEmpty());
    m_empty->setGeometry(0, 0, viewport()->width(), viewport()->height());
    m_content->resize(std::max(widest, viewport()->width()), std::max(y, viewport()->height()));
}

void ChartGrid::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    place();
}

void ChartGrid::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        place();
}

} // namespace loadstone
