// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runtiles.h"

#include "core/load/health.h"
#include "core/results/runrecord.h"
#include "core/text/format.h"
#include "ui/models/liverun.h"
#include "ui/widgets/tile.h"

#include <QHBoxLayout>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Maximum rate of the current users for an infinitely fast server; -1 without pauses.
double ceilingNow(const LiveRun &run)
{
    const auto result = run.result();
    if (!result || result->profile.load.isOpen() || run.series().seconds.isEmpty())
        return -1;
    Load load = result->profile.load;
    load.users = int(run.series().seconds.last().target);
    return pacingCeiling(load, Seconds::zero());
}

} // namespace

RunTiles::RunTiles(const LiveRun &run, QWidget *parent)
    : QWidget(parent), m_run(run),
      m_schedule(new Tile(
          tr("Responses / target per s"), u"8,888 / 8,888"_s,
          tr("Successful responses in the last full second, and the requests scheduled for it; below, the "
             "mean of the measure phase. At the end of a trial, both for the whole measure phase."))),
      m_late(new Tile(tr("Late starts, p99"), u"888 ms"_s,
                      tr("Lateness of 99 % of the requests that found a free connection, from the scheduled "
                         "start to the send. Waiting for a connection counts towards response time. Below, "
                         "the requests that waited and those that were dropped."))),
      m_rps(new Tile(
          tr("Requests/s"), u"88,888"_s,
          tr("Successful responses in the last full second; below, the mean of the measure phase. At the end "
             "of a trial, the mean of the whole measure phase. ≤: upper bound from think time or pacing. By "
             "schedule: the rate is within 5 % of that bound, so the schedule set it, not the server."))),
      m_p50(new Tile(
          tr("p50"), u"8.88 ms"_s,
          tr("Median response time of the last full second; at the end, of the whole measure phase."))),
      m_p99(new Tile(tr("p99"), u"8.88 ms"_s,
                     tr("99th percentile of the response time of the last full second; at the end, of the "
                        "whole measure phase. Below, its highest value in any second; for scheduled "
                        "requests, the service time, from the actual send."))),
      m_failures(
          new Tile(tr("Failures"), u"8,888"_s,
                   tr("Failed requests in the measure phase. Failures are excluded from response times."))),
      m_cpu(new Tile(
          tr("Server CPU"), u"888 %"_s,
          tr("All processes of the server; 100 % is one core. At the end, the mean of the measure phase."))),
      m_memory(new Tile(
          tr("Server memory"), u"88.8 MiB"_s,
          tr("All processes of the server, shared pages divided among them (PSS). At the end, the peak."))),
      m_client(new Tile(tr("Client CPU"), u"888 %"_s,
                        tr("CPU usage of the load generator. Near 100 % per thread, the result measures the "
                           "generator, not the server. At the end, the mean of the measure phase.")))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    for (Tile *tile : {m_schedule, m_late, m_rps, m_p50, m_p99, m_failures, m_cpu, m_memory, m_client})
        layout->addWidget(tile, 1);
    m_schedule->setObjectName(u"tileSchedule"_s);
    m_late->setObjectName(u"tileLate"_s);
    m_rps->setObjectName(u"tileRps"_s);
    m_p50->setObjectName(u"tileP50"_s);
    m_p99->setObjectName(u"tileP99"_s);
    m_failures->setObjectName(u"tileFailures"_s);
    m_cpu->setObjectName(u"tileCpu"_s);
    m_memory->setObjectName(u"tileMemory"_s);
    m_client->setObjectName(u"tileClient"_s);
    refresh();
}

void RunTiles::refresh()
{
    showSchedule();
    const RunFigures f = m_run.figures();
    const auto below = [](bool isKnown, const QString &text) { return isKnown ? text : QString(); };
    const auto ofResult = [&](double value, const QString &text) {
        return below(f.isResult() && value >= 0, text);
    };
    m_rps->setValue(formatRate(f.rps), belowRate(f));
    m_p50->setValue(formatMicroseconds(f.p50Us), {});
    m_p99->setValue(formatMicroseconds(f.p99Us),
                    f.serviceP99Us >= 0
                        ? tr("service %1").arg(formatMicroseconds(f.serviceP99Us))
                        : below(f.worstP99Us >= 0, tr("worst %1").arg(formatMicroseconds(f.worstP99Us))));
    // Before the measure phase there are no failures to count.
    m_failures->setValue(f.failedPercent >= 0 ? formatCount(f.failures) : formatMicroseconds(-1),
                         below(f.failedPercent >= 0, formatPercent(f.failedPercent)));
    m_cpu->setValue(formatPercent(f.serverCpu),
                    f.isResult()
                        ? ofResult(f.serverCpu, tr("mean"))
                        : below(f.phaseServerCpu >= 0, tr("mean %1").arg(formatPercent(f.phaseServerCpu))));
    m_memory->setValue(formatBytes(f.serverMemory),
                       f.isResult() ? ofResult(double(f.peakMemory), tr("peak"))
                                    : below(f.peakMemory >= 0, tr("peak %1").arg(formatBytes(f.peakMemory))));
    m_client->setValue(formatPercent(f.clientCpu), ofResult(f.clientCpu, tr("mean")));
}

QString RunTiles::belowRate(const RunFigures &f) const
{
    if (f.isPacingBound)
        return tr("of %1 by schedule").arg(formatRate(f.pacingCeilingRps));
    QStringList parts;
    if (f.isResult())
        parts << tr("mean of %1").arg(formatDuration(Seconds(f.resultOfS)));
    else if (f.phaseRps >= 0)
        parts << tr("mean %1").arg(formatRate(f.phaseRps));
    const double ceiling = f.isResult() ? f.pacingCeilingRps : ceilingNow(m_run);
    if (ceiling > 0)
        parts << tr("≤ %1", "at most").arg(formatRate(ceiling));
    return parts.join(u", "_s);
}

void RunTiles::showSchedule()
{
    const auto result = m_run.result();
    const bool isOpen = result && result->profile.load.isOpen();
    m_schedule->setVisible(isOpen);
    m_late->setVisible(isOpen);
    m_rps->setVisible(!isOpen);
    m_p50->setVisible(!isOpen);
    if (!isOpen)
        return;
    const RunFigures f = m_run.figures();
    const QString mean = f.isResult() ? tr("mean of %1").arg(formatDuration(Seconds(f.resultOfS)))
        : f.phaseRps >= 0             ? tr("mean %1").arg(formatRate(f.phaseRps))
                                      : QString();
    m_schedule->setValue(
        tr("%1 / %2", "responses and target").arg(formatRate(f.rps), formatRate(f.targetRps)), mean);
    m_late->setValue(formatMicroseconds(f.lateP99Us),
                     f.waited >= 0
                         ? tr("%1 waited, %2 dropped").arg(formatCount(f.waited), formatCount(f.dropped))
                         : tr("%1 dropped").arg(formatCount(f.dropped)));
}

} // namespace loadstone
