// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/comparisonview.h"

#include "core/analysis/price.h"
#include "core/present/charts/metricscale.h"
#include "core/present/comparisondetails.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ComparisonText
{
    Q_DECLARE_TR_FUNCTIONS(ComparisonText)
};

constexpr qsizetype mostDifferences = 8;
/// Marks an interval of less than 95 %.
constexpr QChar rangeMark = u'*';

bool isTimeOrRate(Metric metric)
{
    const MetricUnit unit = metricInfo(metric).unit;
    return unit == MetricUnit::PerSecond || unit == MetricUnit::TimeUs || unit == MetricUnit::TimeS;
}

QString ratioNumber(double ratio) { return QString::number(ratio, 'f', ratio < 10 ? 3 : 1); }

QString ratioText(double ratio) { return ratioNumber(ratio) + u'×'; }

QString intervalText(const std::optional<Estimate> &estimate, const auto &text)
{
    if (!estimate || estimate->interval.low == estimate->interval.high)
        return estimate ? text(estimate->value) : u"–"_s;
    const QString mark = estimate->interval.reachesNominal() ? QString() : QString(rangeMark);
    return u"%1–%2%3"_s.arg(text(estimate->interval.low), text(estimate->interval.high), mark);
}

QString signedText(Metric metric, double difference)
{
    const QString text = metricCell(metric, std::abs(difference));
    if (difference == 0)
        return text;
    return difference < 0 ? u"−"_s + text : u"+"_s + text;
}

QString wordFor(Verdict verdict, Metric metric)
{
    switch (verdict) {
    case Verdict::Better:
        return isTimeOrRate(metric) ? ComparisonText::tr("faster") : ComparisonText::tr("better");
    case Verdict::Worse:
        return isTimeOrRate(metric) ? ComparisonText::tr("slower") : ComparisonText::tr("worse");
    case Verdict::Same:
        return ComparisonText::tr("same (within 2 %)");
    case Verdict::NoClearDifference:
        return ComparisonText::tr("no clear difference");
    case Verdict::TooFewRepeats:
        return ComparisonText::tr("too few repeats");
    }
    Q_UNREACHABLE();
}

QList<ReportCell> makeRow(const RunComparison &all, const ComparedMetric &metric, qsizetype server)
{
    const std::optional<Estimate> &median = metric.medians[server];
    QList<ReportCell> row{textCell(comparedName(all.servers[server]))};
    row << (median ? makeMetricCell(metric.metric, median->value) : unknownCell());
    row << textCell(median ? estimateIntervalText(metric.metric, *median) : u"–"_s);
    const auto pair = std::find_if(all.pairs.begin(), all.pairs.end(),
                                   [server](const ComparedPair &each) { return each.pair.other == server; });
    if (pair == all.pairs.end()) {
        row << unknownCell() << textCell({}) << textCell(ComparisonText::tr("baseline")) << unknownCell();
    } else {
        const Comparison &compared = metric.comparisons[pair - all.pairs.begin()];
        if (compared.ratio)
            row << numberCell(ratioText(compared.ratio->value), compared.ratio->value)
                << textCell(intervalText(compared.ratio, ratioNumber));
        else if (compared.difference)
            row << numberCell(signedText(metric.metric, compared.difference->value),
                              compared.difference->value)
                << textCell(intervalText(compared.difference, [&metric](double difference) {
                       return signedText(metric.metric, difference);
                   }));
        else
            row << unknownCell() << textCell({});
        row << textCell(verdictText(all, *pair, metric, compared));
        row << (compared.correctedP ? numberCell(correctedPText(compared), *compared.correctedP)
                                    : unknownCell());
    }
    const auto known = [&] {
        if (pair != all.pairs.end())
            return metric.comparisons[pair - all.pairs.begin()].otherCount;
        for (qsizetype i = 0; i < all.pairs.size(); ++i) {
            if (all.pairs[i].pair.baseline == server)
                return metric.comparisons[i].baselineCount;
        }
        return qsizetype(all.servers[server].stats.trials.size());
    };
    row << countCell(known());
    if (!metric.places.isEmpty())
        row << (metric.places[server] ? countCell(*metric.places[server]) : unknownCell());
    return row;
}

ReportTable makeTable(const RunComparison &all, const ComparedMetric &metric)
{
    const Better better = metricInfo(metric.metric).better;
    ReportTable table;
    table.id = metricInfo(metric.metric).id;
    table.title = better == Better::Higher ? ComparisonText::tr("%1 (higher is better)")
        : better == Better::Lower          ? ComparisonText::tr("%1 (lower is better)")
                                           : u"%1"_s;
    table.title = table.title.arg(metricTitle(metric.metric));
    table.headers = {ComparisonText::tr("Server"),
                     metricHeader(metric.metric),
                     ComparisonText::tr("Interval"),
                     ComparisonText::tr("Ratio"),
                     ComparisonText::tr("Ratio interval"),
                     ComparisonText::tr("Verdict"),
                     ComparisonText::tr("p"),
                     ComparisonText::tr("n")};
    if (!metric.places.isEmpty())
        table.headers << ComparisonText::tr("Place");
    for (qsizetype server = 0; server < all.servers.size(); ++server)
        table.rows << makeRow(all, metric, server);
    return table;
}

bool isOnLogAxis(double ratio) { return std::isfinite(ratio) && ratio > 0; }

ChartRow makeRatioRow(const RunComparison &all, const ComparedMetric &metric, qsizetype server)
{
    ChartRow row;
    row.name = comparedName(all.servers[server]);
    row.color = paletteRole(server);
    const auto pair = std::find_if(all.pairs.begin(), all.pairs.end(),
                                   [server](const ComparedPair &each) { return each.pair.other == server; });
    if (pair == all.pairs.end()) {
        row.estimate = 1;
        row.text = ComparisonText::tr("baseline");
        return row;
    }
    const Comparison &compared = metric.comparisons[pair - all.pairs.begin()];
    const QString verdict = verdictText(all, *pair, metric, compared);
    row.isMuted = obstacleOf(all, *pair, metric.metric) || compared.verdict == Verdict::TooFewRepeats;
    if (!compared.ratio || !isOnLogAxis(compared.ratio->value)) {
        row.text = verdict;
        return row;
    }
    const Interval &interval = compared.ratio->interval;
    row.estimate = compared.ratio->value;
    if (interval.low < interval.high && isOnLogAxis(interval.low) && isOnLogAxis(interval.high))
        row.interval = ChartSpan{interval.low, interval.high};
    const QString ratio = ratioText(compared.ratio->value);
    row.text = row.interval ? u"%1 (%2), %3"_s.arg(ratio, intervalText(compared.ratio, ratioNumber), verdict)
                            : u"%1, %2"_s.arg(ratio, verdict);
    return row;
}

/// Empty where no pair has a ratio.
ChartModel makeRatioChart(const RunComparison &all, const ComparedMetric &metric)
{
    const MetricScale scale = metricScale(metric.metric);
    ChartModel chart;
    chart.kind = ChartKind::DotPlot;
    chart.id = u"ratio-%1"_s.arg(metricInfo(metric.metric).id);
    chart.title = ComparisonText::tr("%1, ratio to the baseline").arg(scale.title);
    chart.y.title = scale.direction;
    chart.emptyText = ComparisonText::tr("No ratios");
    chart.explanation = ComparisonText::tr("Dot: Hodges-Lehmann estimate of the ratio. Bar: its 95 % "
                                           "interval, with * a range. Hollow: no verdict. "
                                           "Grey: what counts as the same.");
    const auto withRatio =
        std::find_if(metric.comparisons.begin(), metric.comparisons.end(),
                     [](const Comparison &compared) { return compared.ratio.has_value(); });
    if (withRatio == metric.comparisons.end())
        return chart;
    chart.reference = ChartReference{
        1, {withRatio->margin.low, withRatio->margin.high}, ComparisonText::tr("same (within 2 %)")};
    double low = 1;
    double high = 1;
    for (qsizetype server = 0; server < all.servers.size(); ++server) {
        const ChartRow row = makeRatioRow(all, metric, server);
        const double estimate = row.estimate.value_or(1);
        const ChartSpan span = row.interval.value_or(ChartSpan{estimate, estimate});
        low = std::min(low, span.low);
        high = std::max(high, span.high);
        chart.rows << row;
    }
    chart.x = ratioAxis(low, high);
    return chart;
}

/// One note for what several pairs have in common.
void addDifferences(ComparisonView &view, const RunComparison &comparison)
{
    QStringList &notes = view.notes;
    for (const ComparedPair &pair : comparison.pairs) {
        const QString name = comparedName(comparison.servers[pair.pair.other]);
        if (!pair.unlike.isEmpty()) {
            const QString note =
                ComparisonText::tr("Not like for like: %1.").arg(settingDifferencesText(pair.unlike));
            if (!notes.contains(note)) {
                notes << note;
                view.notLikeForLike << note;
            }
        }
        if (!pair.changes.isEmpty())
            notes << ComparisonText::tr("Changed in %1: %2.").arg(name, settingDifferencesText(pair.changes));
    }
}

void addShares(QStringList &notes, const RunComparison &comparison, const ComparedMetric &metric)
{
    const std::optional<double> share = metric.shares ? metric.shares->roundsWithinServers() : std::nullopt;
    if (!share || *share <= 0.5)
        return;
    QStringList paired;
    for (qsizetype i = 0; i < comparison.pairs.size(); ++i) {
        const Comparison &compared = metric.comparisons[i];
        if (compared.pairedRatio)
            paired << u"%1 %2 (%3)"_s.arg(comparedName(comparison.servers[comparison.pairs[i].pair.other]),
                                          ratioText(compared.pairedRatio->value),
                                          intervalText(compared.pairedRatio, ratioNumber));
    }
    notes << ComparisonText::tr(
                 "%1: the rounds have %2 of the variance among repeats. Paired by rounds, the ratios "
                 "are: %3.")
                 .arg(metricTitle(metric.metric), formatPercent(100 * *share), paired.join(u"; "_s));
}

/// What a million requests take; without CPU time per request a server has none.
ReportTable priceTable(const RunComparison &comparison, std::optional<double> perCoreHour)
{
    ReportTable table{u"price"_s, ComparisonText::tr("Price of a million requests"), {}, {}, {}};
    table.headers = {ComparisonText::tr("Server"), ComparisonText::tr("CPU s"),
                     ComparisonText::tr("Memory MiB·h")};
    if (perCoreHour)
        table.headers << ComparisonText::tr("At %1 per core hour").arg(*perCoreHour);
    const auto cell = [](std::optional<double> value) {
        return value ? numberCell(QString::number(*value, 'g', 3), *value) : unknownCell();
    };
    for (const ComparedServer &server : comparison.servers) {
        const std::optional<Price> price = analysePrice(server.stats, perCoreHour);
        QList<ReportCell> row{textCell(comparedName(server))};
        row << (price ? numberCell(formatRate(price->cpuS), price->cpuS) : unknownCell())
            << cell(price ? price->mibH : std::nullopt);
        if (perCoreHour)
            row << cell(price ? price->money : std::nullopt);
        table.rows << row;
    }
    table.note =
        ComparisonText::tr("CPU time of all server processes, and peak memory for the time that a million "
                           "requests take at the measured rate: medians of the repeats.");
    return table;
}

bool hasRange(const ComparedMetric &metric)
{
    return std::any_of(
        metric.medians.begin(), metric.medians.end(),
        [](const std::optional<Estimate> &median) { return median && !median->interval.reachesNominal(); });
}

} // namespace

QString verdictText(const RunComparison &comparison, const ComparedPair &pair, const ComparedMetric &metric,
                    const Comparison &compared)
{
    if (const std::optional<VerdictObstacle> obstacle = obstacleOf(comparison, pair, metric.metric))
        return verdictObstacleText(*obstacle);
    return verdictText(compared, metric.metric);
}

QString verdictText(const Comparison &compared, Metric metric)
{
    return compared.verdict ? wordFor(*compared.verdict, metric) : u"–"_s;
}

QString estimateIntervalText(Metric metric, const Estimate &estimate)
{
    return intervalText(estimate, [metric](double value) { return metricCell(metric, value); });
}

QString rangeNote()
{
    return ComparisonText::tr("%1 A range: so few repeats give no interval of 95 %. Six do.").arg(rangeMark);
}

QString correctedPText(const Comparison &compared)
{
    if (!compared.correctedP)
        return u"–"_s;
    return *compared.correctedP < 0.0005 ? u"<0.001"_s : QString::number(*compared.correctedP, 'f', 3);
}

QString settingDifferencesText(const QList<SettingDifference> &differences)
{
    QStringList parts;
    for (const SettingDifference &each : differences.mid(0, mostDifferences)) {
        const auto shown = [](const QString &value) {
            return value.isEmpty() ? ComparisonText::tr("nothing") : value.left(60);
        };
        parts << ComparisonText::tr("%1: %2 → %3").arg(each.place, shown(each.baseline), shown(each.other));
    }
    if (differences.size() > mostDifferences)
        parts << ComparisonText::tr("and %1 more").arg(differences.size() - mostDifferences);
    return parts.join(u"; "_s);
}

VerdictWords verdictWords()
{
    VerdictWords words;
    for (const Metric metric : {Metric::Rps, Metric::PeakMemory}) {
        words.better << wordFor(Verdict::Better, metric);
        words.worse << wordFor(Verdict::Worse, metric);
    }
    for (int obstacle = 0; obstacle <= int(VerdictObstacle::ScheduleBound); ++obstacle)
        words.obstacles << verdictObstacleText(VerdictObstacle(obstacle));
    return words;
}

ComparisonView makeComparisonView(const RunComparison &comparison, std::optional<double> perCoreHour)
{
    ComparisonView view;
    QStringList names;
    for (const ComparedServer &server : comparison.servers)
        names << comparedName(server);
    view.title = ComparisonText::tr("Comparison of %1").arg(names.join(u", "_s));
    for (const ComparedMetric &metric : comparison.metrics) {
        view.tables << makeTable(comparison, metric);
        const ChartModel ratios = makeRatioChart(comparison, metric);
        if (!ratios.isEmpty())
            view.charts << ratios;
    }
    if (comparison.equalRate || perCoreHour)
        view.tables << priceTable(comparison, perCoreHour);
    if (comparison.equalRate)
        view.notes << ComparisonText::tr(
                          "Equal rate: all servers were loaded with %1 requests/s and succeeded at it.")
                          .arg(formatRate(*comparison.equalRate));
    view.notes << ComparisonText::tr("Medians of the repeats, each with its 95 % interval. Ratios to the "
                                     "baseline are Hodges-Lehmann estimates; p is of the exact Mann-Whitney "
                                     "test, corrected for the rows of its table (Holm).");
    if (std::any_of(comparison.metrics.begin(), comparison.metrics.end(), hasRange))
        view.notes << rangeNote();
    for (const ComparedMetric &metric : comparison.metrics)
        addShares(view.notes, comparison, metric);
    addDifferences(view, comparison);
    addDetails(view, comparison);
    return view;
}

QString verdictObstacleText(VerdictObstacle obstacle)
{
    switch (obstacle) {
    case VerdictObstacle::NotMeasured:
        return ComparisonText::tr("not measured");
    case VerdictObstacle::Invalid:
        return ComparisonText::tr("invalid");
    case VerdictObstacle::ClientLimited:
        return ComparisonText::tr("client-limited");
    case VerdictObstacle::Failures:
        return ComparisonText::tr("failures over 1 %");
    case VerdictObstacle::ChangedByHand:
        return ComparisonText::tr("changed by hand");
    case VerdictObstacle::Stopped:
        return ComparisonText::tr("stopped");
    case VerdictObstacle::TargetMissed:
        return ComparisonText::tr("target rate missed");
    case VerdictObstacle::NotLikeForLike:
        return ComparisonText::tr("not like for like");
    case VerdictObstacle::ScheduleBound:
        return ComparisonText::tr("set by the schedule");
    }
    Q_UNREACHABLE();
}

QString verdictObstacleId(VerdictObstacle obstacle)
{
    switch (obstacle) {
    case VerdictObstacle::NotMeasured:
        return u"not-measured"_s;
    case VerdictObstacle::Invalid:
        return u"invalid"_s;
    case VerdictObstacle::ClientLimited:
        return u"client-limited"_s;
    case VerdictObstacle::Failures:
        return u"failures"_s;
    case VerdictObstacle::ChangedByHand:
        return u"changed-by-hand"_s;
    case VerdictObstacle::Stopped:
        return u"stopped"_s;
    case VerdictObstacle::TargetMissed:
        return u"target-missed"_s;
    case VerdictObstacle::NotLikeForLike:
        return u"not-like-for-like"_s;
    case VerdictObstacle::ScheduleBound:
        return u"schedule-bound"_s;
    }
    Q_UNREACHABLE();
}

QString verdictId(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Better:
        return u"better"_s;
    case Verdict::Worse:
        return u"worse"_s;
    case Verdict::Same:
        return u"same"_s;
    case Verdict::NoClearDifference:
        return u"no-clear-difference"_s;
    case Verdict::TooFewRepeats:
        return u"too-few-repeats"_s;
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
