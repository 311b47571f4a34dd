// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace loadstone
{

/// An axis with everything needed to draw it: no renderer computes a tick.
struct ChartAxis {
    double min = 0;
    double max = 1;
    QList<double> ticks;
    QStringList labels;         ///< same length as ticks; exact, never rounded to look alike
    QString title;              ///< "requests/s", "ms"
    bool isLog = false;         ///< base 10; values are clamped to min, which is > 0
    bool isCategorical = false; ///< each tick is a name, and none may be left out
    bool isPercentile = false;  ///< a value is log10(1 / (1 − q)) of the share q

    /// Where a value lies between min and max, 0…1; outside of them below 0 or above 1, on a log axis never
    /// below 0.
    double share(double value) const;
    bool operator==(const ChartAxis &) const = default;
};

/// Ticks at 1-2-5 steps from `min` to at least `max`, at most `count` (2 or more), none needing
/// rounding. The axis begins on a tick and ends on one, or above it where a line at `max` would
/// otherwise lie on the border.
ChartAxis niceAxis(double min, double max, int count, const QString &title);
/// The same for a log axis: its ticks are whole decades.
ChartAxis niceLogAxis(double floor, double max, const QString &title);
/// An axis whose ticks are the values themselves, at least one, with their texts in the same order:
/// logarithmic where they are all positive and the highest is more than 20 times the lowest. Begins and ends
/// a little beyond them.
ChartAxis valueAxis(const QList<double> &values, const QStringList &texts, const QString &title);
/// Names at 0, 1, 2 …
ChartAxis categoryAxis(const QStringList &names, const QString &title);
/// A log axis around 1 with ticks as ratios are read ("0.8×", "1×", "1.25×"), at most seven.
/// @param low, high positive
ChartAxis ratioAxis(double low, double high);
/// Seconds as m:ss (or h:mm:ss), steps 1 2 5 10 15 30 60 120 300 …, at most `count` ticks. The
/// axis begins and ends exactly at the times given.
ChartAxis timeAxis(double fromS, double toS, int count);

} // namespace loadstone
