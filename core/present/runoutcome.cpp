// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/runoutcome.h"

#include "core/analysis/serverstats.h"
#include "core/present/conclusion.h"
#include "core/present/thresholdverdicts.h"

#include <algorithm>

namespace loadstone
{

namespace
{

/// From here on a run is a failure, whatever its thresholds.
constexpr double mostlyFailedPercent = 50;

bool hasMostlyFailed(const ServerStats &server)
{
    if (!server.isMeasured())
        return false;
    const bool isWithoutResponse = server.pooled.metrics().ended() > 0 && !server.hasResponses();
    return isWithoutResponse || server.failedPercent() >= mostlyFailedPercent;
}

} // namespace

RunVerdict evaluateRun(const RunRecord &result)
{
    if (result.state == RunState::Stopped || result.state == RunState::Interrupted)
        return RunVerdict::Stopped;
    const QList<ServerStats> servers = analyseServers(result);
    const QList<ThresholdVerdict> thresholds = thresholdVerdicts(result, servers);
    const bool isAnyMeasured =
        std::any_of(servers.begin(), servers.end(), [](const auto &server) { return server.isMeasured(); });
    const bool areThresholdsMet =
        std::all_of(thresholds.begin(), thresholds.end(), [](const auto &verdict) { return verdict.isMet; });
    if (result.state != RunState::Finished || !isAnyMeasured || !areThresholdsMet
        || std::any_of(servers.begin(), servers.end(), hasMostlyFailed))
        return RunVerdict::Bad;
    const bool isWhole = std::all_of(result.trials.begin(), result.trials.end(),
                                     [](const auto &trial) { return trial.end == TrialEnd::Finished; });
    const bool isClean = verdictObstacles(servers).isEmpty() && caveats(servers).isEmpty();
    return isWhole && isClean ? RunVerdict::Good : RunVerdict::WithCaveats;
}

} // namespace loadstone
