// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/runcomparison.h"

#include "core/analysis/statistics/medianinterval.h"
#include "core/analysis/statistics/sharedplaces.h"

#include <QHash>

#include <algorithm>
#include <utility>

namespace loadstone
{

namespace
{

bool isRate(Metric metric) { return metric == Metric::Rps || metric == Metric::Requests; }

RoundValues roundValues(const RunRecord &run, int server, Metric metric)
{
    RoundValues values(roundCount(run));
    for (const TrialRecord &trial : run.trials) {
        const TrialKey &key = trial.planned.key;
        if (key.server != server || trial.end != TrialEnd::Finished || key.repeat < 0)
            continue;
        if (key.repeat >= values.size())
            values.resize(key.repeat + 1);
        const TrialStats stats = analyseTrial(trial);
        if (stats.isMeasured())
            values[key.repeat] = stats.value(metric);
    }
    return values;
}

QList<double> knownRounds(const RoundValues &rounds)
{
    QList<double> known;
    for (const std::optional<double> &value : rounds) {
        if (value)
            known << *value;
    }
    return known;
}

ComparedPair makePair(const QList<ComparedServer> &servers, qsizetype baseline, qsizetype other)
{
    ComparedPair pair;
    pair.pair = {baseline, other};
    const ComparedServer &one = servers[baseline];
    const ComparedServer &two = servers[other];
    pair.unlike = unlikeSettings(*one.run, one.server, *two.run, two.server);
    pair.changes = serverChanges(one.run->servers[one.server], two.run->servers[two.server]);
    for (const ComparedServer *server : {&one, &two}) {
        const std::optional<VerdictObstacle> found = obstacleOf(server->stats);
        if (found && (!pair.obstacle || *found < *pair.obstacle))
            pair.obstacle = found;
    }
    if (!pair.obstacle && !pair.unlike.isEmpty())
        pair.obstacle = VerdictObstacle::NotLikeForLike;
    return pair;
}

QList<ComparedPair> makePairs(const QList<ComparedServer> &servers, bool bySameServer)
{
    QList<ComparedPair> pairs;
    for (qsizetype other = 1; other < servers.size(); ++other) {
        qsizetype baseline = 0;
        if (bySameServer) {
            const auto same =
                std::find_if(servers.begin(), servers.begin() + other, [&](const ComparedServer &earlier) {
                    return earlier.stats.name == servers[other].stats.name;
                });
            baseline = same - servers.begin();
            if (baseline == other)
                continue; // the first of its name
        }
        pairs << makePair(servers, baseline, other);
    }
    return pairs;
}

bool areOfOneRun(const QList<ComparedServer> &servers)
{
    return std::all_of(servers.begin(), servers.end(), [&servers](const ComparedServer &server) {
        return server.run == servers.first().run;
    });
}

ComparedMetric compareBy(Metric metric, const RunComparison &all, bool hasOneBaseline)
{
    ComparedMetric compared;
    compared.metric = metric;
    const Better better = metricInfo(metric).better;
    QList<RoundValues> samples;
    for (const ComparedServer &server : all.servers) {
        samples << roundValues(*server.run, server.server, metric);
        compared.medians << medianWithInterval(knownRounds(samples.constLast()));
    }
    if (hasOneBaseline && areOfOneRun(all.servers) && samples.size() > 1) {
        // Rounds are blocks within one run only.
        const ComparedServers rows = compareSamples(samples.first(), samples.mid(1), better);
        compared.comparisons = rows.rows;
        compared.shares = rows.shares;
    } else {
        QList<ServerPair> pairs;
        for (const ComparedPair &pair : all.pairs)
            pairs << pair.pair;
        compared.comparisons = comparePairs(samples, pairs, better);
    }
    if (hasOneBaseline)
        compared.places = sharedPlaces(samples, better);
    return compared;
}

} // namespace

std::optional<double> equalRate(const QList<ComparedServer> &servers)
{
    std::optional<double> rate;
    for (const ComparedServer &server : servers) {
        const Load load = serverProfile(*server.run, server.server).load;
        const bool isConstant = load.isOpen() && load.stages.isEmpty() && !server.run->profile.capacity;
        if (!isConstant || server.stats.isTargetMissed || (rate && *rate != load.rate))
            return std::nullopt;
        rate = load.rate;
    }
    return rate;
}

QList<Metric> usualMetrics(const QList<ComparedServer> &servers)
{
    using enum Metric;
    if (equalRate(servers))
        return {P50, P99, FailureRate, CpuMsPerRequest, PeakMemory, RpsPerCpuSecond};
    return {Rps, P50, P99, FailureRate, CpuMsPerRequest, PeakMemory};
}

std::optional<VerdictObstacle> obstacleOf(const ServerStats &stats)
{
    if (!stats.isMeasured())
        return VerdictObstacle::NotMeasured;
    if (stats.stoodStillS > 0)
        return VerdictObstacle::Invalid;
    if (stats.clientLimit)
        return VerdictObstacle::ClientLimited;
    if (std::max(stats.failedPercent(), stats.cutOffPercent()) > ServerStats::mostLostPercent)
        return VerdictObstacle::Failures;
    if (stats.isChangedByHand)
        return VerdictObstacle::ChangedByHand;
    if (stats.isPartial)
        return VerdictObstacle::Stopped;
    if (stats.isTargetMissed)
        return VerdictObstacle::TargetMissed;
    return {};
}

QList<double> repeatValues(const RunRecord &run, int server, Metric metric)
{
    return knownRounds(roundValues(run, server, metric));
}

RunComparison compareServers(QList<ComparedServer> servers, bool bySameServer, const QList<Metric> &metrics)
{
    RunComparison comparison;
    QHash<const RunRecord *, QList<ServerStats>> analysed;
    for (ComparedServer &server : servers) {
        QList<ServerStats> &all = analysed[server.run.get()];
        if (all.isEmpty())
            all = analyseServers(*server.run);
        for (const ServerStats &stats : std::as_const(all)) {
            if (stats.server == server.server)
                server.stats = stats;
        }
    }
    comparison.servers = std::move(servers);
    comparison.pairs = makePairs(comparison.servers, bySameServer);
    comparison.equalRate = equalRate(comparison.servers);
    for (const Metric metric : metrics.isEmpty() ? usualMetrics(comparison.servers) : metrics)
        comparison.metrics << compareBy(metric, comparison, !bySameServer);
    return comparison;
}

std::optional<Comparison> compareSlowestWithFastest(const QList<ServerStats> &byRate)
{
    QList<RoundValues> samples;
    QList<ServerPair> pairs;
    for (const ServerStats &server : byRate) {
        RoundValues rates;
        for (const TrialStats &trial : server.trials)
            rates << trial.value(Metric::Rps);
        if (!samples.isEmpty())
            pairs << ServerPair{0, samples.size()};
        samples << rates;
    }
    const QList<Comparison> compared = comparePairs(samples, pairs, metricInfo(Metric::Rps).better);
    const bool isJudged = !compared.isEmpty() && compared.last().ratio && compared.last().verdict
        && compared.last().verdict != Verdict::TooFewRepeats;
    return isJudged ? std::optional(compared.last()) : std::nullopt;
}

std::optional<VerdictObstacle> obstacleOf(const RunComparison &comparison, const ComparedPair &pair,
                                          Metric metric)
{
    if (pair.obstacle || !isRate(metric))
        return pair.obstacle;
    const bool isBound = comparison.servers[pair.pair.baseline].stats.isScheduleBound
        && comparison.servers[pair.pair.other].stats.isScheduleBound;
    return isBound ? std::optional(VerdictObstacle::ScheduleBound) : std::nullopt;
}

} // namespace loadstone
