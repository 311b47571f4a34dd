// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/comparisondetails.h"

#include "core/analysis/alignedseconds.h"
#include "core/present/charts/alignedcharts.h"
#include "core/present/charts/percentileplot.h"
#include "core/present/charts/repeatcharts.h"
#include "core/present/servertables.h"
#include "core/present/settingstable.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ComparisonDetails
{
    Q_DECLARE_TR_FUNCTIONS(ComparisonDetails)
};

/// More sentences than these are not an answer any more.
constexpr qsizetype mostSentences = 3;

/// The statistics of all servers, with the names and colours that they have here.
QList<ServerStats> comparedStats(const RunComparison &comparison)
{
    QList<ServerStats> all;
    for (qsizetype i = 0; i < comparison.servers.size(); ++i) {
        ServerStats stats = comparison.servers[i].stats;
        stats.server = int(i);
        stats.name = comparedName(comparison.servers[i]);
        all << stats;
    }
    return all;
}

QList<const RunRecord *> runsOf(const RunComparison &comparison)
{
    QList<const RunRecord *> runs;
    for (const ComparedServer &server : comparison.servers) {
        if (!runs.contains(server.run.get()))
            runs << server.run.get();
    }
    return runs;
}

QString dateRange(const QList<const RunRecord *> &runs)
{
    const auto [first, last] =
        std::minmax_element(runs.begin(), runs.end(), [](const RunRecord *a, const RunRecord *b) {
            return a->startedAt < b->startedAt;
        });
    const auto text = [](const RunRecord *run) { return run->startedAt.toString(u"yyyy-MM-dd HH:mm t"_s); };
    return *first == *last ? text(*first) : ComparisonDetails::tr("%1 to %2").arg(text(*first), text(*last));
}

/// How all of them were made, where that is one thing.
QString sharedContext(const QList<const RunRecord *> &runs)
{
    const QString context = contextLine(*runs.first());
    const bool isShared = std::all_of(
        runs.begin(), runs.end(), [&context](const RunRecord *run) { return contextLine(*run) == context; });
    return isShared ? context : QString();
}

/// "Sanic: 3.11× the RPS of Flask (2.98 to 3.27), faster"
QString pairSentence(const RunComparison &comparison, const ComparedMetric &metric, qsizetype index)
{
    const ComparedPair &pair = comparison.pairs[index];
    const Comparison &compared = metric.comparisons[index];
    const QString other = comparedName(comparison.servers[pair.pair.other]);
    const QString baseline = comparedName(comparison.servers[pair.pair.baseline]);
    const QString verdict = verdictText(comparison, pair, metric, compared);
    if (!compared.ratio)
        return ComparisonDetails::tr("%1 against %2: %3").arg(other, baseline, verdict);
    const auto number = [](double ratio) { return QString::number(ratio, 'f', 2); };
    const Interval &interval = compared.ratio->interval;
    return ComparisonDetails::tr("%1: %2× the %3 of %4 (%5 to %6), %7")
        .arg(other, number(compared.ratio->value), metricTitle(metric.metric), baseline, number(interval.low),
             number(interval.high), verdict);
}

/// Of many pairs how many have which verdict.
QString countedVerdicts(const RunComparison &comparison, const ComparedMetric &metric)
{
    QStringList words;
    QList<int> counts;
    for (qsizetype i = 0; i < comparison.pairs.size(); ++i) {
        const QString word = verdictText(comparison, comparison.pairs[i], metric, metric.comparisons[i]);
        const qsizetype known = words.indexOf(word);
        if (known < 0) {
            words << word;
            counts << 1;
        } else {
            ++counts[known];
        }
    }
    QStringList parts;
    for (qsizetype i = 0; i < words.size(); ++i)
        parts << ComparisonDetails::tr("%1 %2").arg(counts[i]).arg(words[i]);
    return ComparisonDetails::tr("%1 against the baseline, of %2 servers: %3")
        .arg(metricTitle(metric.metric))
        .arg(comparison.pairs.size())
        .arg(parts.join(u", "_s));
}

QString makeAnswer(const RunComparison &comparison)
{
    if (comparison.metrics.isEmpty() || comparison.pairs.isEmpty())
        return {};
    const ComparedMetric &metric = comparison.metrics.first();
    if (comparison.pairs.size() > mostSentences)
        return countedVerdicts(comparison, metric) + u'.';
    QStringList sentences;
    for (qsizetype i = 0; i < comparison.pairs.size(); ++i)
        sentences << pairSentence(comparison, metric, i) + u'.';
    return sentences.join(u' ');
}

QString makeCaveats(const RunComparison &comparison)
{
    QStringList parts;
    for (const ComparedPair &pair : comparison.pairs) {
        if (pair.obstacle)
            parts << ComparisonDetails::tr("%1: %2").arg(comparedName(comparison.servers[pair.pair.other]),
                                                         verdictObstacleText(*pair.obstacle));
    }
    return parts.isEmpty() ? QString() : ComparisonDetails::tr("No verdict: %1.").arg(parts.join(u", "_s));
}

/// What the servers were given that differs: of their runs, and in themselves.
ReportTable differencesTable(const RunComparison &comparison)
{
    ReportTable table{u"differences"_s,
                      ComparisonDetails::tr("Settings that differ"),
                      {},
                      {ComparisonDetails::tr("Server"), ComparisonDetails::tr("Setting"),
                       ComparisonDetails::tr("Baseline"), ComparisonDetails::tr("This server")},
                      {}};
    const auto shown = [](const QString &value) {
        return textCell(value.isEmpty() ? u"–"_s : value.left(200));
    };
    for (const ComparedPair &pair : comparison.pairs) {
        const QString name = comparedName(comparison.servers[pair.pair.other]);
        for (const SettingDifference &each : pair.unlike + pair.changes)
            table.rows.append(
                {textCell(name), textCell(each.place), shown(each.baseline), shown(each.other)});
    }
    return table;
}

ReportTable runsTable(const QList<const RunRecord *> &runs)
{
    ReportTable table{u"runs"_s,
                      ComparisonDetails::tr("Runs"),
                      {},
                      {ComparisonDetails::tr("Run"), ComparisonDetails::tr("Profile"),
                       ComparisonDetails::tr("Started"), ComparisonDetails::tr("Load"),
                       ComparisonDetails::tr("Processor"), ComparisonDetails::tr("System")},
                      {}};
    for (const RunRecord *run : runs)
        table.rows.append({textCell(run->id),
                           textCell(run->profile.name.isEmpty() ? run->profile.id : run->profile.name),
                           textCell(run->startedAt.toString(u"yyyy-MM-dd HH:mm t"_s)),
                           textCell(contextLine(*run)), textCell(run->machine.cpuModel),
                           textCell(u"%1, Linux %2"_s.arg(run->machine.distribution, run->machine.kernel))});
    return table;
}

} // namespace

QString comparedName(const ComparedServer &server)
{
    return server.runLabel.isEmpty() ? server.stats.name
                                     : u"%1 · %2"_s.arg(server.stats.name, server.runLabel);
}

void addDetails(ComparisonView &view, const RunComparison &comparison)
{
    if (comparison.servers.isEmpty())
        return;
    const QList<const RunRecord *> runs = runsOf(comparison);
    const QList<ServerStats> stats = comparedStats(comparison);
    view.dateText = dateRange(runs);
    view.contextLine = sharedContext(runs);
    view.answer = makeAnswer(comparison);
    view.caveats = makeCaveats(comparison);
    QList<AlignedServer> aligned;
    for (const ServerStats &each : stats) {
        const ComparedServer &server = comparison.servers[each.server];
        aligned.append({each.name, paletteRole(each.server), alignedSeconds(*server.run, server.server)});
    }
    view.overTime = alignedCharts(aligned);
    view.percentilePlot = percentilePlot(stats);
    view.percentiles = percentilesTable(stats);
    view.repeatCharts = repeatCharts(stats);
    view.resources = resourcesTable(stats);
    view.settings = differencesTable(comparison);
    view.runs = runsTable(runs);
    QStringList ids;
    for (const RunRecord *run : runs)
        ids << run->id;
    view.footer = ComparisonDetails::tr("Loadstone %1 · runs %2")
                      .arg(runs.first()->machine.loadstoneVersion, ids.join(u", "_s));
}

QList<ChartModel> chartsOf(const ComparisonView &view)
{
    QList<ChartModel> charts;
    for (const ChartModel &chart :
         view.charts + view.overTime + QList{view.percentilePlot} + view.repeatCharts) {
        if (!chart.isEmpty())
            charts << chart;
    }
    return charts;
}

} // namespace loadstone
