// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/capacitytable.h"

#include "core/profile/loadmodel.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"

#include <optional>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

QString rowName(const TrialRecord &trial, const RunRecord &result)
{
    const QString name = result.servers[trial.planned.key.server].name;
    return result.profile.measurement.repeats > 1 ? u"%1 #%2"_s.arg(name).arg(trial.planned.key.repeat + 1)
                                                  : name;
}

} // namespace

QString capacityFinding(const RunRecord &result)
{
    QStringList sentences;
    for (const TrialRecord &trial : result.trials) {
        if (trial.capacity && trial.end != TrialEnd::NotMeasured)
            sentences << u"%1 %2."_s.arg(rowName(trial, result),
                                         describeCapacity(*trial.capacity, result.profile.load,
                                                          result.profile.capacity.value_or(Capacity())));
    }
    return sentences.join(u' ');
}

ReportTable capacityTable(const RunRecord &result)
{
    ReportTable table{u"capacity"_s, u"Levels tried"_s, {}, {}, {}};
    table.headers = {u"Server"_s,
                     u"Level"_s,
                     metricHeader(Metric::Rps),
                     metricHeader(Metric::P50),
                     metricHeader(Metric::P99),
                     metricHeader(Metric::FailureRate),
                     metricHeader(Metric::ServerCpu),
                     u"Result"_s,
                     u"Log"_s};
    table.shortColumns = table.headers.size() - 1;
    for (const TrialRecord &trial : result.trials) {
        if (!trial.capacity)
            continue;
        for (const CapacityProbe &probe : trial.capacity->probes) {
            QString said = probe.isSustained ? u"sustained"_s : u"failed: %1"_s.arg(probe.why);
            if (probe.isConfirmation)
                said += u" (tried again)"_s;
            if (probe.isClientLimited)
                said += u", client-limited"_s;
            table.rows.append({textCell(rowName(trial, result)),
                               numberCell(describeTarget(result.profile.load, probe.level), probe.level),
                               makeMetricCell(Metric::Rps, probe.rps),
                               makeMetricCell(Metric::P50, probe.p50Us),
                               makeMetricCell(Metric::P99, probe.p99Us),
                               makeMetricCell(Metric::FailureRate, probe.failedPercent),
                               makeMetricCell(Metric::ServerCpu, probe.serverCpuPercent), textCell(said),
                               textCell(probe.log)});
        }
    }
    table.note =
        u"In the order in which they were tried. The other tables have the figures of the highest level "
        u"sustained. Log: the level's histograms, in the run's folder. CPU: % of one core."_s;
    return table;
}

} // namespace loadstone
