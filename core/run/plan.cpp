// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/plan.h"

#include "core/analysis/runprecision.h"
#include "core/load/curve.h"
#include "core/load/schedule.h"
#include "core/profile/limits.h"
#include "core/profile/upstream.h"
#include "core/run/profilecheck.h"
#include "core/run/requestfit.h"
#include "core/run/sweptservers.h"
#include "core/stack/catalogue.h"
#include "core/stack/parameters.h"

#include <QSet>

#include <algorithm>
#include <cmath>
#include <random>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

// Until a server's own start time is known: most of the catalogue is ready well within this.
constexpr double expectedLaunchSeconds = 2;
constexpr double expectedStopSeconds = 1;
constexpr double expectedPrimerSeconds = 0.5;

double seconds(Milliseconds duration) { return Seconds(duration).count(); }

/// What a request waits for the slow upstream at least; 0 when not all of them call it.
double upstreamSeconds(const Profile &profile)
{
    const bool isCalled = profile.upstream.api != Upstream::Api::None
        && std::all_of(profile.requests.cbegin(), profile.requests.cend(),
                       [](const RequestTemplate &request) { return callsUpstream(request.path); });
    return isCalled ? seconds(profile.upstream.delay) : 0;
}

/// How long as many requests take as end the open load.
double scheduleSeconds(const Load &load)
{
    const TimePoint begin{};
    return Seconds(LoadCurve(load, begin, begin).endOfCount(load, begin) - begin).count();
}

QHash<QString, QList<ResolvedServer *>> groupsOfOneName(QList<ResolvedServer> &servers)
{
    QHash<QString, QList<ResolvedServer *>> groups;
    for (ResolvedServer &server : servers)
        groups[server.name] << &server;
    return groups;
}

/// The parameters in whose values these servers differ.
QStringList differingParameters(const QList<ResolvedServer *> &group)
{
    const QJsonObject &first = group.constFirst()->parameters;
    QStringList differing;
    for (const QString &name : first.keys()) {
        const bool isAlike = std::all_of(group.cbegin(), group.cend(), [&](const ResolvedServer *one) {
            return one->parameters.value(name) == first.value(name);
        });
        if (!isAlike)
            differing << name;
    }
    return differing;
}

/// Adds to the names of servers of the same stack in what they differ: the environment, the preset, and where several
/// have the same one, the parameters: "Sanic (tuned, workers=4)".
void nameByDifference(const QList<ResolvedServer *> &group)
{
    QMap<QString, QList<ResolvedServer *>> byPreset;
    bool haveSameEnvironment = true;
    for (ResolvedServer *server : group) {
        byPreset[server->stack.environment + u'/' + server->entry.preset] << server;
        haveSameEnvironment =
            haveSameEnvironment && server->stack.environment == group.constFirst()->stack.environment;
    }
    const bool haveSamePreset =
        std::all_of(group.cbegin(), group.cend(), [&group](const ResolvedServer *server) {
            return server->entry.preset == group.constFirst()->entry.preset;
        });
    for (const QList<ResolvedServer *> &ofPreset : std::as_const(byPreset)) {
        const QStringList parameters = differingParameters(ofPreset);
        for (ResolvedServer *server : ofPreset) {
            QStringList differences;
            if (!haveSameEnvironment)
                differences << server->stack.environment;
            if (!haveSamePreset)
                differences << server->entry.preset;
            for (const QString &name : parameters)
                differences << name + u'=' + parameterText(server->parameters.value(name));
            if (!differences.isEmpty())
                server->name += u" (%1)"_s.arg(differences.join(u", "_s));
        }
    }
}

void nameUniquely(QList<ResolvedServer> &servers)
{
    for (ResolvedServer &server : servers)
        server.name = server.entry.label.isEmpty() ? server.stack.title : server.entry.label;

    const auto repeated = [&servers] {
        QSet<QString> seen;
        QSet<QString> twice;
        for (const ResolvedServer &server : std::as_const(servers)) {
            if (seen.contains(server.name))
                twice.insert(server.name);
            seen.insert(server.name);
        }
        return twice;
    };
    const QSet<QString> sameTitle = repeated();
    for (ResolvedServer &server : servers) {
        if (sameTitle.contains(server.name) && isOverTls(server.parameters))
            server.name += u" over TLS"_s;
    }
    const QHash<QString, QList<ResolvedServer *>> alike = groupsOfOneName(servers);
    for (const QList<ResolvedServer *> &group : alike) {
        if (group.size() > 1)
            nameByDifference(group);
    }
    const QSet<QString> sameEverything = repeated();
    QHash<QString, int> numbers;
    for (ResolvedServer &server : servers) {
        if (sameEverything.contains(server.name))
            server.name += u" #%1"_s.arg(++numbers[server.name]);
    }
}

} // namespace

Result<QList<ResolvedServer>> resolveServers(const Profile &profile, const Catalogue &catalogue)
{
    QList<ResolvedServer> servers;
    QStringList problems;
    for (const ServerEntry &entry : profile.servers) {
        if (!entry.isEnabled)
            continue;
        const Stack *stack = catalogue.find(entry.stackId);
        if (!stack) {
            problems << catalogue.unknown(entry.stackId).text();
            continue;
        }
        if (const QString problem = protocolProblem(*stack, profile.connection.engine); !problem.isEmpty()) {
            problems << problem;
            continue;
        }
        Result<QJsonObject> parameters = resolveParameters(*stack, entry);
        if (!parameters) {
            problems << parameters.error().text();
            continue;
        }
        if (const QString problem = environmentProblem(*stack, entry); !problem.isEmpty()) {
            problems << problem;
            continue;
        }
        problems << requestProblems(*stack, *parameters, profile);
        ResolvedServer resolved;
        resolved.entry = entry;
        resolved.stack = *stack;
        if (!entry.environment.isEmpty())
            resolved.stack.environment = entry.environment;
        resolved.parameters = *parameters;
        servers << resolved;
    }
    if (!problems.isEmpty())
        return Error{ErrorCode::Usage, problems.first(), problems.join(u'\n')};
    if (servers.isEmpty()) {
        return Error{ErrorCode::Usage,
                     Sentence(QT_TRANSLATE_NOOP("Sentence", "No server is enabled. Add or enable one.")),
                     {}};
    }
    nameUniquely(servers);
    return expandSweep(servers, profile);
}

int firstRounds(const Profile &profile, const QList<ResolvedServer> &servers)
{
    const Measurement &measurement = profile.measurement;
    if (measurement.hasFixedRounds())
        return measurement.repeats;
    qint64 rounds = measurement.precisionPercent ? pilotRounds : limits::repeats.most;
    if (measurement.atMost) {
        double roundS = 0;
        for (const ResolvedServer &server : servers)
            roundS += expectedTrialSeconds(applyCell(profile, server.cell));
        // The pause is between trials; expectedTrialSeconds() has one for each.
        const double fitting = (seconds(*measurement.atMost) + seconds(measurement.pause)) / roundS;
        rounds = std::min(rounds, qint64(std::clamp(fitting, 1.0, double(limits::repeats.most))));
    }
    return int(rounds);
}

int roundsInAll(const RunRecord &run, double elapsedS)
{
    const Measurement &measurement = run.profile.measurement;
    const int planned = roundCount(run);
    const auto ended = std::count_if(run.trials.cbegin(), run.trials.cend(),
                                     [](const TrialRecord &trial) { return trial.end != TrialEnd::Running; });
    const qint64 servers = std::max<qsizetype>(1, run.servers.size());
    const qint64 done = ended / servers;
    const qint64 begun = (ended + servers - 1) / servers;
    if (measurement.hasFixedRounds() || done == 0)
        return planned;
    qint64 rounds = limits::repeats.most;
    if (measurement.precisionPercent) {
        const std::optional<RunPrecision> precision = analysePrecision(run);
        rounds = precision ? precision->roundsNeeded.value_or(pilotRounds) : pilotRounds;
    }
    if (measurement.atMost) {
        const double fitting = (seconds(*measurement.atMost) - elapsedS) / (elapsedS / double(done));
        rounds = std::min(rounds, done + qint64(std::clamp(fitting, 0.0, double(limits::repeats.most))));
    }
    return int(std::clamp(rounds, begun, limits::repeats.most));
}

QList<PlannedTrial> planTrials(const Profile &profile, const QList<ResolvedServer> &servers, int rounds)
{
    QList<PlannedTrial> plan;
    std::mt19937_64 random(profile.measurement.seed);
    QList<double> expected;
    for (const ResolvedServer &server : servers)
        expected << expectedTrialSeconds(applyCell(profile, server.cell));
    for (int repeat = 0; repeat < rounds; ++repeat) {
        QList<int> order(servers.size());
        std::iota(order.begin(), order.end(), 0);
        const bool isAlone = profile.measurement.hasFixedRounds() && rounds == 1;
        if (profile.measurement.shuffle && !isAlone)
            std::shuffle(order.begin(), order.end(), random);
        for (const int server : std::as_const(order))
            plan << PlannedTrial{int(plan.size()), {server, 0, repeat}, expected.at(server)};
    }
    return plan;
}

double expectedTrialSeconds(const Profile &profile)
{
    const Load &load = profile.load;
    const std::optional<Milliseconds> measured = load.measured();
    double measure = measured ? seconds(*measured) : 0;
    if (load.requests) {
        const double cycle =
            load.thinkTime.expectedValue().count() + seconds(load.pacing) + upstreamSeconds(profile);
        const double closedRate = cycle > 0 ? load.users / cycle : 1000.0;
        const double byCount = load.isOpen() ? scheduleSeconds(load) : double(*load.requests) / closedRate;
        measure = measured ? std::min(measure, byCount) : byCount;
    }
    if (profile.capacity) {
        // About half of the doublings that there may be, and as many halvings as the precision needs.
        const Capacity &capacity = *profile.capacity;
        const double probes = std::log2(std::max(2.0, capacity.highest / capacity.lowest)) / 2
            + std::log2(100 / capacity.precisionPercent) + 1;
        measure = probes * (seconds(capacity.hold) + seconds(capacity.settle));
    }
    const Seconds before = timeBeforeMeasuring(load, profile.measurement.warmUp);
    return expectedLaunchSeconds + expectedPrimerSeconds + before.count() + measure + expectedStopSeconds
        + seconds(profile.measurement.pause);
}

} // namespace loadstone
