// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/scheduletable.h"

#include "core/base/format.h"

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

ReportCell number(const QString &text, double value) { return {text, value, true}; }

ReportCell rate(double value) { return number(formatRate(value), value); }

ReportCell milliseconds(qint64 us) { return number(formatAsMilliseconds(us), double(us)); }

ReportCell count(qint64 value) { return number(formatCount(value), double(value)); }

} // namespace

ReportTable scheduleTable(const RunResult &result)
{
    ReportTable table{u"schedule"_s, u"Schedule"_s, {}, {}, {}};
    table.headers = {u"Server"_s, u"Repeat"_s,         u"Due RPS"_s,         u"Answered RPS"_s,
                     u"Waited"_s, u"Dropped"_s,        u"p50 ms"_s,          u"Service p50 ms"_s,
                     u"p99 ms"_s, u"Service p99 ms"_s, u"Sent late p99 ms"_s};
    const auto time = [](const Histogram &times, double percent) {
        return milliseconds(times.isEmpty() ? -1 : times.percentile(percent));
    };
    for (const TrialResult &trial : result.trials) {
        const LoadResult &load = trial.load;
        if (!load.hasDueTimes || load.measuredS <= 0)
            continue;
        const EndpointMetrics total = load.measured.total();
        const auto ofOpen = [&load](qint64 value) { return load.isOpen ? count(value) : number(u"–"_s, -1); };
        table.rows.append({{result.variants[trial.planned.variant].name, 0, false},
                           count(trial.planned.repeat + 1),
                           rate(load.intendedRps),
                           rate(load.rps()),
                           ofOpen(load.waited),
                           ofOpen(load.dropped),
                           time(total.responseTime, 50),
                           time(total.serviceTime, 50),
                           time(total.responseTime, 99),
                           time(total.serviceTime, 99),
                           milliseconds(load.client.sendLateP99Us)});
    }
    if (!table.rows.isEmpty())
        table.note =
            u"Requests are due at a moment, and times count from it. Service times count from when a "
            "request was really sent and leave out what it waited. Waited: started late, because "
            "every connection was taken. Dropped: due, and never started."_s;
    return table;
}

} // namespace loadstone
