// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/thresholdoutcome.h"

#include "core/base/format.h"
#include "core/profile/threshold.h"

#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// With more of them cut off, a mean of the others says nothing of all.
constexpr double mostCutOffOfMean = 0.01;
/// 0.99 × 100 is a little more than 99.
constexpr double rounding = 1e-9;

QString valueText(const QString &metric, double value)
{
    if (metric == u"rps")
        return u"%1/s"_s.arg(formatRate(value));
    return metric == u"failures" ? formatPercent(value) : formatMicroseconds(std::llround(value));
}

QString cutOffText(const EndpointMetrics &total)
{
    return u"%1 of %2 were cut off"_s.arg(formatCount(total.cutOff()),
                                          formatCounted(total.ended(), u"requests"_s));
}

ThresholdOutcome unknown(const QString &metric, const QString &why)
{
    return {std::nullopt, false, u"%1 is unknown: %2"_s.arg(metric, why)};
}

ThresholdOutcome known(const Threshold &threshold, double value)
{
    return {value, holds(threshold, value),
            u"%1 is %2"_s.arg(threshold.metric, valueText(threshold.metric, value))};
}

ThresholdOutcome judgeFailures(const Threshold &threshold, const EndpointMetrics &total)
{
    const std::optional<double> percent = total.failedPercent();
    if (!percent)
        return unknown(threshold.metric, whyNothingJudged(total));
    const auto ended = double(total.ended());
    const double least = 100.0 * double(total.failed()) / ended;
    const double most = 100.0 * double(total.failed() + total.cutOff()) / ended;
    if (holds(threshold, *percent) && !(holds(threshold, least) && holds(threshold, most)))
        return unknown(threshold.metric,
                       u"%1, so it is between %2 and %3"_s.arg(cutOffText(total), formatPercent(least),
                                                               formatPercent(most)));
    return known(threshold, *percent);
}

/// Which percentile a metric is; nothing for the mean.
std::optional<double> percentileOf(const QString &metric)
{
    if (metric == u"mean")
        return {};
    if (metric == u"max")
        return 100;
    return metric == u"p999" ? 99.9 : metric.mid(1).toDouble();
}

ThresholdOutcome judgeTimes(const Threshold &threshold, const EndpointMetrics &total)
{
    const Histogram &times = total.shownTimes();
    if (times.isEmpty())
        return unknown(threshold.metric,
                       total.judged() > 0 ? u"no request succeeded"_s : whyNothingJudged(total));
    const auto all = double(total.ok() + total.cutOff());
    const std::optional<double> percentile = percentileOf(threshold.metric);
    const bool isCutOff = percentile ? std::ceil(*percentile / 100 * all - rounding) > double(total.ok())
                                     : double(total.cutOff()) > mostCutOffOfMean * all;
    if (total.cutOff() > 0 && isCutOff)
        return unknown(threshold.metric, cutOffText(total));
    return known(threshold, percentile ? double(times.percentile(*percentile)) : times.mean());
}

} // namespace

QString whyNothingJudged(const EndpointMetrics &total)
{
    if (total.ended() == 0)
        return u"no request was sent while measuring"_s;
    return total.ended() == 1 ? u"the only request was cut off"_s
                              : u"all %1 requests were cut off"_s.arg(formatCount(total.ended()));
}

ThresholdOutcome judgeThreshold(const Threshold &threshold, const EndpointMetrics &total, double rps)
{
    if (threshold.metric == u"failures")
        return judgeFailures(threshold, total);
    if (threshold.metric != u"rps")
        return judgeTimes(threshold, total);
    if (rps > 0)
        return known(threshold, rps);
    return unknown(threshold.metric,
                   total.judged() > 0 ? u"no request succeeded"_s : whyNothingJudged(total));
}

} // namespace loadstone
