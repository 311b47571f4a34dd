// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/axis.h"

#include "core/text/format.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ChartAxisText
{
    Q_DECLARE_TR_FUNCTIONS(ChartAxisText)
};

/// What a line at the highest value keeps between itself and the border, as a share of the axis.
constexpr double headroom = 0.06;

/// A step of mantissa (1, 2 or 5) × 10^exponent. Multiples are made by one multiplication or one
/// division of whole numbers, so that 3 × 0.1 is the double nearest to 0.3.
struct Step {
    int mantissa = 1;
    int exponent = 0;

    double times(double multiple) const
    {
        const double whole = multiple * mantissa;
        return exponent >= 0 ? whole * std::pow(10.0, exponent) : whole / std::pow(10.0, -exponent);
    }

    Step next() const
    {
        switch (mantissa) {
        case 1:
            return {2, exponent};
        case 2:
            return {5, exponent};
        default:
            return {1, exponent + 1};
        }
    }
};

QString number(double value, int decimals)
{
    QLocale locale = QLocale::c();
    locale.setNumberOptions(QLocale::DefaultNumberOptions); // the C locale omits the separator
    return locale.toString(value, 'f', decimals);
}

/// What the first and the last of several positions keep between themselves and the border.
constexpr double sideRoom = 0.05;
/// From here on a log axis shows small values that a linear one would press together.
constexpr double logSpan = 20;

/// Ticks of ratios, from close ones to decades.
const QList<QList<double>> &ratioTicks()
{
    static const QList<QList<double>> sets{
        {0.94, 0.96, 0.98, 1, 1.02, 1.04, 1.06},
        {0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15},
        {0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.4},
        {0.4, 0.5, 0.7, 1, 1.4, 2, 2.5},
        {0.1, 0.2, 0.5, 1, 2, 5, 10},
        {0.01, 0.1, 1, 10, 100},
        {0.000'001, 0.000'1, 0.01, 1, 100, 10'000, 1'000'000},
    };
    return sets;
}

} // namespace

double ChartAxis::share(double value) const
{
    return isLog ? std::log10(std::max(value, min) / min) / std::log10(max / min)
                 : (value - min) / (max - min);
}

ChartAxis valueAxis(const QList<double> &values, const QStringList &texts, const QString &title)
{
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    ChartAxis axis;
    axis.title = title;
    axis.ticks = values;
    axis.labels = texts;
    axis.isLog = *lowest > 0 && *highest > logSpan * *lowest;
    if (axis.isLog) {
        const double room = std::pow(*highest / *lowest, sideRoom);
        axis.min = *lowest / room;
        axis.max = *highest * room;
    } else {
        const double room = *highest > *lowest ? sideRoom * (*highest - *lowest) : 1;
        axis.min = *lowest - room;
        axis.max = *highest + room;
    }
    return axis;
}

ChartAxis categoryAxis(const QStringList &names, const QString &title)
{
    ChartAxis axis;
    axis.title = title;
    axis.isCategorical = true;
    axis.labels = names;
    for (qsizetype i = 0; i < names.size(); ++i)
        axis.ticks.append(double(i));
    axis.min = -0.5;
    axis.max = std::max(double(names.size()), 1.0) - 0.5;
    return axis;
}

ChartAxis ratioAxis(double low, double high)
{
    ChartAxis axis;
    axis.isLog = true;
    // Of the distances to 1 on the axis: what is further out needs no tick of its own.
    constexpr double covered = 0.7;
    const auto covers = [&](const QList<double> &ticks) {
        return std::pow(low, covered) >= ticks.first() && std::pow(high, covered) <= ticks.last();
    };
    const auto found = std::find_if(ratioTicks().begin(), ratioTicks().end(), covers);
    const QList<double> &ticks = found != ratioTicks().end() ? *found : ratioTicks().last();
    axis.min = std::min(low, 0.97);
    axis.max = std::max(high, 1.03);
    const double room = std::pow(axis.max / axis.min, headroom);
    axis.min /= room;
    axis.max *= room;
    for (const double tick : ticks) {
        if (tick < axis.min || tick > axis.max)
            continue;
        axis.ticks.append(tick);
        axis.labels.append(u"%1×"_s.arg(QString::number(tick, 'g', 12)));
    }
    return axis;
}

ChartAxis niceAxis(double min, double max, int count, const QString &title)
{
    const bool isUsable = std::isfinite(min) && std::isfinite(max);
    const double low = isUsable ? min : 0;
    const double high = isUsable && max > low ? max : low + 1;
    const int most = std::max(count, 2);

    // Far below the step wanted: the loop needs few turns, and rounding of log10 cannot matter.
    Step step{1, int(std::floor(std::log10((high - low) / most))) - 1};
    const auto multiples = [&](const Step &candidate) {
        const double unit = candidate.times(1);
        constexpr double slack = 1e-9;
        return std::pair(std::floor(low / unit + slack), std::ceil(high / unit - slack));
    };
    auto [first, last] = multiples(step);
    while (last - first + 1 > most) {
        step = step.next();
        const auto wider = multiples(step);
        // Two ticks cannot hold a range that crosses one of every step, such as -1 … 1.
        if (wider == std::pair(-1.0, 1.0) && most == 2) {
            std::tie(first, last) = wider;
            break;
        }
        std::tie(first, last) = wider;
    }

    ChartAxis axis;
    axis.title = title;
    const int decimals = std::max(0, -step.exponent);
    for (double multiple = first; multiple <= last; multiple += 1) {
        axis.ticks.append(step.times(multiple));
        axis.labels.append(number(axis.ticks.last(), decimals));
    }
    axis.min = axis.ticks.first();
    axis.max = axis.ticks.last();
    // By steps, not by every new maximum: an axis that moves is drawn anew.
    const double room = headroom * (axis.max - axis.min);
    if (axis.max - high < room)
        axis.max += room;
    return axis;
}

ChartAxis niceLogAxis(double floor, double max, const QString &title)
{
    const double low = std::isfinite(floor) && floor > 0 ? floor : 0.01;
    const double high = std::isfinite(max) ? std::max(max, low) : low;
    constexpr double slack = 1e-9;
    const int first = int(std::floor(std::log10(low) + slack));
    const int last = std::max(first + 1, int(std::ceil(std::log10(high) - slack)));

    ChartAxis axis;
    axis.title = title;
    axis.isLog = true;
    for (int decade = first; decade <= last; ++decade) {
        axis.ticks.append(Step{1, decade}.times(1));
        axis.labels.append(number(axis.ticks.last(), std::max(0, -decade)));
    }
    axis.min = axis.ticks.first();
    axis.max = axis.ticks.last();
    const double room = std::pow(axis.max / axis.min, headroom);
    if (axis.max / high < room)
        axis.max *= room;
    return axis;
}

ChartAxis timeAxis(double fromS, double toS, int count)
{
    ChartAxis axis;
    axis.min = std::isfinite(fromS) ? fromS : 0;
    axis.max = std::isfinite(toS) && toS > axis.min ? toS : axis.min + 1;
    axis.title = ChartAxisText::tr("time since the run began");

    static constexpr std::array steps{1.0,   2.0,   5.0,   10.0,   15.0,   30.0,   60.0,    120.0,
                                      300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 18'000.0};
    const double wanted = (axis.max - axis.min) / std::max(1, count - 1);
    const auto found = std::find_if(steps.begin(), steps.end(), [&](double step) { return step >= wanted; });
    const double step = found != steps.end() ? *found : std::ceil(wanted / 36'000) * 36'000;
    for (double multiple = std::ceil(axis.min / step); multiple * step <= axis.max; multiple += 1) {
        axis.ticks.append(multiple * step);
        axis.labels.append(formatClock(axis.ticks.last()));
    }
    return axis;
}

} // namespace loadstone
