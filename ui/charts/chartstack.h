// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/runcharts.h"
#include "ui/charts/timechart.h"

#include <QElapsedTimer>
#include <QSet>
#include <QWidget>

#include <optional>

namespace loadstone
{

class AnnotationRuler;

/// Charts with a common time axis, cursor and zoom, and aligned plots.
class ChartStack : public QWidget
{
    Q_OBJECT
public:
    explicit ChartStack(QWidget *parent = nullptr);

    /// Draws the data; preserves zoom, cursor and hidden series.
    void setSeries(const RunSeries &series, int cores);
    /// Resets zoom, cursor and the ranges of the previous run.
    void reset();

    const QList<TimeChart *> &charts() const { return m_charts; }
    /// All charts with every series, hidden ones included, for legends.
    const QList<ChartModel> &completeModels() const { return m_complete; }
    const ChartCursor &chartCursor() const { return m_cursor; }
    /// The cursor, or the latest time without one.
    double readoutTime() const;

    void setSeriesShown(const QString &chartId, const QString &seriesId, bool isShown);
    bool isSeriesShown(const QString &chartId, const QString &seriesId) const;
    QStringList hiddenSeries() const { return m_hidden.values(); }
    void setHiddenSeries(const QStringList &series);
    void emphasise(const QString &chartId, const QString &seriesId);
    void setLatencyLog(bool isLog);
    /// Shows only this number of recent seconds; 0 shows all.
    void setFollowedSeconds(double seconds);
    void zoom(double factor);
    void zoomTo(double from, double to);
    void resetZoom();
    void moveCursorTo(double time);
    /// Updates the accessible description of each chart. For the end of a run: descriptions that change
    /// several times a second are useless.
    void describe();

    /// The minimum for readable charts; below it the page scrolls instead.
    QSize minimumSizeHint() const override;

signals:
    void cursorChanged();
    void modelsChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Heights {
        int fixed = 0;     ///< height of titles, labels, charts without data
        double shares = 0; ///< total shares of the remaining height
    };

    void redraw();
    Heights heights() const;
    int chromeHeight(const TimeChart *chart) const;
    /// A chart without data shrinks to one line and leaves its room to the others.
    static bool isShrunk(const TimeChart *chart);
    int oneLine() const;
    void placeCharts();
    void setCursorTimes(const ChartCursor &cursor);
    void onClicked(double time, Qt::KeyboardModifiers modifiers);
    void onKey(int key, Qt::KeyboardModifiers modifiers);
    void zoomAround(double factor, double around);
    TimeChart *addChart();
    void rememberMaxima(const QList<ChartModel> &models);
    double newestTime() const;

    AnnotationRuler *m_ruler;
    QList<TimeChart *> m_charts;
    QList<ChartModel> m_complete;
    RunSeries m_series;
    ChartCursor m_cursor;
    QSet<QString> m_hidden;
    QMap<QString, double> m_shownMax;   // current maxima of the axes
    QMap<QString, qint64> m_lowSinceMs; // since when an axis could have shrunk
    QElapsedTimer m_clock;
    double m_followedS = 0;
    double m_fromS = 0;
    std::optional<double> m_toS;
    int m_cores = 1;
    bool m_isLatencyLog = false;
};

} // namespace loadstone
