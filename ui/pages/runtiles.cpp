// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runtiles.h"

#include "core/analysis/livestats.h"
#include "core/load/health.h"
#include "core/results/runrecord.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"
#include "ui/models/liverun.h"
#include "ui/widgets/tile.h"

#include <QHBoxLayout>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// What the users of the moment can send at most, however fast the server is; nothing without waits.
std::optional<double> ceilingNow(const LiveRun &run)
{
    std::optional<Load> load = run.load();
    if (!load || load->isOpen() || run.series().seconds.isEmpty())
        return {};
    load->users = int(run.series().seconds.last().target.value_or(0));
    return pacingCeiling(*load, Seconds::zero());
}

QString shownText(const LiveStats &stats, Metric metric) { return metricText(metric, stats.shown(metric)); }

/// "mean of 20 s" of a result, else the mean of the measure phase so far.
QString meanText(const LiveStats &stats)
{
    if (stats.isResult)
        return RunTiles::tr("mean of %1").arg(formatDuration(Seconds(stats.trial.load.measuredS)));
    const std::optional<double> rps = stats.trial.value(Metric::Rps);
    return rps ? RunTiles::tr("mean %1").arg(formatRate(rps)) : QString();
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
    const LiveStats &stats = m_run.stats();
    showSchedule(stats);
    m_rps->setValue(formatRate(stats.shown(Metric::Rps)), belowRate(stats));
    m_p50->setValue(shownText(stats, Metric::P50), {});
    showSlowest(stats);
    showFailures(stats);
    showResources(stats);
}

void RunTiles::showSlowest(const LiveStats &stats)
{
    const bool hasDueTimes = stats.isResult ? !stats.trial.load.total.metrics().responseTime.isEmpty()
                                            : stats.shown(Metric::ServiceP99).has_value();
    QString below;
    if (hasDueTimes)
        below = tr("service %1").arg(shownText(stats, Metric::ServiceP99));
    else if (stats.trial.worstSecondP99Us)
        below = tr("worst %1").arg(formatMicroseconds(stats.trial.worstSecondP99Us));
    m_p99->setValue(shownText(stats, Metric::P99), below);
}

void RunTiles::showFailures(const LiveStats &stats)
{
    // Before the measure phase there is nothing that could have failed in it.
    const std::optional<double> percent = stats.trial.value(Metric::FailureRate);
    const qint64 failed = stats.trial.load.total.metrics().failed();
    m_failures->setValue(percent ? formatCount(failed) : formatPercent({}),
                         percent ? formatPercent(percent) : QString());
}

void RunTiles::showResources(const LiveStats &stats)
{
    const TrialStats &trial = stats.trial;
    const auto below = [&stats](bool isKnown, const QString &ofResult, const QString &soFar) {
        return !isKnown ? QString() : stats.isResult ? ofResult : soFar;
    };
    m_cpu->setValue(shownText(stats, Metric::ServerCpu),
                    below(trial.serverCpuPercent.has_value(), tr("mean"),
                          tr("mean %1").arg(formatPercent(trial.serverCpuPercent))));
    m_memory->setValue(shownText(stats, Metric::PeakMemory),
                       below(trial.peakMemory.bytes.has_value(), tr("peak"),
                             tr("peak %1").arg(formatBytes(trial.peakMemory.bytes))));
    m_client->setValue(shownText(stats, Metric::ClientCpu),
                       below(stats.isResult && trial.value(Metric::ClientCpu), tr("mean"), {}));
}

QString RunTiles::belowRate(const LiveStats &stats) const
{
    if (stats.trial.load.isPacingBound)
        return tr("of %1 by schedule").arg(formatRate(stats.trial.value(Metric::PacingCeiling)));
    QStringList parts;
    if (const QString mean = meanText(stats); !mean.isEmpty())
        parts << mean;
    const std::optional<double> ceiling =
        stats.isResult ? stats.trial.value(Metric::PacingCeiling) : ceilingNow(m_run);
    if (ceiling > 0)
        parts << tr("≤ %1", "at most").arg(formatRate(ceiling));
    return parts.join(u", "_s);
}

void RunTiles::showSchedule(const LiveStats &stats)
{
    const auto result = m_run.result();
    const bool isOpen = result && result->profile.load.isOpen();
    m_schedule->setVisible(isOpen);
    m_late->setVisible(isOpen);
    m_rps->setVisible(!isOpen);
    m_p50->setVisible(!isOpen);
    if (!isOpen)
        return;
    m_schedule->setValue(
        tr("%1 / %2", "responses and target")
            .arg(formatRate(stats.shown(Metric::Rps)), formatRate(stats.shown(Metric::DueRps))),
        meanText(stats));
    const qint64 dropped = stats.trial.load.dropped.value_or(0);
    m_late->setValue(
        shownText(stats, Metric::LateP99),
        stats.isResult && stats.trial.load.waited
            ? tr("%1 waited, %2 dropped").arg(formatCount(*stats.trial.load.waited), formatCount(dropped))
            : tr("%1 dropped").arg(formatCount(dropped)));
}

} // namespace loadstone
