// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/keptruns.h"
#include "core/metrics/metric.h"

#include <QString>

namespace loadstone
{

/// What `runs trend` was asked for.
struct TrendRequest {
    QString profile;  ///< its id, or its file
    RunFilter filter; ///< of the runs; the profile is added
    QString server;   ///< name, stack id or a beginning of either; empty: all
    Metric metric = Metric::Rps;
    bool isComplete = false; ///< all runs, also those that are not like for like with the newest ones
    bool isJson = false;
};

/// Prints the trend, or one sentence where there is none. Reads runs of the profile alone, one after the other. Returns
/// the exit code.
int printTrend(const KeptRuns &kept, const TrendRequest &request);

} // namespace loadstone
