// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/trendview.h"

#include "core/present/comparisonview.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"

#include <QCoreApplication>
#include <QMap>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class TrendText
{
    Q_DECLARE_TR_FUNCTIONS(TrendText)
};

constexpr qsizetype newestShown = 50;
constexpr qsizetype sparklineWidth = 60;

/// "+8.1 %"; of a metric that may be zero "+0.3 %" as the difference in its unit.
QString changeSizeText(const Comparison &change, Metric metric)
{
    const double size = change.ratio ? 100 * (change.ratio->value - 1)
        : change.difference          ? change.difference->value
                                     : 0;
    const QString text = change.ratio ? formatPercent(std::abs(size)) : metricText(metric, std::abs(size));
    return (size < 0 ? u'−' : u'+') + text;
}

QString changeText(const SeriesChange &change, Metric metric)
{
    const QString size = changeSizeText(change.comparison, metric);
    const QString p = correctedPText(change.comparison);
    if (change.isWeak)
        return TrendText::tr("%1 from here (weak, p %2)").arg(size, p);
    return change.comparison.verdict
        ? TrendText::tr("%1 from here: %2 (p %3)").arg(size, verdictText(change.comparison, metric), p)
        : TrendText::tr("%1 from here (p %2)").arg(size, p);
}

QString pointNotes(const TrendSeries &series, qsizetype index, Metric metric)
{
    QStringList notes;
    for (const SeriesChange &change : series.changes) {
        if (change.first == index)
            notes << changeText(change, metric);
    }
    const TrendPoint &point = series.points[index];
    if (point.caveat)
        notes << verdictObstacleText(*point.caveat);
    if (!point.serverChanges.isEmpty())
        notes << settingDifferencesText(point.serverChanges);
    return notes.join(u"; "_s);
}

bool beginsChange(const TrendSeries &series, qsizetype index)
{
    return std::any_of(series.changes.begin(), series.changes.end(),
                       [index](const SeriesChange &change) { return change.first == index; });
}

QList<ReportCell> makeTrendRow(const TrendSeries &series, qsizetype index, Metric metric)
{
    const TrendPoint &point = series.points[index];
    return {textCell(point.run),
            textCell(point.startedAt.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s)),
            makeMetricCell(metric, point.median.value),
            textCell(point.repeats > 1 ? estimateIntervalText(metric, point.median) : u"–"_s),
            countCell(point.repeats),
            textCell(pointNotes(series, index, metric))};
}

QString seriesTitle(const TrendSeries &series, const TrendViewOptions &options)
{
    QString title = series.server;
    if (!series.unlike.isEmpty())
        title = TrendText::tr("%1, not like for like with its newest runs: %2")
                    .arg(series.server, settingDifferencesText(series.unlike));
    QList<double> values;
    for (const TrendPoint &point : series.points)
        values << point.median.value;
    const QString line = options.hasSparklines ? sparkline(values) : QString();
    return line.isEmpty() ? title : u"%1  %2"_s.arg(title, line);
}

ReportTable makeTrendTable(const TrendSeries &series, Metric metric, const TrendViewOptions &options)
{
    ReportTable table;
    table.id = series.server;
    table.title = seriesTitle(series, options);
    table.headers = {TrendText::tr("Run"),      TrendText::tr("Started"), metricHeader(metric),
                     TrendText::tr("Interval"), TrendText::tr("n"),       TrendText::tr("Note")};
    const qsizetype firstShown = options.isComplete ? 0 : series.points.size() - newestShown;
    for (qsizetype i = 0; i < series.points.size(); ++i) {
        if (i >= firstShown || beginsChange(series, i))
            table.rows << makeTrendRow(series, i, metric);
    }
    return table;
}

QString omissionText(TrendOmission reason)
{
    switch (reason) {
    case TrendOmission::Unfinished:
        return TrendText::tr("stopped, interrupted, failed or in progress");
    case TrendOmission::Unreadable:
        return TrendText::tr("unreadable");
    case TrendOmission::NotMeasured:
        return TrendText::tr("not measured");
    case TrendOmission::Invalid:
        return TrendText::tr("invalid, as Loadstone itself stood still");
    case TrendOmission::ChangedByHand:
        return TrendText::tr("load changed by hand");
    case TrendOmission::Partial:
        return TrendText::tr("no trial completed");
    }
    Q_UNREACHABLE();
}

/// One note for each server, and one for whole runs.
void addOmissions(QStringList &notes, const QList<OmittedRun> &omitted)
{
    QMap<QString, QMap<TrendOmission, qint64>> counts; // by server; whole runs first
    for (const OmittedRun &each : omitted)
        ++counts[each.server][each.reason];
    for (auto server = counts.begin(); server != counts.end(); ++server) {
        QStringList parts;
        for (auto reason = server->begin(); reason != server->end(); ++reason)
            parts << TrendText::tr("%1 (%2)").arg(formatCounted(reason.value(), u"runs"_s),
                                                  omissionText(reason.key()));
        notes << (server.key().isEmpty()
                      ? TrendText::tr("Left out: %1.").arg(parts.join(u", "_s))
                      : TrendText::tr("Left out of %1: %2.").arg(server.key(), parts.join(u", "_s)));
    }
}

/// What the tables leave out because it is another series.
void addOtherSeries(QStringList &notes, const QList<TrendSeries> &all)
{
    QMap<QString, QPair<qint64, QStringList>> others; // by what differs: runs, servers
    for (const TrendSeries &series : all) {
        if (series.isCurrent)
            continue;
        auto &other = others[settingDifferencesText(series.unlike)];
        other.first = std::max(other.first, qint64(series.points.size()));
        if (!other.second.contains(series.server))
            other.second << series.server;
    }
    for (auto other = others.begin(); other != others.end(); ++other)
        notes << TrendText::tr(
                     "Left out of %1, as not like for like with the newest runs: %2 (%3). --all shows them.")
                     .arg(other->second.join(u", "_s), formatCounted(other->first, u"runs"_s), other.key());
}

void addShortSeries(QStringList &notes, const QList<TrendSeries> &shown)
{
    QStringList tooShort;
    for (const TrendSeries &series : shown) {
        if (series.points.size() < 2 * fewestRunsPerSide)
            tooShort << TrendText::tr("%1 has %2").arg(series.server).arg(series.points.size());
    }
    if (!tooShort.isEmpty())
        notes << TrendText::tr("A change can be found from %1 runs on each side: %2.")
                     .arg(fewestRunsPerSide)
                     .arg(tooShort.join(u", "_s));
}

void addMethod(QStringList &notes, const QList<TrendSeries> &shown)
{
    const auto anyPoint = [&shown](const auto &has) {
        return std::any_of(shown.begin(), shown.end(), [&has](const TrendSeries &series) {
            return std::any_of(series.points.begin(), series.points.end(), has);
        });
    };
    notes << TrendText::tr("Medians of the repeats of each run, with their 95 % interval.");
    if (anyPoint([](const TrendPoint &p) { return p.repeats > 1 && !p.median.interval.reachesNominal(); }))
        notes << rangeNote();
    const auto anyChange = [&shown](const auto &is) {
        return std::any_of(shown.begin(), shown.end(), [&is](const TrendSeries &series) {
            return std::any_of(series.changes.begin(), series.changes.end(), is);
        });
    };
    if (anyChange([](const SeriesChange &) { return true; }))
        notes << TrendText::tr(
            "Changes are of the runs from there on, up to the next change, against those before, back to the "
            "previous one; p is of the exact Mann-Whitney test, corrected for every run at which a change "
            "could "
            "have been found.");
    if (anyChange([](const SeriesChange &change) { return change.isWeak; }))
        notes << TrendText::tr("Weak: may be chance, or within 2 %.");
}

void addHiddenRuns(QStringList &notes, const QList<TrendSeries> &shown)
{
    qsizetype most = 0;
    for (const TrendSeries &series : shown)
        most = std::max(most, series.points.size());
    if (most > newestShown)
        notes << TrendText::tr(
                     "The newest %1 of %2 runs, and those with which a change begins; --all shows all.")
                     .arg(newestShown)
                     .arg(formatCount(most));
}

} // namespace

QString sparkline(const QList<double> &values)
{
    if (values.size() < 2)
        return {};
    const qsizetype group = (values.size() + sparklineWidth - 1) / sparklineWidth;
    QList<double> means;
    for (qsizetype first = 0; first < values.size(); first += group) {
        const qsizetype end = std::min(first + group, values.size());
        means << std::accumulate(values.begin() + first, values.begin() + end, 0.0) / double(end - first);
    }
    const auto [low, high] = std::minmax_element(means.begin(), means.end());
    constexpr char16_t lowestBlock = u'▁';
    constexpr int blocks = 8;
    QString line;
    for (const double mean : std::as_const(means)) {
        const double place = *high > *low ? (mean - *low) / (*high - *low) : 0.5;
        line += QChar(char16_t(lowestBlock + std::lround(place * (blocks - 1))));
    }
    return line;
}

TrendView makeTrendView(const RunTrend &trend, const TrendViewOptions &options)
{
    const Better better = metricInfo(trend.metric).better;
    TrendView view;
    view.title = better == Better::Higher ? TrendText::tr("Trend of %1: %2 (higher is better)")
        : better == Better::Lower         ? TrendText::tr("Trend of %1: %2 (lower is better)")
                                          : TrendText::tr("Trend of %1: %2");
    view.title = view.title.arg(trend.profileId, metricTitle(trend.metric));
    QList<TrendSeries> shown;
    for (const TrendSeries &series : trend.series) {
        if (series.isCurrent || options.isComplete)
            shown << series;
    }
    for (const TrendSeries &series : std::as_const(shown))
        view.tables << makeTrendTable(series, trend.metric, options);
    if (!shown.isEmpty())
        addMethod(view.notes, shown);
    addShortSeries(view.notes, shown);
    if (!options.isComplete) {
        addHiddenRuns(view.notes, shown);
        addOtherSeries(view.notes, trend.series);
    }
    addOmissions(view.notes, trend.omitted);
    return view;
}

} // namespace loadstone
