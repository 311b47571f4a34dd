// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/scheduletable.h"

#include "core/text/metrictext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class ScheduleTable
{
    Q_DECLARE_TR_FUNCTIONS(ScheduleTable)
};

} // namespace

ReportTable scheduleTable(const RunRecord &result)
{
    using enum Metric;
    static const QList<Metric> metrics{DueRps,     Rps, Waited,     Dropped, P50,
                                       ServiceP50, P99, ServiceP99, LateP99};
    ReportTable table{u"schedule"_s,
                      ScheduleTable::tr("Schedule"),
                      {},
                      {ScheduleTable::tr("Server"), ScheduleTable::tr("Repeat")},
                      {}};
    for (const Metric metric : metrics)
        table.headers << metricHeader(metric);
    for (const TrialRecord &trial : result.trials) {
        const TrialStats stats = analyseTrial(trial);
        if (!trial.load.hasDueTimes || !stats.isMeasured())
            continue;
        QList<ReportCell> row{textCell(result.servers[trial.planned.key.server].name),
                              countCell(trial.planned.key.repeat + 1)};
        for (const Metric metric : metrics)
            row << makeMetricCell(metric, stats);
        table.rows.append(row);
    }
    if (!table.rows.isEmpty())
        table.note = ScheduleTable::tr(
            "Response times count from the due time, service times from the actual send. Waited: started "
            "late because all connections were busy. Dropped: due, never sent.");
    return table;
}

} // namespace loadstone
