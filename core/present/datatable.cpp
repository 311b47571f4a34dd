// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/datatable.h"

#include "core/analysis/trialstats.h"

#include <cmath>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double usPerMs = 1'000;

/// In which the columns of a metric are: times are in ms, as in all other tables.
QString dataUnit(MetricUnit unit)
{
    switch (unit) {
    case MetricUnit::Count:
        return {};
    case MetricUnit::PerSecond:
        return u"1/s"_s;
    case MetricUnit::TimeUs:
    case MetricUnit::TimeMs:
        return u"ms"_s;
    case MetricUnit::Percent:
        return u"%"_s;
    case MetricUnit::PercentOfCore:
        return u"% of a core"_s;
    case MetricUnit::Bytes:
        return u"B"_s;
    case MetricUnit::TimeS:
        return u"s"_s;
    }
    Q_UNREACHABLE();
}

QString header(const QString &name, const QString &unit)
{
    return unit.isEmpty() ? name : u"%1 (%2)"_s.arg(name, unit);
}

/// Six significant digits, whole numbers whole.
QString number(std::optional<double> value)
{
    if (!value || !std::isfinite(*value))
        return {};
    const bool isWhole = *value == std::floor(*value) && std::abs(*value) < 1e15;
    return isWhole ? QString::number(qint64(*value)) : QString::number(*value, 'g', 6);
}

QString count(std::optional<qint64> value) { return value ? QString::number(*value) : QString(); }

/// A position in a run, to the millisecond.
QString position(double seconds) { return QString::number(seconds, 'f', 3); }

QString milliseconds(std::optional<qint64> us) { return us ? number(double(*us) / usPerMs) : QString(); }

QString cell(Metric metric, std::optional<double> value)
{
    const bool isUs = metricInfo(metric).unit == MetricUnit::TimeUs;
    return number(isUs && value ? std::optional(*value / usPerMs) : value);
}

QStringList metricColumns(const QList<Metric> &metrics)
{
    QStringList headers;
    for (const Metric metric : metrics)
        headers << header(metricInfo(metric).id, dataUnit(metricInfo(metric).unit));
    return headers;
}

template<typename Stats>
QStringList metricValues(const QList<Metric> &metrics, const Stats &stats)
{
    QStringList cells;
    for (const Metric metric : metrics)
        cells << cell(metric, stats.value(metric));
    return cells;
}

QList<Metric> allMetrics()
{
    QList<Metric> metrics;
    for (const QString &id : metricIds())
        metrics << *metricById(id);
    return metrics;
}

const QStringList trialColumns{u"trial"_s, u"server"_s, u"stack"_s, u"repeat"_s};

QStringList trialValues(const RunRecord &run, const TrialRecord &trial)
{
    const ResolvedServer &server = run.servers.at(trial.planned.key.server);
    return {QString::number(trial.planned.index + 1), server.name, server.stack.id,
            QString::number(trial.planned.key.repeat + 1)};
}

DataTable trialTable(const RunRecord &run)
{
    const QList<Metric> metrics = allMetrics();
    DataTable table{u"trials"_s, trialColumns, {}};
    table.headers << u"started at (s)"_s << u"end"_s << u"measured (s)"_s << metricColumns(metrics)
                  << u"problem"_s;
    for (const TrialRecord &trial : run.trials) {
        const TrialStats stats = analyseTrial(trial);
        table.rows << trialValues(run, trial)
                + QStringList{position(trial.timeline.startedAtS), trialEndId(trial.end),
                              number(stats.load.measuredS)}
                + metricValues(metrics, stats) + QStringList{trial.problem.english()};
    }
    return table;
}

DataTable endpointTable(const RunRecord &run)
{
    using enum Metric;
    static const QList<Metric> metrics{Requests, Rps, Mean, P50, P75,         P90,
                                       P95,      P99, P999, Max, FailureRate, CutOff};
    DataTable table{u"endpoints"_s, trialColumns, {}};
    table.headers << u"endpoint"_s << metricColumns(metrics);
    for (int outcome = 0; outcome < outcomeClassCount; ++outcome)
        table.headers << outcomeClassId(OutcomeClass(outcome));
    for (const TrialRecord &trial : run.trials) {
        for (const RequestStats &endpoint : analyseTrial(trial).load.endpoints) {
            QStringList row = trialValues(run, trial) << endpoint.metrics().title();
            row << metricValues(metrics, endpoint);
            for (const qint64 count : endpoint.metrics().counts)
                row << QString::number(count);
            table.rows << row;
        }
    }
    return table;
}

DataTable secondTable(const RunRecord &run)
{
    DataTable table{u"seconds"_s, trialColumns, {}};
    table.headers << u"start (s)"_s << u"length (s)"_s << u"phase"_s << u"started"_s << u"due"_s
                  << u"dropped"_s << u"received (B)"_s << u"p50 (ms)"_s << u"p90 (ms)"_s << u"p99 (ms)"_s
                  << u"max (ms)"_s << u"service p99 (ms)"_s << u"late p99 (ms)"_s << u"target"_s << u"users"_s
                  << u"in flight"_s << u"client cpu (% of a core)"_s;
    for (int outcome = 0; outcome < outcomeClassCount; ++outcome)
        table.headers << outcomeClassId(OutcomeClass(outcome));
    for (const TrialRecord &trial : run.trials) {
        for (const SecondBucket &second : trial.timeline.seconds) {
            QStringList row = trialValues(run, trial);
            row << position(second.startS) << number(second.lengthS) << phaseId(second.phase)
                << QString::number(second.started) << QString::number(second.due)
                << QString::number(second.dropped) << QString::number(second.bytesReceived)
                << milliseconds(second.p50Us) << milliseconds(second.p90Us) << milliseconds(second.p99Us)
                << milliseconds(second.maxUs) << milliseconds(second.serviceP99Us)
                << milliseconds(second.lateP99Us) << number(second.target) << QString::number(second.users)
                << QString::number(second.inFlight) << number(second.clientCpuPercent);
            for (const qint64 count : second.counts)
                row << QString::number(count);
            table.rows << row;
        }
    }
    return table;
}

DataTable resourceTable(const RunRecord &run)
{
    DataTable table{u"resources"_s, trialColumns, {}};
    table.headers << u"at (s)"_s << u"phase"_s << u"cpu user (% of a core)"_s << u"cpu system (% of a core)"_s
                  << u"pss (B)"_s << u"uss (B)"_s << u"rss (B)"_s << u"processes"_s << u"threads"_s
                  << u"fds"_s << u"context switches"_s << u"upstream cpu (% of a core)"_s;
    for (const TrialRecord &trial : run.trials) {
        for (const ResourceSample &sample : trial.timeline.resources) {
            table.rows << trialValues(run, trial)
                    + QStringList{position(sample.atS),
                                  phaseId(sample.phase),
                                  number(sample.cpuUserPercent),
                                  number(sample.cpuSystemPercent),
                                  count(sample.pssBytes),
                                  count(sample.ussBytes),
                                  count(sample.rssBytes),
                                  QString::number(sample.processes),
                                  QString::number(sample.threads),
                                  count(sample.fds),
                                  count(sample.contextSwitches),
                                  number(sample.upstreamCpuPercent)};
        }
    }
    return table;
}

} // namespace

QList<DataTable> makeDataTables(const RunRecord &run)
{
    return {trialTable(run), secondTable(run), endpointTable(run), resourceTable(run)};
}

} // namespace loadstone
