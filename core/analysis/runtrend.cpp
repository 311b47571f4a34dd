// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/runtrend.h"

#include "core/analysis/statistics/medianinterval.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

std::optional<TrendOmission> omissionOf(const ServerStats &stats)
{
    if (!stats.isMeasured())
        return TrendOmission::NotMeasured;
    if (stats.stoodStillS > 0)
        return TrendOmission::Invalid;
    if (stats.isChangedByHand)
        return TrendOmission::ChangedByHand;
    if (stats.isPartial)
        return TrendOmission::Partial;
    return {};
}

std::optional<VerdictObstacle> caveatOf(const ServerStats &stats, Metric metric)
{
    const std::optional<VerdictObstacle> caveat = obstacleOf(stats);
    if (!caveat && metric == Metric::Rps && stats.isScheduleBound)
        return VerdictObstacle::ScheduleBound;
    return caveat;
}

QList<SeriesChange> changesOf(const TrendSeries &series, Metric metric)
{
    QList<double> values;
    for (const TrendPoint &point : series.points)
        values << point.median.value;
    return findSeriesChanges(values, metricInfo(metric).better);
}

} // namespace

QString trendOmissionId(TrendOmission reason)
{
    switch (reason) {
    case TrendOmission::Unfinished:
        return u"unfinished"_s;
    case TrendOmission::Unreadable:
        return u"unreadable"_s;
    case TrendOmission::NotMeasured:
        return u"not-measured"_s;
    case TrendOmission::Invalid:
        return u"invalid"_s;
    case TrendOmission::ChangedByHand:
        return u"changed-by-hand"_s;
    case TrendOmission::Partial:
        return u"partial"_s;
    }
    Q_UNREACHABLE();
}

TrendBuilder::TrendBuilder(const QString &profileId, Metric metric)
{
    m_trend.profileId = profileId;
    m_trend.metric = metric;
}

void TrendBuilder::omit(const QString &runId, TrendOmission reason)
{
    m_trend.omitted.append({runId, {}, reason});
}

void TrendBuilder::add(const RunRecord &run)
{
    QStringList servers;
    QByteArray common; // of all servers without a cell of a sweep
    for (const ServerStats &stats : analyseServers(run)) {
        servers << stats.name;
        const bool hasCell = !run.servers[stats.server].cell.isEmpty();
        if (hasCell || common.isEmpty())
            common = settingsKey(run, stats.server);
        addServer(run, stats, common);
        if (hasCell)
            common.clear();
    }
    for (const QString &earlier : std::as_const(m_servers)) {
        if (!servers.contains(earlier))
            servers << earlier;
    }
    m_servers = servers;
}

void TrendBuilder::addServer(const RunRecord &run, const ServerStats &stats, const QByteArray &key)
{
    const QList<double> values = repeatValues(run, stats.server, m_trend.metric);
    const std::optional<Estimate> median = medianWithInterval(values);
    std::optional<TrendOmission> omission = omissionOf(stats);
    if (!omission && !median)
        omission = TrendOmission::NotMeasured;
    if (omission) {
        m_trend.omitted.append({run.id, stats.name, *omission});
        return;
    }
    const ResolvedServer &server = run.servers[stats.server];
    const QString name = server.name + u'\n' + server.stack.id + u'\n';
    const qsizetype index = seriesFor(run, stats.server, name.toUtf8() + key);
    TrendPoint point{run.id, run.startedAt, *median, values.size(), caveatOf(stats, m_trend.metric), {}};
    if (!m_trend.series[index].points.isEmpty())
        point.serverChanges = serverChanges(m_heads[index].latest, server);
    m_heads[index].latest = server;
    m_trend.series[index].points.append(point);
}

qsizetype TrendBuilder::seriesFor(const RunRecord &run, int server, const QByteArray &key)
{
    const auto found = m_seriesByKey.constFind(key);
    if (found != m_seriesByKey.constEnd())
        return *found;
    TrendSeries series;
    series.server = run.servers[server].name;
    series.stack = run.servers[server].stack.id;
    m_trend.series.append(series);
    Head head{run, server, {}};
    head.run.trials.clear();
    m_heads.append(head);
    return *m_seriesByKey.insert(key, m_trend.series.size() - 1);
}

RunTrend TrendBuilder::finish() const
{
    RunTrend trend{m_trend.profileId, m_trend.metric, {}, m_trend.omitted};
    for (const QString &server : m_servers) {
        QList<qsizetype> indices;
        for (qsizetype i = 0; i < m_trend.series.size(); ++i) {
            if (m_trend.series[i].server == server)
                indices << i;
        }
        std::stable_sort(indices.begin(), indices.end(), [this](qsizetype one, qsizetype other) {
            return m_trend.series[one].points.last().startedAt
                > m_trend.series[other].points.last().startedAt;
        });
        for (const qsizetype index : std::as_const(indices)) {
            TrendSeries series = m_trend.series[index];
            const Head &head = m_heads[index];
            const Head &current = m_heads[indices.first()];
            series.isCurrent = index == indices.first();
            series.unlike = unlikeSettings(head.run, head.server, current.run, current.server);
            if (series.stack != m_trend.series[indices.first()].stack)
                series.unlike.append({u"stack"_s, series.stack, m_trend.series[indices.first()].stack});
            series.changes = changesOf(series, trend.metric);
            trend.series.append(series);
        }
    }
    return trend;
}

} // namespace loadstone
