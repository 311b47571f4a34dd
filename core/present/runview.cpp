// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/runview.h"
#include "core/present/charts/runcharts.h"
#include "core/text/metrictext.h"
#include "core/text/outcometext.h"

#include "core/present/capacitytable.h"
#include "core/present/charts/drawnservers.h"
#include "core/present/charts/metricscale.h"
#include "core/present/charts/percentileplot.h"
#include "core/present/charts/repeatcharts.h"
#include "core/present/charts/sweepcharts.h"
#include "core/present/comparisonview.h"
#include "core/present/conclusion.h"
#include "core/present/groupedfindings.h"
#include "core/present/methodnotes.h"
#include "core/present/phasestable.h"
#include "core/present/precisiontable.h"
#include "core/present/profiletext.h"
#include "core/present/publishedview.h"
#include "core/present/scheduletable.h"
#include "core/present/servernotes.h"
#include "core/present/servertables.h"
#include "core/present/settingstable.h"
#include "core/present/sweeptables.h"
#include "core/present/trialtext.h"
#include "core/text/format.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonDocument>

#include <algorithm>
#include <memory>
#include <optional>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class Report
{
    Q_DECLARE_TR_FUNCTIONS(Report)
};

/// A column of counts that most tables have no use for.
struct RareCount {
    QString header;
    QList<qint64> values; ///< by row
};

/// Makes it that column, unless there is nothing to count.
/// @return how many columns were added
qsizetype insertWhereAny(ReportTable &table, qsizetype at, const RareCount &counts)
{
    const bool isAny =
        std::any_of(counts.values.begin(), counts.values.end(), [](qint64 value) { return value > 0; });
    if (!isAny)
        return 0;
    table.headers.insert(at, counts.header);
    for (qsizetype i = 0; i < table.rows.size(); ++i)
        table.rows[i].insert(at, countCell(counts.values[i]));
    return 1;
}

/// What became of requests that neither succeeded nor failed, and of those sent twice.
/// @param rows whose requests the rows of the table are about
/// @param at the column behind that of the failures
/// @return how many columns were added there
qsizetype insertRareCounts(ReportTable &table, qsizetype at, const QList<EndpointMetrics> &rows)
{
    RareCount cutOff{metricTitle(Metric::CutOff), {}};
    RareCount stale{metricTitle(Metric::Stale), {}};
    for (const EndpointMetrics &metrics : rows) {
        cutOff.values.append(metrics.cutOff());
        stale.values.append(metrics.stale);
    }
    const qsizetype added = insertWhereAny(table, at, stale);
    return added + insertWhereAny(table, at, cutOff);
}

/// By what the conclusion compares servers: a rate, or a time where the schedule set the rates.
Metric comparedMetric(const QList<ServerStats> &servers)
{
    return isSetBySchedule(servers) ? Metric::P50 : Metric::Rps;
}

/// Larger than zero; nothing when it is not known.
std::optional<double> comparedValue(const ServerStats &server, Metric metric)
{
    const std::optional<double> value = server.value(metric);
    return value.value_or(0) > 0 ? value : std::nullopt;
}

/// The best of the values compared: the highest rate or the shortest time; nothing when none is known.
std::optional<double> bestValue(const QList<ServerStats> &servers, Metric metric)
{
    std::optional<double> best;
    for (const ServerStats &server : servers) {
        const std::optional<double> value = comparedValue(server, metric);
        const bool isLowerBetter = metricInfo(metric).better == Better::Lower;
        if (value && (!best || (isLowerBetter ? *value < *best : *value > *best)))
            best = value;
    }
    return best;
}

/// "0.92×" of the best.
ReportCell relative(std::optional<double> value, std::optional<double> best)
{
    if (!value || !best)
        return unknownCell();
    const double ratio = *value / *best;
    return numberCell(u"%1×"_s.arg(QString::number(ratio, 'f', 2)), ratio);
}

/// Column of what the schedule allows; only where users wait between requests.
/// @param at the column behind the rates
/// @return how many columns were added
qsizetype insertCeilings(ReportTable &table, qsizetype at, const QList<ServerStats> &servers)
{
    const auto isPaced = [](const ServerStats &server) {
        return server.value(Metric::PacingCeiling).value_or(0) > 0;
    };
    if (std::none_of(servers.begin(), servers.end(), isPaced))
        return 0;
    table.headers.insert(at, metricHeader(Metric::PacingCeiling));
    for (qsizetype i = 0; i < servers.size(); ++i)
        table.rows[i].insert(at, makeMetricCell(Metric::PacingCeiling, servers[i]));
    table.note += u' '
        + Report::tr("At most: users ÷ (mean wait + mean service time), the maximum rate of the schedule; a "
                     "rate within 5 % of it was set by the schedule, not the server.");
    return 1;
}

ReportTable comparisonTable(const QList<ServerStats> &servers)
{
    using enum Metric;
    static const QList<Metric> metrics{Requests,   Rps,       Mean,        P50,       P90,
                                       P99,        Max,       FailureRate, ServerCpu, CpuMsPerRequest,
                                       PeakMemory, ReadyAfter};
    const Metric compared = comparedMetric(servers);
    const bool hasVerdict = verdictObstacles(servers).isEmpty();
    const std::optional<double> best = hasVerdict ? bestValue(servers, compared) : std::nullopt;
    ReportTable table{u"comparison"_s, Report::tr("Comparison"), {}, {}, {}};
    table.headers = QStringList{Report::tr("Server")} + metricHeaders(metrics)
        + QStringList{metricTitle(compared) + u" ×"_s, Report::tr("Notes")};
    constexpr qsizetype first = 1; // column of the metrics
    table.shortColumns = first + metrics.indexOf(ServerCpu);
    QList<EndpointMetrics> pooled;
    for (const ServerStats &server : servers) {
        table.rows.append(QList<ReportCell>{textCell(server.name)} + makeCells(metrics, server)
                          + QList<ReportCell>{relative(comparedValue(server, compared), best),
                                              textCell(serverNotes(server).join(u", "_s))});
        pooled.append(server.pooled.metrics());
    }
    table.note = hasVerdict ? Report::tr("×: relative to the best server.")
                            : Report::tr("×: omitted, as there is no verdict.");
    const bool haveIntervals = std::all_of(servers.begin(), servers.end(), [](const ServerStats &server) {
        return !server.isMeasured() || server.hasInterval();
    });
    table.note +=
        u' '
        + (haveIntervals
               ? Report::tr(
                   "RPS, CPU and memory: median of the repeats, RPS with its 95 % interval in brackets.")
               : Report::tr("RPS, CPU and memory: median of the repeats, RPS with their range in brackets."))
        + u' '
        + Report::tr(
            "Requests, mean and percentiles: all repeats together; times are of successful requests. "
            "CPU: % of one core.");
    table.shortColumns += insertRareCounts(table, first + metrics.indexOf(FailureRate) + 1, pooled);
    table.shortColumns += insertCeilings(table, first + metrics.indexOf(Rps) + 1, servers);
    return table;
}

ReportTable endpointsTable(const QList<ServerStats> &servers)
{
    using enum Metric;
    static const QList<Metric> metrics{Requests, Rps, Mean, P50, P90, P99, Max, FailureRate};
    ReportTable table{u"endpoints"_s, Report::tr("By endpoint"), {}, {}, {}};
    table.headers = QStringList{Report::tr("Server"), Report::tr("Endpoint")} + metricHeaders(metrics);
    QList<EndpointMetrics> shown;
    for (const ServerStats &server : servers) {
        const auto add = [&](const QString &name, const RequestStats &requests) {
            table.rows.append(QList<ReportCell>{textCell(server.name), textCell(name)}
                              + makeCells(metrics, requests));
            shown.append(requests.metrics());
        };
        for (const RequestStats &endpoint : server.endpoints)
            add(endpoint.metrics().title(), endpoint);
        for (const RequestStats &group : server.groups)
            add(Report::tr("%1 (group)").arg(group.metrics().name), group);
        if (server.login)
            add(Report::tr("%1 (not measured)").arg(server.login->metrics().name), *server.login);
    }
    insertRareCounts(table, 2 + metrics.indexOf(FailureRate) + 1, shown);
    return table;
}

ReportTable failuresTable(const RunRecord &result)
{
    ReportTable table{u"failures"_s, Report::tr("Failures by kind"), Report::tr("No failures."), {}, {}};
    table.headers = {Report::tr("Server"),    Report::tr("Repeat"), Report::tr("Endpoint"),
                     Report::tr("Kind"),      Report::tr("Count"),  Report::tr("First at s"),
                     Report::tr("Last at s"), Report::tr("Example")};
    for (const TrialRecord &trial : result.trials) {
        const LoadMetrics &measured = trial.load.measured;
        const QString &name = result.servers[trial.planned.key.server].name;
        const ReportCell repeat = countCell(trial.planned.key.repeat + 1);
        for (const FailureRecord &f : measured.failures) {
            const bool hasEndpoint = f.endpoint >= 0 && f.endpoint < measured.endpoints.size();
            QString kind = outcomeClassTitle(f.outcomeClass);
            if (f.status > 0)
                kind += u" %1"_s.arg(f.status);
            table.rows.append({textCell(name), repeat,
                               textCell(hasEndpoint ? measured.endpoints[f.endpoint].title() : u"–"_s),
                               textCell(kind), countCell(f.count),
                               numberCell(formatRate(f.firstAtS), f.firstAtS),
                               numberCell(formatRate(f.lastAtS), f.lastAtS), textCell(f.example)});
        }
        if (measured.otherFailures > 0)
            table.rows.append({textCell(name), repeat, textCell(u"–"_s), textCell(Report::tr("other kinds")),
                               countCell(measured.otherFailures), unknownCell(), unknownCell(),
                               textCell({})});
    }
    qint64 cutOff = 0;
    for (const TrialRecord &trial : result.trials)
        cutOff += trial.load.measured.total().cutOff();
    if (!table.rows.isEmpty())
        table.note = Report::tr("Times count from the start of the measure phase.");
    else if (cutOff > 0)
        table.note = Report::tr("No failures are known, but %1 were cut off: see the warnings.")
                         .arg(formatCounted(cutOff, u"requests"_s));
    return table;
}

ReportTable repeatsTable(const RunRecord &result)
{
    using enum Metric;
    static const QList<Metric> metrics{Requests, Rps, Mean, P50, P99, FailureRate, ClientCpu};
    ReportTable table{u"repeats"_s, Report::tr("Repeats, in the order they ran"), {}, {}, {}};
    table.headers = QStringList{Report::tr("No."), Report::tr("Server"), Report::tr("Repeat")}
        + metricHeaders(metrics) + QStringList{Report::tr("Ended")};
    QList<EndpointMetrics> totals;
    for (const TrialRecord &trial : result.trials) {
        table.rows.append(QList<ReportCell>{countCell(trial.planned.index + 1),
                                            textCell(result.servers[trial.planned.key.server].name),
                                            countCell(trial.planned.key.repeat + 1)}
                          + makeCells(metrics, analyseTrial(trial))
                          + QList<ReportCell>{textCell(trialEndTitle(trial.end))});
        totals.append(trial.load.measured.total());
    }
    insertRareCounts(table, 3 + metrics.indexOf(FailureRate) + 1, totals);
    return table;
}

ReportTable commandsTable(const RunRecord &result)
{
    ReportTable table{u"commands"_s,
                      Report::tr("Servers as started"),
                      {},
                      {Report::tr("Server"), Report::tr("Command line"), Report::tr("Parameters"),
                       Report::tr("Versions"), Report::tr("Backlog")},
                      {}};
    for (qsizetype v = 0; v < result.servers.size(); ++v) {
        const ResolvedServer &server = result.servers[v];
        QString command = u"–"_s;
        std::optional<int> backlog;
        for (const TrialRecord &trial : result.trials) {
            if (trial.planned.key.server == v && !trial.server.commandLine.isEmpty()) {
                command = trial.server.commandLine.join(u' ');
                backlog = std::max(backlog, trial.server.backlog);
            }
        }
        QStringList versions{server.interpreter};
        for (auto it = server.versions.begin(); it != server.versions.end(); ++it)
            versions.append(it.key() + u' ' + it.value());
        table.rows.append(
            {textCell(server.name), textCell(command),
             textCell(QString::fromUtf8(QJsonDocument(server.parameters).toJson(QJsonDocument::Compact))),
             textCell(versions.join(u", "_s)), backlog ? countCell(*backlog) : unknownCell()});
    }
    for (const TrialRecord &trial : result.trials) {
        if (!trial.upstream)
            continue;
        table.rows.append(
            {textCell(Report::tr("Slow upstream of %1").arg(result.servers[trial.planned.key.server].name)),
             textCell(trial.upstream->commandLine.join(u' ')), textCell({}),
             textCell(trial.upstream->finalMessage), unknownCell()});
    }
    return table;
}

ReportTable systemTable(const MachineFacts &m)
{
    const auto known = [](std::optional<qint64> value) { return value ? formatCount(*value) : QString(); };
    return pairsTable(
        u"system"_s, Report::tr("System"), Report::tr("Property"),
        {{Report::tr("CPU"), m.cpuModel},
         {Report::tr("Cores"), formatCount(m.cores)},
         {Report::tr("Memory"), m.memoryBytes ? formatBytes(m.memoryBytes) : QString()},
         {Report::tr("Distribution"), m.distribution},
         {Report::tr("Kernel"), m.kernel},
         {Report::tr("CPU governor"), m.governor},
         {Report::tr("Load average before"),
          m.loadBefore ? QString::number(*m.loadBefore, 'f', 2) : QString()},
         {Report::tr("Open files limit"), known(m.nofile)},
         {Report::tr("somaxconn"), known(m.somaxconn)},
         {Report::tr("Port range"),
          m.portRangeFirst && m.portRangeLast ? u"%1–%2"_s.arg(*m.portRangeFirst).arg(*m.portRangeLast)
                                              : QString()},
         {Report::tr("Loadstone"), m.loadstoneVersion},
         {Report::tr("Qt"), m.qtVersion}});
}

ReportTable eventsTable(const RunRecord &result)
{
    ReportTable table{u"events"_s, Report::tr("Events"), {}, {Report::tr("At"), Report::tr("Event")}, {}};
    for (const TimelineMark &mark : result.marks)
        table.rows.append({numberCell(formatClock(mark.atS), mark.atS), textCell(mark.text.translated())});
    return table;
}

ChartModel makeBarChart(const QList<ServerStats> &servers)
{
    const Metric compared = comparedMetric(servers);
    const bool isByTime = compared != Metric::Rps;
    const bool hasVerdict = verdictObstacles(servers).isEmpty();
    const std::optional<double> best = bestValue(servers, compared);
    ChartModel chart;
    chart.kind = ChartKind::Bars;
    chart.id = isByTime ? u"times"_s : u"rates"_s;
    const MetricScale scale = metricScale(compared);
    chart.x.title = scale.unit;
    chart.emptyText = Report::tr("No valid responses");
    chart.title = isByTime ? Report::tr("Median response time; lower is better")
                           : Report::tr("Requests per second; higher is better");
    for (const ServerStats &server : servers) {
        const std::optional<double> value = comparedValue(server, compared);
        const QString text =
            isByTime ? formatMicroseconds(qint64(value.value_or(0))) : formatRate(value.value_or(0));
        const QString label = !server.isMeasured() ? Report::tr("not measured")
            : !value                               ? Report::tr("no valid response")
            : hasVerdict                           ? u"%1 (%2)"_s.arg(text, relative(value, best).text)
                                                   : text;
        ChartRow row;
        row.name = server.name;
        row.color = paletteRole(server.server);
        if (value)
            row.estimate = *value * scale.factor;
        row.text = label;
        chart.rows.append(row);
    }
    return chart;
}

QList<LogExcerpt> makeLogExcerpts(const RunRecord &result)
{
    QList<LogExcerpt> logs;
    for (const TrialRecord &trial : result.trials) {
        if (trial.end != TrialEnd::NotMeasured && trial.end != TrialEnd::ServerExited)
            continue;
        QStringList lines =
            trial.server.lastLog.mid(std::max<qsizetype>(0, trial.server.lastLog.size() - 50));
        for (QString &line : lines)
            line.truncate(500);
        logs.append({Report::tr("%1, repeat %2")
                         .arg(result.servers[trial.planned.key.server].name)
                         .arg(trial.planned.key.repeat + 1),
                     trial.problem.translated(), lines.join(u'\n')});
    }
    return logs;
}

/// Verdicts and charts of several servers of the run, as `compare` gives them.
void compareOwnServers(RunView &view, const RunRecord &result)
{
    if (view.servers.size() < 2 || view.servers.size() > mostDrawnServers)
        return;
    // The comparison ends before the run does.
    const std::shared_ptr<const RunRecord> borrowed(std::shared_ptr<const RunRecord>(), &result);
    QList<ComparedServer> servers;
    for (const ServerStats &server : std::as_const(view.servers))
        servers.append({borrowed, server.server, {}, {}});
    const ComparisonView compared =
        makeComparisonView(compareServers(servers, false, {comparedMetric(view.servers)}));
    view.aligned = compared.overTime;
    if (compared.charts.isEmpty() || !verdictObstacles(view.servers).isEmpty())
        return;
    view.ratios = compared.charts.first();
    view.verdictTable = compared.tables.first();
    view.verdictTable.note = compared.notes.join(u' ');
}

} // namespace

RunView makeRunView(const RunRecord &result)
{
    RunView model;
    const QString name = result.profile.name.isEmpty() ? result.profile.id : result.profile.name;
    model.title = name.isEmpty() ? result.id : name;
    model.dateText = result.startedAt.toString(u"yyyy-MM-dd HH:mm t"_s);
    model.servers = analyseServers(result);
    model.headline = headline(result, model.servers);
    model.conclusion = conclusion(result, model.servers);
    model.caveats = caveats(result, model.servers);
    model.contextLine = contextLine(result);
    model.verdicts = thresholdVerdicts(result, model.servers);
    model.warnings = groupedFindings(result);
    model.bars = makeBarChart(model.servers);
    ChartOptions options;
    options.cores = std::max(1, result.machine.cores);
    model.charts = runCharts(RunSeries::of(result), options);
    compareOwnServers(model, result);
    model.percentilePlot = percentilePlot(model.servers);
    model.sweepCharts = sweepCharts(result, model.servers);
    model.repeatCharts = repeatCharts(model.servers);
    model.comparison = comparisonTable(model.servers);
    model.sweep = sweepTables(result, model.servers);
    model.capacity = capacityTable(result);
    model.schedule = scheduleTable(result);
    model.endpoints = endpointsTable(model.servers);
    model.phases = phasesTable(model.servers);
    model.percentiles = percentilesTable(model.servers);
    model.failures = failuresTable(result);
    model.resources = resourcesTable(model.servers);
    model.published = makePublishedView(result, model.servers);
    model.repeats = repeatsTable(result);
    model.precision = precisionTable(result);
    model.settings = settingsTable(result);
    model.commands = commandsTable(result);
    model.system = systemTable(result.machine);
    model.events = eventsTable(result);
    model.logs = makeLogExcerpts(result);
    model.glossary = makeGlossary(result);
    model.method = makeMethodNotes(result);
    const QByteArray hash =
        QCryptographicHash::hash(result.profileJson, QCryptographicHash::Sha256).toHex().left(16);
    model.footer = Report::tr("Loadstone %1 · result format 1 · run %2 · profile SHA-256 %3…")
                       .arg(result.machine.loadstoneVersion, result.id, QString::fromLatin1(hash));
    return model;
}

QList<ChartModel> chartsOf(const RunView &view)
{
    QList<ChartModel> charts;
    for (const ChartModel &chart : QList{view.bars, view.ratios} + view.sweepCharts + view.charts
             + view.aligned + QList{view.percentilePlot} + view.repeatCharts) {
        if (!chart.isEmpty())
            charts << chart;
    }
    return charts;
}

} // namespace loadstone
