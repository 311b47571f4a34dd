// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/format.h"
#include "core/profile/thresholdoutcome.h"
#include "core/report/reportmodel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

bool hasFigures(const TrialResult &trial)
{
    return trial.end != TrialEnd::NotMeasured && trial.load.measuredS > 0;
}

/// Of the values that are known; -1 when none is.
double median(QList<double> values)
{
    values.removeIf([](double value) { return value < 0; });
    if (values.isEmpty())
        return -1;
    std::sort(values.begin(), values.end());
    const qsizetype half = values.size() / 2;
    return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

QList<const TrialResult *> trialsOf(const RunResult &result, int variant)
{
    QList<const TrialResult *> finished;
    QList<const TrialResult *> partial;
    for (const TrialResult &trial : result.trials) {
        if (trial.planned.variant == variant && hasFigures(trial))
            (trial.end == TrialEnd::Finished ? finished : partial).append(&trial);
    }
    return finished.isEmpty() ? partial : finished;
}

/// Of a TrialResult or UpstreamResult; -1 unknown.
template<typename Measured>
double cpuSeconds(const Measured &measured)
{
    return measured.cpuUserS < 0 || measured.cpuSystemS < 0 ? -1 : measured.cpuUserS + measured.cpuSystemS;
}

void addFlags(VariantSummary &summary, const RunResult &result, bool isAnyPartial)
{
    const ResolvedVariant &variant = result.variants[summary.variant];
    if (!summary.isMeasured())
        summary.flags.append(variant.unavailable.isEmpty() ? u"Not measured"_s : u"Not available"_s);
    if (summary.isMeasured() && !summary.hasResponses())
        summary.flags.append(u"No valid response"_s);
    if (summary.isPartial)
        summary.flags.append(u"Partial"_s);
    else if (isAnyPartial)
        summary.flags.append(u"A repeat broke off"_s);
    if (summary.stoodStillS > 0)
        summary.flags.append(u"Invalid"_s);
    if (summary.isClientLimited)
        summary.flags.append(u"Client-limited"_s);
    if (summary.isTargetMissed)
        summary.flags.append(u"Target rate missed"_s);
    if (summary.isChangedByHand)
        summary.flags.append(u"Changed by hand"_s);
    if (summary.isPacingBound)
        summary.flags.append(u"Rate set by the schedule"_s);
    if (summary.failedPercent() > 1)
        summary.flags.append(u"Failures over 1 %"_s);
    if (summary.cutOffPercent() > 1)
        summary.flags.append(u"Requests cut off"_s);
    if (summary.pooled.stale > 0)
        summary.flags.append(u"%1 sent twice"_s.arg(formatCounted(summary.pooled.stale, u"requests"_s)));
}

/// PSS and RSS are no figures of one kind: where one repeat has RSS only, all are taken as RSS.
PeakMemory medianPeak(const QList<const TrialResult *> &trials)
{
    const bool isRss = std::any_of(trials.begin(), trials.end(),
                                   [](const TrialResult *trial) { return peakMemory(*trial).isRss; });
    QList<double> peaks;
    for (const TrialResult *trial : trials)
        peaks.append(double(isRss ? trial->peakRssBytes : trial->peakPssBytes));
    return {qint64(median(peaks)), isRss};
}

void addClientLimit(VariantSummary &summary, const ClientHealth &client)
{
    if (!client.isClientLimited)
        return;
    const bool isFirst = !summary.isClientLimited;
    summary.isClientLimited = true;
    if (isFirst || client.limit < summary.clientLimit) {
        summary.clientLimit = client.limit;
        summary.clientLimitFigure = client.limitFigure;
    } else if (client.limit == summary.clientLimit) {
        summary.clientLimitFigure = std::max(summary.clientLimitFigure, client.limitFigure);
    }
}

VariantSummary summarizeVariant(const RunResult &result, int variant)
{
    VariantSummary summary;
    summary.variant = variant;
    summary.name = result.variants[variant].name;
    const QList<const TrialResult *> trials = trialsOf(result, variant);
    summary.trials = int(trials.size());
    summary.isPartial = !trials.isEmpty() && trials.first()->end != TrialEnd::Finished;
    LoadMetrics pooled;
    QList<double> rates, ceilings, cpus, upstreamCpus, costs, perCpuSecond, readies;
    for (const TrialResult *trial : trials) {
        pooled.merge(trial->load.measured);
        summary.measuredS += trial->load.measuredS;
        rates.append(trial->rps());
        ceilings.append(trial->load.pacingCeilingRps);
        readies.append(trial->readyAfterS);
        const double cpuS = cpuSeconds(*trial);
        const double answered = double(trial->load.measured.total().ok());
        cpus.append(cpuS < 0 ? -1 : 100 * cpuS / trial->load.measuredS);
        const double upstreamS = trial->upstream ? cpuSeconds(*trial->upstream) : -1;
        upstreamCpus.append(upstreamS < 0 ? -1 : 100 * upstreamS / trial->load.measuredS);
        costs.append(cpuS < 0 || answered < 1 ? -1 : 1'000 * cpuS / answered);
        perCpuSecond.append(cpuS <= 0 ? -1 : answered / cpuS);
        const bool isOnSchedule = trial->load.isOpen && !trial->load.isTargetMissed();
        // A search looks for the schedule that a server can just keep: there the rate is the answer.
        if (!result.profile.capacity)
            summary.isPacingBound = summary.isPacingBound || trial->load.isPacingBound || isOnSchedule;
        summary.isChangedByHand = summary.isChangedByHand || !trial->load.targetChanges.isEmpty();
        summary.isTargetMissed = summary.isTargetMissed || trial->load.isTargetMissed();
        summary.stoodStillS = std::max(summary.stoodStillS, trial->load.stoodStillS);
        addClientLimit(summary, trial->load.client);
    }
    summary.pooled = pooled.total();
    summary.endpoints = pooled.endpoints;
    summary.groups = pooled.groups();
    summary.login = pooled.login;
    if (!rates.isEmpty()) {
        summary.rps = median(rates);
        summary.pacingCeilingRps = median(ceilings);
        summary.rpsMin = *std::min_element(rates.begin(), rates.end());
        summary.rpsMax = *std::max_element(rates.begin(), rates.end());
    }
    summary.cpuPercent = median(cpus);
    summary.upstreamCpuPercent = median(upstreamCpus);
    summary.cpuMsPerRequest = median(costs);
    summary.rpsPerCpuSecond = median(perCpuSecond);
    summary.peakMemory = medianPeak(trials);
    summary.readyS = median(readies);
    const bool isAnyPartial =
        std::any_of(result.trials.begin(), result.trials.end(), [&](const TrialResult &t) {
            return t.planned.variant == variant && t.end != TrialEnd::Finished;
        });
    addFlags(summary, result, isAnyPartial && summary.isMeasured());
    return summary;
}

} // namespace

double VariantSummary::cutOffPercent() const
{
    const qint64 all = pooled.ended();
    return all > 0 ? 100.0 * double(pooled.cutOff()) / double(all) : 0;
}

qint64 VariantSummary::percentileUs(double percentile) const
{
    return pooled.shownTimes().isEmpty() ? -1 : pooled.shownTimes().percentile(percentile);
}

QList<VariantSummary> summarize(const RunResult &result)
{
    QList<VariantSummary> summaries;
    for (int variant = 0; variant < int(result.variants.size()); ++variant)
        summaries.append(summarizeVariant(result, variant));
    return summaries;
}

QList<ThresholdVerdict> judge(const RunResult &result, const QList<VariantSummary> &variants)
{
    QList<ThresholdVerdict> verdicts;
    for (const VariantSummary &summary : variants) {
        for (const Threshold &threshold : result.profile.thresholds) {
            const ThresholdOutcome outcome = summary.isMeasured()
                ? judgeThreshold(threshold, summary.pooled, summary.rps)
                : ThresholdOutcome{{}, false, u"%1 is unknown: not measured"_s.arg(threshold.metric)};
            ThresholdVerdict verdict;
            verdict.threshold = threshold;
            verdict.variant = summary.variant;
            verdict.isKnown = outcome.value.has_value();
            verdict.value = outcome.value.value_or(0);
            verdict.isKept = outcome.isMet;
            verdict.text = u"%1: %2 %3 (%4)"_s.arg(summary.name, threshold.text,
                                                   outcome.isMet ? u"met"_s : u"violated"_s, outcome.words);
            verdicts.append(verdict);
        }
    }
    return verdicts;
}

namespace
{

/// Where a share of all requests stands on the axis of the percentile plot.
double plotPosition(double share) { return std::log10(1 / (1 - share)); }

/// A line in µs that ends where fewer than ten slower requests are left; nothing with too few.
std::optional<QList<QPointF>> percentileLine(const Histogram &times)
{
    constexpr int steps = 120;
    constexpr qint64 fewest = 20;
    constexpr double farthest = 4;
    if (times.count() < fewest)
        return {};
    const double last = std::min(plotPosition(1 - 10 / double(times.count())), farthest);
    QList<QPointF> line;
    for (int i = 0; i <= steps; ++i) {
        const double x = last * i / steps;
        line.append(QPointF(x, double(times.percentile(100 * (1 - std::pow(10.0, -x))))));
    }
    return line;
}

} // namespace

ChartModel percentilePlotOf(const QList<VariantSummary> &variants)
{
    constexpr std::array percents{0.0, 50.0, 90.0, 99.0, 99.9};
    ChartModel plot;
    plot.id = u"percentiles"_s;
    plot.title = u"Response time by percentile"_s;
    plot.explanation =
        u"How many of 100 requests were at least this fast. A line ends where fewer than ten slower "
        "requests are left."_s;
    plot.emptyText = u"No successful requests"_s;
    double highestUs = 0;
    double end = plotPosition(0.9);
    const auto add = [&](const VariantSummary &variant, const Histogram &times, bool isBeside) {
        const std::optional<QList<QPointF>> points = percentileLine(times);
        if (!points)
            return;
        ChartSeries line;
        line.id = (isBeside ? u"service-%1"_s : u"variant-%1"_s).arg(variant.variant);
        line.name = isBeside ? variant.name + u", service time"_s : variant.name;
        line.color = paletteRole(variant.variant);
        line.width = isBeside ? 1 : 2;
        line.segments.append(*points);
        for (const QPointF &point : *points)
            highestUs = std::max(highestUs, point.y());
        end = std::max(end, points->last().x());
        plot.series.append(line);
    };
    bool hasBoth = false;
    for (const VariantSummary &variant : variants) {
        add(variant, variant.pooled.shownTimes(), false);
        if (!variant.pooled.responseTime.isEmpty()) {
            add(variant, variant.pooled.serviceTime, true);
            hasBoth = true;
        }
    }
    if (hasBoth)
        plot.explanation += u" Thick: response time, from when a request was due. Thin: service time, from "
                            "when it was really sent."_s;
    const bool isSeconds = highestUs >= 2'000'000;
    for (ChartSeries &line : plot.series) {
        line.unit = isSeconds ? u"s"_s : u"ms"_s;
        for (QPointF &point : line.segments[0])
            point.setY(point.y() * (isSeconds ? 1e-6 : 1e-3));
    }
    plot.y = niceAxis(0, highestUs * (isSeconds ? 1e-6 : 1e-3), 5, isSeconds ? u"s"_s : u"ms"_s);
    plot.x.max = end;
    plot.x.title = u"percentile"_s;
    for (const double percent : percents) {
        // The slack is for counts such as 10,000, at which a line ends exactly at a tick.
        if (plotPosition(percent / 100) <= end + 1e-9) {
            plot.x.ticks.append(plotPosition(percent / 100));
            plot.x.labels.append(u"%1 %"_s.arg(percent));
        }
    }
    return plot;
}

} // namespace loadstone
