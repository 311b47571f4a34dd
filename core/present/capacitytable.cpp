// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/capacitytable.h"

#include "core/present/capacitytext.h"
#include "core/profile/loadmodel.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"

#include <QCoreApplication>

#include <optional>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class CapacityTable
{
    Q_DECLARE_TR_FUNCTIONS(CapacityTable)
};

QString rowName(const TrialRecord &trial, const RunRecord &result)
{
    const QString name = result.servers[trial.planned.key.server].name;
    return roundCount(result) > 1 ? u"%1 #%2"_s.arg(name).arg(trial.planned.key.repeat + 1) : name;
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
    ReportTable table{u"capacity"_s, CapacityTable::tr("Levels tried"), {}, {}, {}};
    table.headers = {CapacityTable::tr("Server"),     CapacityTable::tr("Level"),
                     metricHeader(Metric::Rps),       metricHeader(Metric::P50),
                     metricHeader(Metric::P99),       metricHeader(Metric::FailureRate),
                     metricHeader(Metric::ServerCpu), CapacityTable::tr("Result")};
    for (const TrialRecord &trial : result.trials) {
        if (!trial.capacity)
            continue;
        for (const CapacityProbe &probe : trial.capacity->probes) {
            QString said = probe.isSustained ? CapacityTable::tr("sustained")
                                             : CapacityTable::tr("failed: %1").arg(probe.why.translated());
            if (probe.isConfirmation)
                said = CapacityTable::tr("%1 (tried again)").arg(said);
            if (probe.isClientLimited)
                said = CapacityTable::tr("%1, client-limited").arg(said);
            table.rows.append({textCell(rowName(trial, result)),
                               numberCell(describeTarget(result.profile.load, probe.level), probe.level),
                               makeMetricCell(Metric::Rps, probe.rps),
                               makeMetricCell(Metric::P50, probe.p50Us),
                               makeMetricCell(Metric::P99, probe.p99Us),
                               makeMetricCell(Metric::FailureRate, probe.failedPercent),
                               makeMetricCell(Metric::ServerCpu, probe.serverCpuPercent), textCell(said)});
        }
    }
    table.note = CapacityTable::tr(
        "In the order in which they were tried. The other tables have the figures of the highest level "
        "sustained. CPU: % of one core.");
    return table;
}

} // namespace loadstone
