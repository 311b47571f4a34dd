// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/reportmodel.h"

#include "core/base/format.h"
#include "core/profile/loadmodel.h"
#include "core/report/capacityreport.h"
#include "core/report/methodnotes.h"
#include "core/report/phasestable.h"
#include "core/report/scheduletable.h"
#include "core/report/settingstable.h"
#include "core/report/warninggroups.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

ReportCell word(const QString &text) { return {text, 0, false}; }

ReportCell number(const QString &text, double value) { return {text, value, true}; }

ReportCell rate(double value) { return number(formatRate(value), value); }

ReportCell milliseconds(qint64 us) { return number(formatAsMilliseconds(us), double(us)); }

ReportCell count(qint64 value) { return number(formatCount(value), double(value)); }

ReportCell mebibytes(const PeakMemory &peak)
{
    const QString text = formatRate(peak.bytes < 0 ? -1 : double(peak.bytes) / (1024 * 1024));
    return number(peak.isRss ? text + u" RSS"_s : text, double(peak.bytes));
}

ReportCell failures(const EndpointMetrics &metrics)
{
    if (metrics.failed() > 0)
        return number(u"%1 (%2)"_s.arg(formatCount(metrics.failed()),
                                       formatPercent(metrics.failedPercent().value_or(0))),
                      double(metrics.failed()));
    // Where nothing was judged, none is known to have succeeded either.
    return metrics.judged() == 0 ? number(u"–"_s, -1) : number(u"0"_s, 0);
}

qint64 percentile(const EndpointMetrics &metrics, double percent)
{
    return metrics.shownTimes().isEmpty() ? -1 : metrics.shownTimes().percentile(percent);
}

/// Of the times that the percentiles are of.
ReportCell mean(const EndpointMetrics &metrics)
{
    const Histogram &times = metrics.shownTimes();
    return milliseconds(times.isEmpty() ? -1 : qRound64(times.mean()));
}

/// A column of counts that most tables have no use for.
struct RareCount {
    QString header;
    QList<qint64> values; ///< by row
};

/// Puts it behind a column, unless there is nothing to count.
/// @return how many columns were added
qsizetype insertWhereAny(ReportTable &table, const QString &behind, const RareCount &counts)
{
    const bool isAny =
        std::any_of(counts.values.begin(), counts.values.end(), [](qint64 value) { return value > 0; });
    if (!isAny)
        return 0;
    const qsizetype at = table.headers.indexOf(behind) + 1;
    table.headers.insert(at, counts.header);
    for (qsizetype i = 0; i < table.rows.size(); ++i)
        table.rows[i].insert(at, count(counts.values[i]));
    return 1;
}

/// What became of requests that neither succeeded nor failed, and of those sent twice.
/// @param rows whose requests the rows of the table are about
/// @return how many columns were added behind that of the failures
qsizetype insertRareCounts(ReportTable &table, const QList<EndpointMetrics> &rows)
{
    RareCount cutOff{u"Cut off"_s, {}};
    RareCount stale{u"Sent twice"_s, {}};
    for (const EndpointMetrics &metrics : rows) {
        cutOff.values.append(metrics.cutOff());
        stale.values.append(metrics.stale);
    }
    const qsizetype added = insertWhereAny(table, u"Failures"_s, stale);
    return added + insertWhereAny(table, u"Failures"_s, cutOff);
}

/// What the answer compares, larger than zero; -1 when it is not known.
double comparedValue(const VariantSummary &variant, bool isByTime)
{
    if (!variant.isMeasured())
        return -1;
    return isByTime ? double(variant.percentileUs(50)) : variant.rps;
}

/// The best of the values compared: the highest rate or the shortest time; 0 when none is known.
double bestValue(const QList<VariantSummary> &variants, bool isByTime)
{
    double best = 0;
    for (const VariantSummary &variant : variants) {
        const double value = comparedValue(variant, isByTime);
        if (value > 0)
            best = isByTime && best > 0 ? std::min(best, value) : std::max(best, value);
    }
    return best;
}

/// "0.92×" of the best.
ReportCell relative(double value, double best)
{
    if (value <= 0 || best <= 0)
        return number(u"–"_s, -1);
    return number(u"%1×"_s.arg(QString::number(value / best, 'f', 2)), value / best);
}

/// Column of what the schedule allows, behind the rates; only where users wait between requests.
/// @return how many columns were added
qsizetype insertCeilings(ReportTable &table, const QList<VariantSummary> &variants)
{
    const auto isPaced = [](const VariantSummary &v) { return v.pacingCeilingRps > 0; };
    if (std::none_of(variants.begin(), variants.end(), isPaced))
        return 0;
    const qsizetype at = table.headers.indexOf(u"RPS"_s) + 1;
    table.headers.insert(at, u"at most"_s);
    for (qsizetype i = 0; i < variants.size(); ++i)
        table.rows[i].insert(at, rate(variants[i].pacingCeilingRps));
    table.note += u" At most: users ÷ (mean wait + mean service time), what the schedule allows; a rate "
                  "within 5 % of it is the schedule's, not the server's."_s;
    return 1;
}

ReportTable comparisonTable(const QList<VariantSummary> &variants)
{
    const bool isByTime = isSetBySchedule(variants);
    const bool hasVerdict = whyNoVerdict(variants).isEmpty();
    const double best = hasVerdict ? bestValue(variants, isByTime) : 0;
    ReportTable table{u"comparison"_s, u"Comparison"_s, {}, {}, {}};
    table.headers = {u"Server"_s,      u"Requests"_s,
                     u"RPS"_s,         u"mean ms"_s,
                     u"p50 ms"_s,      u"p90 ms"_s,
                     u"p99 ms"_s,      u"max ms"_s,
                     u"Failures"_s,    u"CPU %"_s,
                     u"CPU ms/req."_s, u"Peak MiB"_s,
                     u"Ready s"_s,     isByTime ? u"p50 ×"_s : u"RPS ×"_s,
                     u"Notes"_s};
    table.shortColumns = table.headers.indexOf(u"CPU %"_s);
    QList<EndpointMetrics> pooled;
    for (const VariantSummary &v : variants) {
        QString rps = formatRate(v.rps);
        if (v.trials > 1)
            rps += u" (%1–%2)"_s.arg(formatRate(v.rpsMin), formatRate(v.rpsMax));
        const ReportCell unmeasured = number(u"–"_s, -1);
        table.rows.append({word(v.name), v.isMeasured() ? count(v.pooled.ended()) : unmeasured,
                           number(rps, v.rps), mean(v.pooled), milliseconds(v.percentileUs(50)),
                           milliseconds(v.percentileUs(90)), milliseconds(v.percentileUs(99)),
                           milliseconds(v.percentileUs(100)),
                           v.isMeasured() ? failures(v.pooled) : unmeasured, rate(v.cpuPercent),
                           rate(v.cpuMsPerRequest), mebibytes(v.peakMemory), rate(v.readyS),
                           relative(comparedValue(v, isByTime), best), word(v.flags.join(u", "_s))});
        pooled.append(v.pooled);
    }
    table.note = hasVerdict ? u"×: against the best of this table. "_s
                            : u"×: not given, because nothing may be concluded from a comparison here. "_s;
    table.note +=
        u"RPS, CPU and memory: median of the repeats, with the range in brackets. Requests, mean and "
        "percentiles: all repeats together; times are of successful requests. CPU: % of one core."_s;
    table.shortColumns += insertRareCounts(table, pooled);
    table.shortColumns += insertCeilings(table, variants);
    return table;
}

/// @param rps -1 where it means nothing
QList<ReportCell> endpointRow(const VariantSummary &v, const QString &name, const EndpointMetrics &e,
                              double rps)
{
    return {word(v.name),
            word(name),
            count(e.ended()),
            rate(rps),
            mean(e),
            milliseconds(percentile(e, 50)),
            milliseconds(percentile(e, 90)),
            milliseconds(percentile(e, 99)),
            milliseconds(percentile(e, 100)),
            failures(e)};
}

ReportTable endpointsTable(const QList<VariantSummary> &variants)
{
    ReportTable table{u"endpoints"_s, u"By endpoint"_s, {}, {}, {}};
    table.headers = {u"Server"_s, u"Endpoint"_s, u"Requests"_s, u"RPS"_s,    u"mean ms"_s,
                     u"p50 ms"_s, u"p90 ms"_s,   u"p99 ms"_s,   u"max ms"_s, u"Failures"_s};
    QList<EndpointMetrics> shown;
    for (const VariantSummary &v : variants) {
        const auto add = [&](const QString &name, const EndpointMetrics &e, double rps) {
            table.rows.append(endpointRow(v, name, e, rps));
            shown.append(e);
        };
        const auto rps = [&v](const EndpointMetrics &e) {
            return v.measuredS > 0 ? double(e.okInWindow) / v.measuredS : -1;
        };
        for (const EndpointMetrics &e : v.endpoints)
            add(e.title(), e, rps(e));
        for (const EndpointMetrics &e : v.groups)
            add(u"%1 (group)"_s.arg(e.name), e, rps(e));
        if (v.login)
            add(u"%1 (not measured)"_s.arg(v.login->requests.name), v.login->requests, -1);
    }
    insertRareCounts(table, shown);
    return table;
}

ReportTable percentilesTable(const QList<VariantSummary> &variants)
{
    ReportTable table{u"percentiles"_s, u"Percentiles, ms"_s, {}, {}, {}};
    table.headers = {u"Server"_s, u"p50"_s,   u"p75"_s, u"p90"_s,    u"p95"_s,
                     u"p99"_s,    u"p99.9"_s, u"max"_s, u"Samples"_s};
    for (const VariantSummary &v : variants) {
        QList<ReportCell> row{word(v.name)};
        for (const double percent : {50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 100.0})
            row.append(milliseconds(v.percentileUs(percent)));
        row.append(count(v.pooled.shownTimes().count()));
        table.rows.append(row);
    }
    return table;
}

ReportTable failuresTable(const RunResult &result)
{
    ReportTable table{u"failures"_s, u"Failures by kind"_s, u"No failures."_s, {}, {}};
    table.headers = {u"Server"_s, u"Repeat"_s,     u"Endpoint"_s,  u"Kind"_s,
                     u"Count"_s,  u"First at s"_s, u"Last at s"_s, u"Example"_s};
    for (const TrialResult &trial : result.trials) {
        const LoadMetrics &measured = trial.load.measured;
        const QString &name = result.variants[trial.planned.variant].name;
        const ReportCell repeat = count(trial.planned.repeat + 1);
        for (const FailureRecord &f : measured.failures) {
            const bool hasEndpoint = f.endpoint >= 0 && f.endpoint < measured.endpoints.size();
            QString kind = outcomeClassTitle(f.outcomeClass);
            if (f.status > 0)
                kind += u" %1"_s.arg(f.status);
            table.rows.append(
                {word(name), repeat, word(hasEndpoint ? measured.endpoints[f.endpoint].title() : u"–"_s),
                 word(kind), count(f.count), rate(f.firstAtS), rate(f.lastAtS), word(f.example)});
        }
        if (measured.otherFailures > 0)
            table.rows.append({word(name), repeat, word(u"–"_s), word(u"other kinds"_s),
                               count(measured.otherFailures), rate(-1), rate(-1), word({})});
    }
    qint64 cutOff = 0;
    for (const TrialResult &trial : result.trials)
        cutOff += trial.load.measured.total().cutOff();
    if (!table.rows.isEmpty())
        table.note = u"Times count from the begin of measuring."_s;
    else if (cutOff > 0)
        table.note = u"No failures are known, but %1 were cut off: see the warnings."_s.arg(
            formatCounted(cutOff, u"requests"_s));
    return table;
}

ReportTable resourcesTable(const QList<VariantSummary> &variants)
{
    ReportTable table{u"resources"_s,
                      u"Resources"_s,
                      u"The whole process tree of each server while measuring. CPU: % of one core."_s,
                      {},
                      {}};
    table.headers = {u"Server"_s,       u"CPU %"_s,        u"CPU ms/request"_s, u"RPS per CPU-second"_s,
                     u"Peak PSS MiB"_s, u"Ready after s"_s};
    for (const VariantSummary &v : variants)
        table.rows.append({word(v.name), rate(v.cpuPercent), rate(v.cpuMsPerRequest), rate(v.rpsPerCpuSecond),
                           mebibytes(v.peakMemory), rate(v.readyS)});
    const bool hasUpstream = std::any_of(variants.begin(), variants.end(),
                                         [](const VariantSummary &v) { return v.upstreamCpuPercent >= 0; });
    if (hasUpstream) {
        table.note += u" The slow API that it calls is a process of its own and in no other column."_s;
        table.headers.append(u"Slow API CPU %"_s);
        for (qsizetype i = 0; i < variants.size(); ++i)
            table.rows[i].append(rate(variants[i].upstreamCpuPercent));
    }
    return table;
}

ReportTable repeatsTable(const RunResult &result)
{
    ReportTable table{u"repeats"_s, u"Repeats, in the order they ran"_s, {}, {}, {}};
    table.headers = {u"No."_s,    u"Server"_s, u"Repeat"_s,   u"Requests"_s,        u"RPS"_s,  u"mean ms"_s,
                     u"p50 ms"_s, u"p99 ms"_s, u"Failures"_s, u"Generator CPU %"_s, u"Ended"_s};
    QList<EndpointMetrics> totals;
    for (const TrialResult &trial : result.trials) {
        const EndpointMetrics total = trial.load.measured.total();
        const bool isMeasured = trial.load.measuredS > 0;
        table.rows.append(
            {count(trial.planned.index + 1), word(result.variants[trial.planned.variant].name),
             count(trial.planned.repeat + 1), isMeasured ? count(total.ended()) : number(u"–"_s, -1),
             rate(isMeasured ? trial.rps() : -1), mean(total), milliseconds(percentile(total, 50)),
             milliseconds(percentile(total, 99)), isMeasured ? failures(total) : number(u"–"_s, -1),
             rate(trial.load.client.cpuPercent), word(trialEndId(trial.end))});
        totals.append(total);
    }
    insertRareCounts(table, totals);
    return table;
}

ReportTable commandsTable(const RunResult &result)
{
    ReportTable table{u"commands"_s,
                      u"Servers as started"_s,
                      {},
                      {u"Server"_s, u"Command line"_s, u"Parameters"_s, u"Versions"_s, u"Backlog"_s},
                      {}};
    for (qsizetype v = 0; v < result.variants.size(); ++v) {
        const ResolvedVariant &variant = result.variants[v];
        QString command = u"–"_s;
        qint64 backlog = -1;
        for (const TrialResult &trial : result.trials) {
            if (trial.planned.variant == v && !trial.commandLine.isEmpty()) {
                command = trial.commandLine.join(u' ');
                backlog = std::max<qint64>(backlog, trial.backlog);
            }
        }
        QStringList versions{variant.interpreter};
        for (auto it = variant.versions.begin(); it != variant.versions.end(); ++it)
            versions.append(it.key() + u' ' + it.value());
        table.rows.append(
            {word(variant.name), word(command),
             word(QString::fromUtf8(QJsonDocument(variant.parameters).toJson(QJsonDocument::Compact))),
             word(versions.join(u", "_s)),
             number(backlog < 0 ? u"–"_s : formatCount(backlog), double(backlog))});
    }
    for (const TrialResult &trial : result.trials) {
        if (!trial.upstream)
            continue;
        table.rows.append({word(u"Slow API of %1"_s.arg(result.variants[trial.planned.variant].name)),
                           word(trial.upstream->commandLine.join(u' ')), word({}),
                           word(trial.upstream->lastWords), number(u"–"_s, -1)});
    }
    return table;
}

ReportTable systemTable(const MachineFacts &m)
{
    const auto known = [](qint64 value) { return value < 0 ? QString() : formatCount(value); };
    return pairsTable(
        u"system"_s, u"System"_s,
        {{u"CPU"_s, m.cpuModel},
         {u"Cores"_s, formatCount(m.cores)},
         {u"Memory"_s, m.memoryBytes < 0 ? QString() : formatBytes(m.memoryBytes)},
         {u"Distribution"_s, m.distribution},
         {u"Kernel"_s, m.kernel},
         {u"CPU governor"_s, m.governor},
         {u"Load average before"_s, m.loadBefore < 0 ? QString() : QString::number(m.loadBefore, 'f', 2)},
         {u"Open files limit"_s, known(m.nofile)},
         {u"somaxconn"_s, known(m.somaxconn)},
         {u"Port range"_s,
          m.portRangeFirst < 0 ? QString() : u"%1–%2"_s.arg(m.portRangeFirst).arg(m.portRangeLast)},
         {u"Loadstone"_s, m.loadstoneVersion},
         {u"Qt"_s, m.qtVersion}});
}

ReportTable eventsTable(const RunResult &result)
{
    ReportTable table{u"events"_s, u"Events"_s, {}, {u"At"_s, u"Event"_s}, {}};
    for (const TimelineMark &mark : result.marks)
        table.rows.append({number(formatClock(mark.atS), mark.atS), word(mark.text)});
    return table;
}

BarChart barsOf(const QList<VariantSummary> &variants)
{
    const bool isByTime = isSetBySchedule(variants);
    const bool hasVerdict = whyNoVerdict(variants).isEmpty();
    const double best = bestValue(variants, isByTime);
    BarChart chart;
    chart.id = isByTime ? u"times"_s : u"rates"_s;
    chart.title =
        isByTime ? u"Median response time; shorter is better"_s : u"Requests per second; longer is better"_s;
    for (const VariantSummary &v : variants) {
        const double value = comparedValue(v, isByTime);
        const QString text = isByTime ? formatMicroseconds(qint64(value)) : formatRate(value);
        const QString label = !v.isMeasured() ? u"not measured"_s
            : value <= 0                      ? u"no valid response"_s
            : hasVerdict                      ? u"%1 (%2)"_s.arg(text, relative(value, best).text)
                                              : text;
        chart.bars.append({v.name, std::max(0.0, value), label, paletteRole(v.variant)});
    }
    return chart;
}

QList<LogExcerpt> logsOf(const RunResult &result)
{
    QList<LogExcerpt> logs;
    for (const TrialResult &trial : result.trials) {
        if (trial.end != TrialEnd::NotMeasured && trial.end != TrialEnd::ServerDied)
            continue;
        QStringList lines = trial.lastLog.mid(std::max<qsizetype>(0, trial.lastLog.size() - 50));
        for (QString &line : lines)
            line.truncate(500);
        logs.append({u"%1, repeat %2"_s.arg(result.variants[trial.planned.variant].name)
                         .arg(trial.planned.repeat + 1),
                     trial.problem, lines.join(u'\n')});
    }
    return logs;
}

} // namespace

ReportModel reportOf(const RunResult &result)
{
    ReportModel model;
    const QString name = result.profile.name.isEmpty() ? result.profile.id : result.profile.name;
    model.title = name.isEmpty() ? result.id : name;
    model.dateText = result.startedAt.toString(u"yyyy-MM-dd HH:mm t"_s);
    model.variants = summarize(result);
    model.answer = answerOf(result, model.variants);
    model.finding = findingOf(result, model.variants);
    model.reservations = reservationsOf(result, model.variants);
    QStringList context{describeLoad(result.profile),
                        result.profile.capacity
                            ? formatDuration(result.profile.capacity->hold) + u" each level"_s
                            : describeLength(result.profile.load),
                        u"%1 × each"_s.arg(result.profile.measurement.repeats)};
    if (!result.variants.isEmpty() && !result.variants.first().interpreter.isEmpty())
        context.append(result.variants.first().interpreter);
    context += {formatCounted(result.machine.cores, u"cores"_s), describePath(result)};
    model.contextLine = context.join(u" · "_s);
    model.verdicts = judge(result, model.variants);
    model.warnings = groupedWarnings(result);
    model.bars = barsOf(model.variants);
    ChartOptions options;
    options.cores = std::max(1, result.machine.cores);
    model.charts = runCharts(RunSeries::of(result), options);
    model.percentilePlot = percentilePlotOf(model.variants);
    model.comparison = comparisonTable(model.variants);
    model.capacity = capacityTable(result);
    model.schedule = scheduleTable(result);
    model.endpoints = endpointsTable(model.variants);
    model.phases = phasesTable(model.variants);
    model.percentiles = percentilesTable(model.variants);
    model.failures = failuresTable(result);
    model.resources = resourcesTable(model.variants);
    model.repeats = repeatsTable(result);
    model.settings = settingsTable(result);
    model.commands = commandsTable(result);
    model.system = systemTable(result.machine);
    model.events = eventsTable(result);
    model.logs = logsOf(result);
    model.glossary = glossaryOf(result);
    model.method = methodOf(result);
    const QByteArray hash =
        QCryptographicHash::hash(result.profileJson, QCryptographicHash::Sha256).toHex().left(16);
    model.footer = u"Loadstone %1 · result format 1 · run %2 · profile SHA-256 %3…"_s.arg(
        result.machine.loadstoneVersion, result.id, QString::fromLatin1(hash));
    return model;
}

} // namespace loadstone
