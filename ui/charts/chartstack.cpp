// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartstack.h"

#include "ui/charts/annotationruler.h"

#include <QEvent>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
constexpr double shortestViewS = 5;
constexpr double lowestShare = 15; // pixels of plot per share of height; the readable minimum

/// Steps keep the time axis stable: each change of it redraws everything.
double axisStep(double lengthS) { return lengthS < 20 ? 1 : lengthS < 120 ? 2 : lengthS < 600 ? 5 : 10; }

double lastTime(const RunSeries &series)
{
    double last = 0;
    if (!series.seconds.isEmpty())
        last = series.seconds.last().startS;
    if (!series.resources.isEmpty())
        last = std::max(last, series.resources.last().atS);
    return last;
}
} // namespace

ChartStack::ChartStack(QWidget *parent) : QWidget(parent), m_ruler(new AnnotationRuler(this))
{
    setObjectName(u"chartStack"_s);
    m_clock.start();
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ChartStack::setSeries(const RunSeries &series, int cores)
{
    m_series = series;
    m_cores = std::max(1, cores);
    redraw();
}

void ChartStack::reset()
{
    m_series = {};
    m_cursor = {};
    m_shownMax.clear();
    m_lowSinceMs.clear();
    m_fromS = 0;
    m_toS.reset();
    redraw();
    emit cursorChanged();
}

double ChartStack::newestTime() const { return lastTime(m_series); }

double ChartStack::readoutTime() const
{
    if (m_cursor.time)
        return *m_cursor.time;
    // The current second is still filling: show the last complete one.
    for (auto bucket = m_series.seconds.crbegin(); bucket != m_series.seconds.crend(); ++bucket)
        if (bucket->lengthS >= 1)
            return bucket->startS;
    return newestTime();
}

void ChartStack::redraw()
{
    ChartOptions options;
    options.cores = m_cores;
    options.isLatencyLog = m_isLatencyLog;
    options.hiddenSeries = hiddenSeries();
    options.shownMax = m_shownMax;
    options.fromS = m_fromS;
    options.toS = m_toS;
    options.endStepS = axisStep(m_followedS > 0 ? m_followedS : newestTime());
    if (!m_toS && m_followedS > 0) {
        const double endS = std::ceil(newestTime() / options.endStepS) * options.endStepS;
        options.fromS = std::max(0.0, endS - m_followedS);
    }

    const QList<ChartModel> models = runCharts(m_series, options);
    options.hiddenSeries.clear();
    m_complete = m_hidden.isEmpty() ? models : runCharts(m_series, options);
    rememberMaxima(models);
    bool isTaller = m_charts.size() != models.size();
    while (m_charts.size() < models.size())
        m_charts.append(addChart());
    while (m_charts.size() > models.size()) {
        m_charts.last()->hide();
        m_charts.takeLast()->deleteLater(); // may be called from one of its own signals
    }
    for (qsizetype i = 0; i < models.size(); ++i) {
        isTaller |= m_charts.at(i)->model().isEmpty() != models.at(i).isEmpty();
        m_charts.at(i)->setTimeLabelsShown(i == models.size() - 1);
        m_charts.at(i)->setModel(models.at(i));
    }
    if (!models.isEmpty())
        m_ruler->setAnnotations(models.first().annotations, models.first().x);
    if (isTaller) {
        updateGeometry();
        placeCharts();
    }
    emit modelsChanged();
}

void ChartStack::rememberMaxima(const QList<ChartModel> &models)
{
    // An axis grows immediately; it shrinks after ten seconds of data below half of it.
    constexpr qint64 shrinkAfterMs = 10'000;
    for (const ChartModel &model : models) {
        const double highest = model.shownRange().value_or(ChartModel::Range()).highest;
        double &shown = m_shownMax[model.id];
        const bool isLow = highest < shown / 2;
        if (!isLow)
            m_lowSinceMs.remove(model.id);
        else if (!m_lowSinceMs.contains(model.id))
            m_lowSinceMs.insert(model.id, m_clock.elapsed());
        const bool mayShrink = isLow && m_clock.elapsed() - m_lowSinceMs.value(model.id) > shrinkAfterMs;
        shown = mayShrink ? 0 : std::max(shown, highest);
    }
}

TimeChart *ChartStack::addChart()
{
    auto *chart = new TimeChart(this);
    connect(chart, &TimeChart::hovered, this, [this](double time) {
        ChartCursor cursor = m_cursor;
        cursor.time = time;
        setCursorTimes(cursor);
    });
    connect(chart, &TimeChart::left, this, [this] {
        ChartCursor cursor = m_cursor;
        cursor.time.reset();
        setCursorTimes(cursor);
    });
    connect(chart, &TimeChart::clicked, this, &ChartStack::onClicked);
    connect(chart, &TimeChart::rangeSelected, this, &ChartStack::zoomTo);
    connect(chart, &TimeChart::wheelZoomed, this, &ChartStack::zoomAround);
    connect(chart, &TimeChart::keyPressed, this, &ChartStack::onKey);
    chart->show();
    return chart;
}

int ChartStack::chromeHeight(const TimeChart *chart) const
{
    const ChartInsets insets = chartInsets(fontMetrics(), chart == m_charts.last());
    return insets.top + insets.bottom;
}

ChartStack::Heights ChartStack::heights() const
{
    Heights heights;
    heights.fixed = m_ruler->sizeHint().height();
    for (const TimeChart *chart : m_charts) {
        heights.fixed += chromeHeight(chart);
        if (isShrunk(chart))
            heights.fixed += oneLine();
        else
            heights.shares += chart->model().heightShare;
    }
    return heights;
}

bool ChartStack::isShrunk(const TimeChart *chart)
{
    return chart->model().id == u"failures"_s && chart->model().isEmpty();
}

int ChartStack::oneLine() const { return fontMetrics().height() + 4; }

void ChartStack::placeCharts()
{
    if (m_charts.isEmpty())
        return;
    const int rulerHeight = m_ruler->sizeHint().height();
    m_ruler->setGeometry(0, 0, width(), rulerHeight);
    const Heights all = heights();
    const double eachShare = std::max(lowestShare, (height() - all.fixed) / std::max(all.shares, 1.0));
    double y = rulerHeight;
    for (TimeChart *chart : m_charts) {
        const double plot = isShrunk(chart) ? oneLine() : eachShare * chart->model().heightShare;
        const double bottom = y + plot + chromeHeight(chart);
        chart->setGeometry(0, int(std::lround(y)), width(), int(std::lround(bottom)) - int(std::lround(y)));
        y = bottom;
    }
}

void ChartStack::setCursorTimes(const ChartCursor &cursor)
{
    if (cursor == m_cursor)
        return;
    m_cursor = cursor;
    for (TimeChart *chart : std::as_const(m_charts))
        chart->setChartCursor(cursor);
    emit cursorChanged();
}

void ChartStack::moveCursorTo(double time)
{
    ChartCursor cursor = m_cursor;
    cursor.time = std::clamp(time, 0.0, std::max(0.0, newestTime()));
    setCursorTimes(cursor);
}

void ChartStack::onClicked(double time, Qt::KeyboardModifiers modifiers)
{
    ChartCursor cursor = m_cursor;
    (modifiers & Qt::ShiftModifier && cursor.pinA ? cursor.pinB : cursor.pinA) = time;
    setCursorTimes(cursor);
}

void ChartStack::onKey(int key, Qt::KeyboardModifiers modifiers)
{
    const double step = modifiers & Qt::ShiftModifier ? 10 : 1;
    const double now = readoutTime();
    switch (key) {
    case Qt::Key_Left:
        return moveCursorTo(now - step);
    case Qt::Key_Right:
        return moveCursorTo(now + step);
    case Qt::Key_Home:
        return moveCursorTo(0);
    case Qt::Key_End:
        return moveCursorTo(newestTime());
    case Qt::Key_Space:
        return onClicked(now, modifiers);
    default:
        setCursorTimes({});
    }
}

bool ChartStack::isSeriesShown(const QString &chartId, const QString &seriesId) const
{
    return !m_hidden.contains(chartId + u'/' + seriesId);
}

void ChartStack::setSeriesShown(const QString &chartId, const QString &seriesId, bool isShown)
{
    const QString id = chartId + u'/' + seriesId;
    if (isShown)
        m_hidden.remove(id);
    else
        m_hidden.insert(id);
    m_shownMax.remove(chartId);
    redraw();
}

void ChartStack::setHiddenSeries(const QStringList &series)
{
    m_hidden = QSet<QString>(series.cbegin(), series.cend());
    m_shownMax.clear();
    redraw();
}

void ChartStack::emphasise(const QString &chartId, const QString &seriesId)
{
    for (TimeChart *chart : std::as_const(m_charts))
        chart->setEmphasis(chart->model().id == chartId ? seriesId : QString());
}

void ChartStack::setLatencyLog(bool isLog)
{
    m_isLatencyLog = isLog;
    m_shownMax.remove(u"response-time"_s);
    redraw();
}

void ChartStack::setFollowedSeconds(double seconds)
{
    m_followedS = seconds;
    resetZoom();
}

void ChartStack::zoom(double factor)
{
    if (!m_charts.isEmpty())
        zoomAround(factor, m_cursor.time.value_or(m_charts.first()->model().x.max));
}

void ChartStack::zoomAround(double factor, double around)
{
    if (m_charts.isEmpty())
        return;
    const ChartAxis &axis = m_charts.first()->model().x;
    zoomTo(around - (around - axis.min) * factor, around + (axis.max - around) * factor);
}

void ChartStack::zoomTo(double from, double to)
{
    const double newest = std::max(newestTime(), shortestViewS);
    from = std::max(0.0, from);
    to = std::min(to, newest + 1);
    if (to - from < shortestViewS) {
        const double middle = (from + to) / 2;
        from = std::max(0.0, middle - shortestViewS / 2);
        to = from + shortestViewS;
    }
    if (from <= 0 && to >= newest)
        return resetZoom();
    m_fromS = from;
    m_toS = to;
    m_shownMax.clear();
    redraw();
}

void ChartStack::resetZoom()
{
    m_fromS = 0;
    m_toS.reset();
    m_shownMax.clear();
    redraw();
}

void ChartStack::describe()
{
    for (TimeChart *chart : std::as_const(m_charts))
        chart->setAccessibleDescription(chart->model().summary());
}

QSize ChartStack::minimumSizeHint() const
{
    const Heights all = heights();
    return {360, int(std::ceil(all.fixed + lowestShare * all.shares))};
}

void ChartStack::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeCharts();
}

void ChartStack::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
        placeCharts();
    }
}

} // namespace loadstone
