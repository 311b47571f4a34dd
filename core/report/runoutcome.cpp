// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/runoutcome.h"

#include "core/report/reportmodel.h"
#include "core/run/runresult.h"

#include <algorithm>

namespace loadstone
{

RunVerdict verdictOf(const RunResult &result)
{
    if (result.state == RunState::Stopped)
        return RunVerdict::Stopped;
    const QList<VariantSummary> servers = summarize(result);
    const QList<ThresholdVerdict> thresholds = judge(result, servers);
    const bool isAnyMeasured = std::any_of(servers.begin(), servers.end(), [](const VariantSummary &server) {
        return server.isMeasured() && server.pooled.ok() > 0;
    });
    const bool areThresholdsMet =
        std::all_of(thresholds.begin(), thresholds.end(), [](const auto &verdict) { return verdict.isKept; });
    if (result.state != RunState::Finished || !isAnyMeasured || !areThresholdsMet)
        return RunVerdict::Bad;
    return reservationsOf(servers).isEmpty() ? RunVerdict::Good : RunVerdict::WithCaveats;
}

} // namespace loadstone
