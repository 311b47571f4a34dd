// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/spread.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loadstone
{

namespace
{

double sampleDeviation(double squares, qint64 count)
{
    return count > 1 ? std::sqrt(squares / double(count - 1)) : 0;
}

double percentOf(qint64 part, qint64 all) { return 100 * double(part) / double(all); }

bool isWithin(double value, const Spread &spread)
{
    const double rounding = 1e-12 * std::abs(spread.mean); // equal values are all within 0
    return std::abs(value - spread.mean) <= spread.stddev + rounding;
}

double medianWithZeros(const Histogram &times, qint64 zeros)
{
    const qint64 rank = (times.count() + zeros + 1) / 2;
    return rank <= zeros ? 0 : double(times.percentile(percentOf(rank - zeros, times.count())));
}

} // namespace

std::optional<Spread> spreadOf(const Histogram &times, qint64 zeros)
{
    Spread spread;
    spread.count = times.count() + zeros;
    if (spread.count == 0)
        return {};
    const auto counted = double(times.count());
    spread.min = zeros > 0 ? 0 : double(times.min());
    spread.max = double(times.max());
    spread.mean = times.mean() * counted / double(spread.count);
    spread.median = medianWithZeros(times, zeros);
    const double shift = times.mean() - spread.mean;
    const double squares = counted * (times.stddev() * times.stddev() + shift * shift)
        + double(zeros) * spread.mean * spread.mean;
    spread.stddev = sampleDeviation(squares, spread.count);
    qint64 within = isWithin(0, spread) ? zeros : 0;
    for (const Histogram::Bucket &bucket : times.buckets()) {
        const double middle = std::clamp(double(bucket.lowestUs + bucket.highestUs) / 2, double(times.min()),
                                         double(times.max()));
        within += isWithin(middle, spread) ? bucket.count : 0;
    }
    spread.withinStddevPercent = percentOf(within, spread.count);
    return spread;
}

std::optional<Spread> spreadOf(const QList<double> &values)
{
    if (values.isEmpty())
        return {};
    QList<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    Spread spread;
    spread.count = sorted.size();
    spread.min = sorted.first();
    spread.max = sorted.last();
    spread.median = sorted[(sorted.size() - 1) / 2];
    spread.mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / double(sorted.size());
    double squares = 0;
    for (const double value : sorted)
        squares += (value - spread.mean) * (value - spread.mean);
    spread.stddev = sampleDeviation(squares, spread.count);
    const auto within = std::count_if(sorted.begin(), sorted.end(),
                                      [&spread](double value) { return isWithin(value, spread); });
    spread.withinStddevPercent = percentOf(within, spread.count);
    return spread;
}

} // namespace loadstone
