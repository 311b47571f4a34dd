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
    QStringList labels; ///< same length as ticks; exact, never rounded to look alike
    QString title;      ///< "requests/s", "ms"
    bool isLog = false; ///< base 10; values are clamped to min, which is > 0
    bool operator==(const ChartAxis &) const = default;
};

/// Ticks at 1-2-5 steps from `min` to at least `max`, at most `count` (2 or more), none needing
/// rounding. The axis begins on a tick and ends on one, or above it where a line at `max` would
/// otherwise lie on the border.
ChartAxis niceAxis(double min, double max, int count, const QString &title);
/// The same for a log axis: its ticks are whole decades.
ChartAxis niceLogAxis(double floor, double max, const QString &title);
/// Seconds as m:ss (or h:mm:ss), steps 1 2 5 10 15 30 60 120 300 …, at most `count` ticks. The
/// axis begins and ends exactly at the times given.
ChartAxis timeAxis(double fromS, double toS, int count);

} // namespace loadstone
