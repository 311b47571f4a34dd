// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/baselinethreshold.h"

#include "core/analysis/statistics/comparison.h"
#include "core/analysis/statistics/ranksum.h"
#include "core/metrics/metric.h"

#include <algorithm>

namespace loadstone
{

namespace
{

const BaselineServer *findBaselineServer(const BaselineRecord &baseline, const QString &name,
                                         const QString &stack)
{
    const BaselineServer *ofStack = nullptr;
    int ofStackCount = 0;
    for (const BaselineServer &server : baseline.servers) {
        if (server.name == name)
            return &server;
        if (server.stack == stack) {
            ofStack = &server;
            ++ofStackCount;
        }
    }
    return ofStackCount == 1 ? ofStack : nullptr;
}

/// @param endpoint empty: of all requests
std::optional<double> valueOf(const TrialStats &trial, Metric metric, const QString &endpoint)
{
    if (endpoint.isEmpty())
        return trial.value(metric);
    const RequestStats *requests = trial.load.requestsOf(endpoint);
    return requests ? requests->value(metric) : std::nullopt;
}

QList<double> valuesOf(const ServerStats &server, Metric metric, const QString &endpoint)
{
    QList<double> values;
    for (const TrialStats &trial : server.trials) {
        if (const std::optional<double> value = valueOf(trial, metric, endpoint); value && !server.isPartial)
            values << *value;
    }
    return values;
}

QList<BaselineValues> baselineMetrics(const ServerStats &server, const QString &endpoint)
{
    QList<BaselineValues> metrics;
    for (const QString &id : thresholdMetricIds()) {
        const QList<double> values = valuesOf(server, *metricById(id), endpoint);
        if (!values.isEmpty())
            metrics.append({id, values});
    }
    return metrics;
}

/// In the order of the thresholds, each once.
QStringList namedEndpoints(const QList<Threshold> &thresholds)
{
    QStringList names;
    for (const Threshold &threshold : thresholds) {
        const QString &name = threshold.scope.endpoint;
        if (threshold.isOfBaseline && !name.isEmpty() && !names.contains(name))
            names << name;
    }
    return names;
}

/// Those of an endpoint or of the whole load; null for an endpoint that the baseline does not have.
const QList<BaselineValues> *findMetrics(const BaselineServer &server, const QString &endpoint)
{
    if (endpoint.isEmpty())
        return &server.metrics;
    const auto found =
        std::find_if(server.endpoints.cbegin(), server.endpoints.cend(),
                     [&endpoint](const BaselineEndpoint &each) { return each.name == endpoint; });
    return found == server.endpoints.cend() ? nullptr : &found->metrics;
}

QString number(double value) { return QString::number(value, 'f', 3); }

/// By the difference to so many times the baseline, which may be zero.
ThresholdOutcome evaluateDifference(const Threshold &threshold, QList<double> baseline,
                                    const QList<double> &values)
{
    for (double &value : baseline)
        value *= threshold.value;
    const std::optional<Estimate> difference = hodgesLehmannDifference(baseline, values);
    if (!difference)
        return unknownOutcome(threshold.metric, {QT_TRANSLATE_NOOP("Sentence", "a value is missing")});
    const bool isMet =
        evaluateInterval(difference->interval, threshold.comparison, 0) != IntervalOutcome::Violated;
    return {std::nullopt,
            isMet,
            {QT_TRANSLATE_NOOP("Sentence", "%1 differs from %2 × baseline by %3 to %4"),
             metricInfo(threshold.metric).id, number(threshold.value), number(difference->interval.low),
             number(difference->interval.high)}};
}

} // namespace

BaselineRecord makeBaseline(const RunRecord &run, const QList<Threshold> &thresholds)
{
    const QStringList endpoints = namedEndpoints(thresholds);
    BaselineRecord baseline;
    baseline.run = run.id;
    for (const ServerStats &server : analyseServers(run)) {
        BaselineServer kept;
        kept.name = server.name;
        kept.stack = run.servers[server.server].stack.id;
        kept.metrics = baselineMetrics(server, {});
        for (const QString &endpoint : endpoints) {
            if (server.requestsOf(endpoint))
                kept.endpoints.append({endpoint, baselineMetrics(server, endpoint)});
        }
        baseline.servers.append(kept);
    }
    return baseline;
}

ThresholdOutcome evaluateAgainstBaseline(const Threshold &threshold, const ServerStats &server,
                                         const QString &stack, const std::optional<BaselineRecord> &baseline)
{
    if (!baseline)
        return unknownOutcome(threshold.metric, {QT_TRANSLATE_NOOP("Sentence", "the run has no baseline")});
    const BaselineServer *same = findBaselineServer(*baseline, server.name, stack);
    if (!same)
        return unknownOutcome(
            threshold.metric,
            {QT_TRANSLATE_NOOP("Sentence", "the baseline %1 has no server %2"), baseline->run, server.name});
    if (threshold.metric == Metric::Rps) {
        // A rate of 0 is a figure, and the quotient of two of them none.
        if (const ThresholdOutcome rate = evaluateThreshold(threshold, server); !rate.value)
            return rate;
    }
    const QString &endpoint = threshold.scope.endpoint;
    const QList<BaselineValues> *metrics = findMetrics(*same, endpoint);
    if (!metrics)
        return unknownOutcome(
            threshold.metric,
            {QT_TRANSLATE_NOOP("Sentence",
                               "the baseline %1 has no figures of the endpoint \"%2\"; set a newer run "
                               "with `loadstone baseline set RUN`, and run again"),
             baseline->run, endpoint});
    const QString id = metricInfo(threshold.metric).id;
    const auto known = std::find_if(metrics->begin(), metrics->end(),
                                    [&id](const BaselineValues &each) { return each.metric == id; });
    const QList<double> before = known == metrics->end() ? QList<double>() : known->values;
    const QList<double> now = valuesOf(server, threshold.metric, endpoint);
    if (std::min(before.size(), now.size()) < fewestRepeats)
        return unknownOutcome(
            threshold.metric,
            {QT_TRANSLATE_NOOP("Sentence",
                               "a comparison with the baseline needs %1 trials of each, and there are "
                               "%2 of the baseline and %3 of this run"),
             fewestRepeats, before.size(), now.size()});
    const std::optional<Estimate> ratio = hodgesLehmannRatio(before, now);
    if (!ratio)
        return evaluateDifference(threshold, before, now);
    const bool isMet =
        evaluateInterval(ratio->interval, threshold.comparison, threshold.value) != IntervalOutcome::Violated;
    return {ratio->value,
            isMet,
            {QT_TRANSLATE_NOOP("Sentence", "%1 is %2 of the baseline's, with an interval from %3 to %4"), id,
             number(ratio->value), number(ratio->interval.low), number(ratio->interval.high)}};
}

} // namespace loadstone
