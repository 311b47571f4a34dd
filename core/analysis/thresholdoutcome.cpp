// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/thresholdoutcome.h"

#include "core/profile/threshold.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"

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

QString cutOffText(const EndpointMetrics &total)
{
    return u"%1 of %2 were cut off"_s.arg(formatCount(total.cutOff()),
                                          formatCounted(total.ended(), u"requests"_s));
}

ThresholdOutcome unknown(Metric metric, const QString &why)
{
    return {std::nullopt, false, u"%1 is unknown: %2"_s.arg(metricInfo(metric).id, why)};
}

ThresholdOutcome known(const Threshold &threshold, double value)
{
    return {value, holds(threshold, value),
            u"%1 is %2"_s.arg(metricInfo(threshold.metric).id, metricText(threshold.metric, value))};
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

ThresholdOutcome judgeTimes(const Threshold &threshold, const RequestStats &requests)
{
    const EndpointMetrics &total = requests.metrics();
    const std::optional<double> value = requests.value(threshold.metric);
    if (!value)
        return unknown(threshold.metric,
                       total.judged() > 0 ? u"no request succeeded"_s : whyNothingJudged(total));
    const auto all = double(total.ok() + total.cutOff());
    const std::optional<double> percentile = metricInfo(threshold.metric).percentile;
    const bool isCutOff = percentile ? std::ceil(*percentile / 100 * all - rounding) > double(total.ok())
                                     : double(total.cutOff()) > mostCutOffOfMean * all;
    if (total.cutOff() > 0 && isCutOff)
        return unknown(threshold.metric, cutOffText(total));
    return known(threshold, *value);
}

} // namespace

QString whyNothingJudged(const EndpointMetrics &total)
{
    if (total.ended() == 0)
        return u"no request was sent while measuring"_s;
    return total.ended() == 1 ? u"the only request was cut off"_s
                              : u"all %1 requests were cut off"_s.arg(formatCount(total.ended()));
}

ThresholdOutcome judgeThreshold(const Threshold &threshold, const RequestStats &requests,
                                std::optional<double> rps)
{
    const EndpointMetrics &total = requests.metrics();
    if (threshold.metric == Metric::FailureRate)
        return judgeFailures(threshold, total);
    if (threshold.metric != Metric::Rps)
        return judgeTimes(threshold, requests);
    if (rps.value_or(0) > 0)
        return known(threshold, *rps);
    return unknown(threshold.metric,
                   total.judged() > 0 ? u"no request succeeded"_s : whyNothingJudged(total));
}

ThresholdOutcome judgeThreshold(const Threshold &threshold, const RequestStats &requests)
{
    return judgeThreshold(threshold, requests, requests.rps());
}

} // namespace loadstone
