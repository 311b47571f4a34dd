// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/servertables.h"

#include "core/text/metrictext.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class ServerTables
{
    Q_DECLARE_TR_FUNCTIONS(ServerTables)
};

} // namespace

QStringList metricHeaders(const QList<Metric> &metrics)
{
    QStringList headers;
    for (const Metric metric : metrics)
        headers << metricHeader(metric);
    return headers;
}

ReportTable percentilesTable(const QList<ServerStats> &servers)
{
    using enum Metric;
    static const QList<Metric> metrics{P50, P75, P90, P95, P99, P999, Max};
    ReportTable table{u"percentiles"_s, ServerTables::tr("Percentiles, ms"), {}, {}, {}};
    table.headers = QStringList{ServerTables::tr("Server")};
    for (const Metric metric : metrics)
        table.headers << metricTitle(metric);
    table.headers << ServerTables::tr("Samples");
    for (const ServerStats &server : servers)
        table.rows.append(QList<ReportCell>{textCell(server.name)} + makeCells(metrics, server)
                          + QList<ReportCell>{countCell(server.pooled.metrics().shownTimes().count())});
    return table;
}

ReportTable resourcesTable(const QList<ServerStats> &servers)
{
    QList<Metric> metrics{Metric::ServerCpu, Metric::CpuMsPerRequest, Metric::RpsPerCpuSecond,
                          Metric::PeakMemory, Metric::ReadyAfter};
    ReportTable table{
        u"resources"_s,
        ServerTables::tr("Resources"),
        ServerTables::tr("The whole process tree of each server while measuring. CPU: % of one core. Peak: "
                         "memory as PSS, or else as RSS."),
        {},
        {}};
    const bool hasUpstream = std::any_of(servers.begin(), servers.end(), [](const ServerStats &server) {
        return server.value(Metric::UpstreamCpu).has_value();
    });
    if (hasUpstream) {
        table.note += u' '
            + ServerTables::tr("The slow upstream is a separate process, excluded from the other columns.");
        metrics << Metric::UpstreamCpu;
    }
    table.headers = QStringList{ServerTables::tr("Server")} + metricHeaders(metrics);
    for (const ServerStats &server : servers)
        table.rows.append(QList<ReportCell>{textCell(server.name)} + makeCells(metrics, server));
    return table;
}

} // namespace loadstone
