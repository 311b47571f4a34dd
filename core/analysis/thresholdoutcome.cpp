// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/thresholdoutcome.h"

#include "core/profile/threshold.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"

#include <QCoreApplication>

#include <cmath>

namespace loadstone
{

namespace
{

/// With more of them cut off, a mean of the others says nothing of all.
constexpr double mostCutOffOfMean = 0.01;
/// 0.99 × 100 is a little more than 99.
constexpr double rounding = 1e-9;

/// Of at least two requests: a single one is either judged or cut off.
Sentence cutOffText(const EndpointMetrics &total)
{
    return {QT_TRANSLATE_NOOP("Sentence", "%1 of %2 requests were cut off"), formatCount(total.cutOff()),
            formatCount(total.ended())};
}

Sentence noSuccess() { return {QT_TRANSLATE_NOOP("Sentence", "no request succeeded")}; }

ThresholdOutcome withoutEndpoint(const Threshold &threshold)
{
    return unknownOutcome(
        threshold.metric,
        {QT_TRANSLATE_NOOP("Sentence", "the run has no endpoint \"%1\""), threshold.scope.endpoint});
}

ThresholdOutcome known(const Threshold &threshold, double value)
{
    return {value,
            holds(threshold, value),
            {QT_TRANSLATE_NOOP("Sentence", "%1 is %2"), metricInfo(threshold.metric).id,
             metricText(threshold.metric, value)}};
}

ThresholdOutcome evaluateFailures(const Threshold &threshold, const EndpointMetrics &total)
{
    const std::optional<double> percent = total.failedPercent();
    if (!percent)
        return unknownOutcome(threshold.metric, unknownReason(total));
    const auto ended = double(total.ended());
    const double least = 100.0 * double(total.failed()) / ended;
    const double most = 100.0 * double(total.failed() + total.cutOff()) / ended;
    if (holds(threshold, *percent) && !(holds(threshold, least) && holds(threshold, most)))
        return unknownOutcome(threshold.metric,
                              {QT_TRANSLATE_NOOP("Sentence", "%3, so it is between %1 and %2"),
                               formatPercent(least), formatPercent(most), cutOffText(total)});
    return known(threshold, *percent);
}

ThresholdOutcome evaluateTimes(const Threshold &threshold, const RequestStats &requests)
{
    const EndpointMetrics &total = requests.metrics();
    const std::optional<double> value = requests.value(threshold.metric);
    if (!value)
        return unknownOutcome(threshold.metric, total.judged() > 0 ? noSuccess() : unknownReason(total));
    const auto all = double(total.ok() + total.cutOff());
    const std::optional<double> percentile = metricInfo(threshold.metric).percentile;
    const bool isCutOff = percentile ? std::ceil(*percentile / 100 * all - rounding) > double(total.ok())
                                     : double(total.cutOff()) > mostCutOffOfMean * all;
    if (total.cutOff() > 0 && isCutOff)
        return unknownOutcome(threshold.metric, cutOffText(total));
    return known(threshold, *value);
}

} // namespace

Sentence unknownReason(const EndpointMetrics &total)
{
    if (total.ended() == 0)
        return {QT_TRANSLATE_NOOP("Sentence", "no request was sent while measuring")};
    if (total.ended() == 1)
        return {QT_TRANSLATE_NOOP("Sentence", "the only request was cut off")};
    return {QT_TRANSLATE_NOOP("Sentence", "all %1 requests were cut off"), formatCount(total.ended())};
}

ThresholdOutcome evaluateThreshold(const Threshold &threshold, const RequestStats &requests,
                                   std::optional<double> rps)
{
    const EndpointMetrics &total = requests.metrics();
    if (threshold.metric == Metric::FailureRate)
        return evaluateFailures(threshold, total);
    if (threshold.metric != Metric::Rps)
        return evaluateTimes(threshold, requests);
    if (rps.value_or(0) > 0)
        return known(threshold, *rps);
    return unknownOutcome(threshold.metric, total.judged() > 0 ? noSuccess() : unknownReason(total));
}

ThresholdOutcome evaluateThreshold(const Threshold &threshold, const ServerStats &server)
{
    const QString &endpoint = threshold.scope.endpoint;
    if (endpoint.isEmpty())
        return evaluateThreshold(threshold, server.pooled, server.value(Metric::Rps));
    const RequestStats *requests = server.requestsOf(endpoint);
    return requests ? evaluateThreshold(threshold, *requests, server.rpsOf(endpoint))
                    : withoutEndpoint(threshold);
}

ThresholdOutcome evaluateThreshold(const Threshold &threshold, const LoadStats &load)
{
    const QString &endpoint = threshold.scope.endpoint;
    const RequestStats *requests = endpoint.isEmpty() ? &load.total : load.requestsOf(endpoint);
    return requests ? evaluateThreshold(threshold, *requests, requests->rps()) : withoutEndpoint(threshold);
}

bool appliesTo(const Threshold &threshold, const ResolvedServer &server)
{
    const QString &name = threshold.scope.server;
    return name.isEmpty() || serverNames(server).contains(name);
}

ThresholdOutcome unknownOutcome(Metric metric, const Sentence &why)
{
    return {std::nullopt,
            false,
            {QT_TRANSLATE_NOOP("Sentence", "%1 is unknown: %2"), metricInfo(metric).id, why}};
}

} // namespace loadstone
