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

ThresholdOutcome unknownRatio(Metric metric, const Sentence &why)
{
    return {std::nullopt,
            false,
            {QT_TRANSLATE_NOOP("Sentence", "%1 is unknown: %2"), metricInfo(metric).id, why}};
}

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

QList<double> valuesOf(const ServerStats &server, Metric metric)
{
    QList<double> values;
    for (const TrialStats &trial : server.trials) {
        if (const std::optional<double> value = trial.value(metric); value && !server.isPartial)
            values << *value;
    }
    return values;
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
        return unknownRatio(threshold.metric, {QT_TRANSLATE_NOOP("Sentence", "a value is missing")});
    const bool isMet =
        evaluateInterval(difference->interval, threshold.comparison, 0) != IntervalOutcome::Violated;
    return {std::nullopt,
            isMet,
            {QT_TRANSLATE_NOOP("Sentence", "%1 differs from %2 × baseline by %3 to %4"),
             metricInfo(threshold.metric).id, number(threshold.value), number(difference->interval.low),
             number(difference->interval.high)}};
}

} // namespace

BaselineRecord makeBaseline(const RunRecord &run)
{
    BaselineRecord baseline;
    baseline.run = run.id;
    for (const ServerStats &server : analyseServers(run)) {
        BaselineServer kept;
        kept.name = server.name;
        kept.stack = run.servers[server.server].stack.id;
        for (const QString &id : thresholdMetricIds()) {
            const QList<double> values = valuesOf(server, *metricById(id));
            if (!values.isEmpty())
                kept.metrics.append({id, values});
        }
        baseline.servers.append(kept);
    }
    return baseline;
}

ThresholdOutcome evaluateAgainstBaseline(const Threshold &threshold, const ServerStats &server,
                                         const QString &stack, const std::optional<BaselineRecord> &baseline)
{
    if (!baseline)
        return unknownRatio(threshold.metric, {QT_TRANSLATE_NOOP("Sentence", "the run has no baseline")});
    const BaselineServer *same = findBaselineServer(*baseline, server.name, stack);
    if (!same)
        return unknownRatio(
            threshold.metric,
            {QT_TRANSLATE_NOOP("Sentence", "the baseline %1 has no server %2"), baseline->run, server.name});
    const QString id = metricInfo(threshold.metric).id;
    const auto known = std::find_if(same->metrics.begin(), same->metrics.end(),
                                    [&id](const BaselineValues &each) { return each.metric == id; });
    const QList<double> before = known == same->metrics.end() ? QList<double>() : known->values;
    const QList<double> now = valuesOf(server, threshold.metric);
    if (std::min(before.size(), now.size()) < fewestRepeats)
        return unknownRatio(
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
