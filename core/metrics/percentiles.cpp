// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/percentiles.h"

#include <QString>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double microsecondsPerMs = 1'000;
constexpr int bucketsOfTheRange = 22; // powers of two above the first 2,048 values, and those
constexpr int subBuckets = 2'048;

/// HdrHistogram's next step: with each halving of the distance to 100 % there are twice as many.
double nextPercentile(double percentile, int ticksPerHalfDistance)
{
    const double halvings = std::floor(std::log2(100 / (100 - percentile))) + 1;
    return percentile + 100 / (ticksPerHalfDistance * std::exp2(halvings));
}

} // namespace

std::vector<PercentilePoint> percentileSeries(const Histogram &histogram, int ticksPerHalfDistance)
{
    std::vector<PercentilePoint> points;
    const auto total = double(histogram.count());
    double wanted = 0;
    qint64 seen = 0;
    for (const Histogram::Bucket &bucket : histogram.buckets()) {
        seen += bucket.count;
        const qint64 value = std::min(bucket.highestUs, histogram.max());
        const double reached = 100 * double(seen) / total;
        // The last bucket reaches every level; it is told at one of them and at 100.
        const bool isLast = seen == histogram.count();
        while (reached >= wanted) {
            points.push_back({wanted, value, seen});
            wanted = nextPercentile(wanted, ticksPerHalfDistance);
            if (isLast)
                break;
        }
    }
    if (!points.empty())
        points.push_back({100, histogram.max(), histogram.count()});
    return points;
}

QByteArray percentileText(const Histogram &histogram, int ticksPerHalfDistance)
{
    QString text =
        QString::asprintf("%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
    for (const PercentilePoint &point : percentileSeries(histogram, ticksPerHalfDistance)) {
        const double share = point.percentile / 100;
        text += QString::asprintf("%12.3f %2.12f %10lld", double(point.valueUs) / microsecondsPerMs, share,
                                  static_cast<long long>(point.count));
        text += share < 1 ? QString::asprintf(" %14.2f\n", 1 / (1 - share)) : u"\n"_s;
    }
    text += QString::asprintf("#[Mean    = %12.3f, StdDeviation   = %12.3f]\n",
                              histogram.mean() / microsecondsPerMs, histogram.stddev() / microsecondsPerMs);
    text += QString::asprintf("#[Max     = %12.3f, Total count    = %12lld]\n",
                              double(histogram.max()) / microsecondsPerMs,
                              static_cast<long long>(histogram.count()));
    text += QString::asprintf("#[Buckets = %12d, SubBuckets     = %12d]\n", bucketsOfTheRange, subBuckets);
    return text.toLatin1();
}

} // namespace loadstone
