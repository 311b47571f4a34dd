// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/resourcesample.h"
#include "core/metrics/secondbucket.h"
#include "core/run/runresult.h"

#include <QList>
#include <QPointF>
#include <QString>
#include <QStringList>

namespace loadstone
{

/// What a colour means; the theme (window) and the style sheet (report) turn it into one.
enum class ColorRole {
    Palette1,
    Palette2,
    Palette3,
    Palette4,
    Palette5,
    Palette6,
    Palette7,
    Palette8,
    RampP50,
    RampP90,
    RampP99,
};

/// An axis with everything needed to draw it: no renderer computes a tick.
struct ChartAxis {
    double min = 0;
    double max = 1;
    QList<double> ticks;
    QStringList labels; ///< same length as ticks; exact, never rounded to look alike
    QString title;      ///< "requests/s", "ms"
    bool isLog = false; ///< base 10; values are clamped to min, which is > 0
    bool operator==(const ChartAxis &) const = default;
};

struct ChartSeries {
    QString id; ///< stable: "p99", "server-cpu"
    QString name;
    QString unit;
    ColorRole color = ColorRole::Palette1;
    double width = 1.5; ///< logical pixels
    /// Pieces between gaps, each ordered by x; at most 500 points in all, never NaN. In the units
    /// of the axes.
    QList<QList<QPointF>> segments;
    bool operator==(const ChartSeries &) const = default;
};

/// A vertical line or band over the plot.
struct ChartAnnotation {
    MarkKind kind = MarkKind::ServerReady;
    double from = 0;
    double to = -1; ///< -1: a line
    QString label;
    bool operator==(const ChartAnnotation &) const = default;
};

/// One chart, ready to be drawn by Qt Charts, the SVG writer, a table or CSV.
struct ChartModel {
    QString id; ///< "throughput", "response-time", "failures", "cpu", "memory"
    QString title;
    QString explanation; ///< one or two sentences for ⓘ and the report
    QString emptyText;   ///< shown instead when no series has a point
    ChartAxis x;
    ChartAxis y;
    QList<ChartSeries> series;
    QList<ChartAnnotation> annotations;
    double heightShare = 3; ///< relative height in a stack of charts

    bool isEmpty() const;
    /// A sentence for screen readers: range, median, lowest and highest of the first series.
    QString summary() const;
    bool operator==(const ChartModel &) const = default;
};

/// Live or finished data of a run's time axis.
struct RunSeries {
    QList<SecondBucket> seconds;     ///< ordered by startS
    QList<ResourceSample> resources; ///< ordered by atS
    QList<TimelineMark> marks;
    QList<double> gapsAtS; ///< no line is drawn across these times (trial changes)

    /// Puts a bucket in, replacing the one with the same startS.
    void put(const SecondBucket &bucket);
    void put(const ResourceSample &sample);
    void put(const TimelineMark &mark); ///< replaces same kind and atS
    static RunSeries of(const RunResult &result);
    static RunSeries of(const TrialResult &trial, const RunResult &result);
};

struct ChartOptions {
    double fromS = 0; ///< visible time range
    double toS = -1;  ///< -1: everything
    bool isLatencyLog = false;
    int cores = 1;            ///< for the line at 100 × cores
    QStringList hiddenSeries; ///< "chart-id/series-id"; left out and not counted in ranges
    /// Upper ends of the y axes now shown, by chart id; an axis shrinks only when its maximum
    /// stays under half of it (the caller keeps it for 10 s).
    QMap<QString, double> shownMax;
};

/// The five charts of a run, in order: throughput, response time, failures, CPU, memory. All
/// share the x axis.
QList<ChartModel> runCharts(const RunSeries &series, const ChartOptions &options);

/// Ticks at 1-2-5 steps from `min` to at least `max`, at most `count`, none needing rounding.
ChartAxis niceAxis(double min, double max, int count, const QString &title);
/// The same for a log axis: whole decades.
ChartAxis niceLogAxis(double floor, double max, const QString &title);
/// Seconds as m:ss (or h:mm:ss), steps 1 2 5 10 15 30 60 120 300 ….
ChartAxis timeAxis(double fromS, double toS, int count);

} // namespace loadstone
