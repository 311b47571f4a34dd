// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/runoutcome.h"

#include "core/report/reportmodel.h"

#include <algorithm>

namespace loadstone
{

namespace
{

/// From here on a run is a failure, whatever its thresholds.
constexpr double mostlyFailedPercent = 50;

bool hasMostlyFailed(const VariantSummary &server)
{
    if (!server.isMeasured())
        return false;
    const bool isWithoutResponse = server.pooled.ended() > 0 && !server.hasResponses();
    return isWithoutResponse || server.failedPercent() >= mostlyFailedPercent;
}

} // namespace

RunVerdict verdictOf(const RunResult &result)
{
    if (result.state == RunState::Stopped)
        return RunVerdict::Stopped;
    const QList<VariantSummary> servers = summarize(result);
    const QList<ThresholdVerdict> thresholds = judge(result, servers);
    const bool isAnyMeasured =
        std::any_of(servers.begin(), servers.end(), [](const auto &server) { return server.isMeasured(); });
    const bool areThresholdsMet =
        std::all_of(thresholds.begin(), thresholds.end(), [](const auto &verdict) { return verdict.isKept; });
    if (result.state != RunState::Finished || !isAnyMeasured || !areThresholdsMet
        || std::any_of(servers.begin(), servers.end(), hasMostlyFailed))
        return RunVerdict::Bad;
    const bool isWhole = std::all_of(result.trials.begin(), result.trials.end(),
                                     [](const auto &trial) { return trial.end == TrialEnd::Finished; });
    const bool isClean = whyNoVerdict(servers).isEmpty() && reservationsOf(servers).isEmpty();
    return isWhole && isClean ? RunVerdict::Good : RunVerdict::WithCaveats;
}

} // namespace loadstone
