// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/capacitytable.h"

#include "core/present/capacitytext.h"
#include "core/profile/loadmodel.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"

#include <QCoreApplication>
#include <QJsonArray>

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
    return result.profile.measurement.repeats > 1 ? u"%1 #%2"_s.arg(name).arg(trial.planned.key.repeat + 1)
                                                  : name;
}

/// Records have −1 for what is unknown.
ReportCell makeCell(Metric metric, double value)
{
    return makeMetricCell(metric, value < 0 ? std::nullopt : std::optional(value));
}

template<typename T>
QJsonValue known(T value)
{
    return value < 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(value);
}

QJsonObject probeJson(const CapacityProbe &probe)
{
    return {{u"level"_s, probe.level},
            {u"confirmation"_s, probe.isConfirmation},
            {u"held"_s, probe.isHeld},
            {u"why"_s, probe.why},
            {u"at_s"_s, probe.atS},
            {u"log"_s, probe.log},
            {u"rps"_s, probe.rps},
            {u"intended_rate"_s, known(probe.intendedRps)},
            {u"p50_us"_s, known(probe.p50Us)},
            {u"p99_us"_s, known(probe.p99Us)},
            {u"failed_percent"_s, known(probe.failedPercent)},
            {u"server_cpu_percent"_s, known(probe.serverCpuPercent)},
            {u"client_limited"_s, probe.isClientLimited}};
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
    table.headers = {
        CapacityTable::tr("Server"),     CapacityTable::tr("Level"),  metricHeader(Metric::Rps),
        metricHeader(Metric::P50),       metricHeader(Metric::P99),   metricHeader(Metric::FailureRate),
        metricHeader(Metric::ServerCpu), CapacityTable::tr("Result"), CapacityTable::tr("Log")};
    table.shortColumns = table.headers.size() - 1;
    for (const TrialRecord &trial : result.trials) {
        if (!trial.capacity)
            continue;
        for (const CapacityProbe &probe : trial.capacity->probes) {
            QString said =
                probe.isHeld ? CapacityTable::tr("held") : CapacityTable::tr("failed: %1").arg(probe.why);
            if (probe.isConfirmation)
                said = CapacityTable::tr("%1 (tried again)").arg(said);
            if (probe.isClientLimited)
                said = CapacityTable::tr("%1, client-limited").arg(said);
            table.rows.append(
                {textCell(rowName(trial, result)),
                 numberCell(describeTarget(result.profile.load, probe.level), probe.level),
                 makeCell(Metric::Rps, probe.rps), makeCell(Metric::P50, probe.p50Us),
                 makeCell(Metric::P99, probe.p99Us), makeCell(Metric::FailureRate, probe.failedPercent),
                 makeCell(Metric::ServerCpu, probe.serverCpuPercent), textCell(said), textCell(probe.log)});
        }
    }
    table.note = CapacityTable::tr(
        "In the order in which they were tried. The other tables have the figures of the highest level "
        "that held. Log: the level's histograms, in the run's folder. CPU: % of one core.");
    return table;
}

QJsonObject toJson(const CapacityResult &capacity)
{
    QJsonArray probes;
    for (const CapacityProbe &probe : capacity.probes)
        probes.append(probeJson(probe));
    return {{u"end"_s, capacityEndId(capacity.end)},
            {u"highest_held"_s, known(capacity.highestHeld)},
            {u"lowest_broken"_s, known(capacity.lowestBroken)},
            {u"probes"_s, probes}};
}

} // namespace loadstone
