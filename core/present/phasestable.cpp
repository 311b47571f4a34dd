// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/phasestable.h"

#include "core/text/format.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class PhasesTable
{
    Q_DECLARE_TR_FUNCTIONS(PhasesTable)
};

QList<ReportCell> makeRow(const QString &server, RequestPhase phase, const Histogram &times)
{
    QList<ReportCell> row{textCell(server), textCell(requestPhaseId(phase)), countCell(times.count())};
    for (const double percent : {50.0, 90.0, 99.0, 100.0}) {
        const qint64 us = times.percentile(percent);
        row.append(numberCell(formatAsMilliseconds(us), double(us)));
    }
    return row;
}

} // namespace

ReportTable phasesTable(const QList<ServerStats> &servers)
{
    ReportTable table{u"phases"_s,
                      PhasesTable::tr("Parts of a request"),
                      PhasesTable::tr("No successful requests."),
                      {},
                      {}};
    table.headers = {PhasesTable::tr("Server"), PhasesTable::tr("Part"),   PhasesTable::tr("Requests"),
                     PhasesTable::tr("p50 ms"), PhasesTable::tr("p90 ms"), PhasesTable::tr("p99 ms"),
                     PhasesTable::tr("max ms")};
    for (const ServerStats &server : servers) {
        for (int i = 0; i < requestPhaseCount; ++i) {
            const Histogram &times = server.pooled.metrics().phases[size_t(i)];
            if (!times.isEmpty())
                table.rows.append(makeRow(server.name, RequestPhase(i), times));
        }
    }
    if (!table.rows.isEmpty())
        table.note = PhasesTable::tr(
            "blocked: waiting for a connection. connect: of new connections only; steps of whole seconds are "
            "SYNs that the kernel dropped, usually because of a full backlog, and retransmitted. wait: from "
            "the end of the request to the first byte of the response.");
    return table;
}

} // namespace loadstone
