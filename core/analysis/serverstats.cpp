// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/serverstats.h"

#include "core/analysis/statistics/medianinterval.h"

#include <algorithm>

namespace loadstone
{

namespace
{

/// Metrics of which all requests of all repeats have one value.
bool isPooled(Metric metric)
{
    switch (metric) {
    case Metric::Rps:
    case Metric::MsPerRequest:
    case Metric::Concurrency:
    case Metric::WarmUpRequests:
    case Metric::DueRps:
    case Metric::PacingCeiling:
    case Metric::Waited:
    case Metric::Dropped:
    case Metric::LateP99:
    case Metric::ServerCpu:
    case Metric::CpuMsPerRequest:
    case Metric::RpsPerCpuSecond:
    case Metric::PeakMemory:
    case Metric::ReadyAfter:
    case Metric::UpstreamCpu:
    case Metric::ClientCpu:
        return false;
    default:
        return true;
    }
}

std::optional<double> median(QList<double> values)
{
    if (values.isEmpty())
        return {};
    std::sort(values.begin(), values.end());
    const qsizetype half = values.size() / 2;
    return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

QList<double> knownValues(const QList<TrialStats> &trials, Metric metric)
{
    QList<double> values;
    for (const TrialStats &trial : trials) {
        if (const std::optional<double> value = trial.value(metric))
            values << *value;
    }
    return values;
}

bool isMeasured(const TrialRecord &trial)
{
    return trial.end != TrialEnd::NotMeasured && trial.load.measuredS > 0;
}

/// The trials that count for a server.
QList<const TrialRecord *> countingTrials(const RunRecord &run, int server)
{
    QList<const TrialRecord *> finished;
    QList<const TrialRecord *> partial;
    for (const TrialRecord &trial : run.trials) {
        if (trial.planned.key.server == server && isMeasured(trial))
            (trial.end == TrialEnd::Finished ? finished : partial).append(&trial);
    }
    return finished.isEmpty() ? partial : finished;
}

/// PSS and RSS are not figures of one kind: where one repeat has RSS only, all are taken as RSS.
PeakMemory medianPeak(const QList<const TrialRecord *> &trials)
{
    const bool isRss = std::any_of(trials.begin(), trials.end(),
                                   [](const TrialRecord *trial) { return peakMemory(*trial).isRss; });
    QList<double> peaks;
    for (const TrialRecord *trial : trials) {
        if (const auto peak = isRss ? trial->usage.peakRssBytes : trial->usage.peakPssBytes)
            peaks << double(*peak);
    }
    const std::optional<double> bytes = median(peaks);
    return {bytes ? std::optional(qint64(*bytes)) : std::nullopt, isRss};
}

void addClientLimit(std::optional<ClientLimitSummary> &summary, const ClientHealth &client)
{
    if (!client.isClientLimited)
        return;
    if (!summary || client.limit < summary->limit)
        summary = ClientLimitSummary{client.limit, client.limitFigure};
    else if (client.limit == summary->limit)
        summary->figure = std::max(summary->figure, client.limitFigure);
}

void addConditions(ServerStats &stats, const TrialRecord &trial, const Profile &profile)
{
    const LoadResult &load = trial.load;
    const LoadStats &figures = stats.trials.last().load;
    const bool isOnSchedule = load.isOpen && !figures.isTargetMissed;
    // A search looks for the schedule that a server can just keep: there the rate is the answer.
    if (!profile.capacity)
        stats.isScheduleBound = stats.isScheduleBound || figures.isPacingBound || isOnSchedule;
    stats.isChangedByHand = stats.isChangedByHand || !load.targetChanges.isEmpty();
    stats.isTargetMissed = stats.isTargetMissed || figures.isTargetMissed;
    stats.stoodStillS = std::max(stats.stoodStillS, load.stoodStillS);
    addClientLimit(stats.clientLimit, load.client);
}

void addRequests(ServerStats &stats, const QList<const TrialRecord *> &trials)
{
    LoadMetrics pooled;
    double measuredS = 0;
    for (const TrialRecord *trial : trials) {
        pooled.merge(trial->load.measured);
        measuredS += trial->load.measuredS;
    }
    stats.pooled = RequestStats(pooled.total(), measuredS);
    for (const EndpointMetrics &endpoint : pooled.endpoints)
        stats.endpoints << RequestStats(endpoint, measuredS);
    for (const EndpointMetrics &group : pooled.groups())
        stats.groups << RequestStats(group, measuredS);
    if (pooled.login)
        stats.login = RequestStats(pooled.login->requests);
}

ServerStats analyseServer(const RunRecord &run, int server)
{
    ServerStats stats;
    stats.server = server;
    stats.name = run.servers[server].name;
    stats.isUnavailable = !run.servers[server].unavailable.isEmpty();
    const QList<const TrialRecord *> trials = countingTrials(run, server);
    for (const TrialRecord *trial : trials) {
        stats.trials << analyseTrial(*trial);
        addConditions(stats, *trial, run.profile);
    }
    stats.isPartial = !trials.isEmpty() && trials.first()->end != TrialEnd::Finished;
    stats.hasBrokenRepeat = std::any_of(run.trials.begin(), run.trials.end(), [&](const TrialRecord &trial) {
        return trial.planned.key.server == server && trial.end != TrialEnd::Finished;
    });
    addRequests(stats, trials);
    stats.peakMemory = medianPeak(trials);
    return stats;
}

} // namespace

bool ServerStats::hasResponses() const
{
    return isMeasured() && (pooled.metrics().ok() > 0 || value(Metric::Rps).value_or(0) > 0);
}

std::optional<double> ServerStats::value(Metric metric) const
{
    if (!isMeasured())
        return {};
    if (metric == Metric::PeakMemory)
        return peakMemory.bytes ? std::optional(double(*peakMemory.bytes)) : std::nullopt;
    return isPooled(metric) ? pooled.value(metric) : median(knownValues(trials, metric));
}

const RequestStats *ServerStats::requestsOf(const QString &endpoint) const
{
    return findRequests(endpoint, endpoints, groups);
}

std::optional<double> ServerStats::rpsOf(const QString &endpoint) const
{
    QList<double> rates;
    for (const TrialStats &trial : trials) {
        const RequestStats *requests = trial.load.requestsOf(endpoint);
        if (const std::optional<double> rps = requests ? requests->rps() : std::nullopt)
            rates << *rps;
    }
    return median(rates);
}

std::optional<double> ServerStats::repeatMedian(Metric metric) const
{
    return median(knownValues(trials, metric));
}

std::optional<Interval> ServerStats::interval(Metric metric) const
{
    const std::optional<Estimate> estimate = medianWithInterval(knownValues(trials, metric));
    return estimate ? std::optional(estimate->interval) : std::nullopt;
}

bool ServerStats::hasInterval() const
{
    const std::optional<Interval> rates = interval(Metric::Rps);
    return rates && rates->reachesNominal();
}

QList<ServerStats> analyseServers(const RunRecord &run)
{
    QList<ServerStats> servers;
    for (int server = 0; server < int(run.servers.size()); ++server)
        servers.append(analyseServer(run, server));
    return servers;
}

bool isSetBySchedule(const QList<ServerStats> &servers)
{
    const auto isOnSchedule = [](const ServerStats &server) {
        return !server.hasResponses() || server.isScheduleBound;
    };
    return std::any_of(servers.begin(), servers.end(), [](const auto &s) { return s.hasResponses(); })
        && std::all_of(servers.begin(), servers.end(), isOnSchedule);
}

} // namespace loadstone
