// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/keptruns.h"
#include "core/analysis/runcomparison.h"

#include <QStringList>

namespace loadstone
{

/// What `compare` was asked to compare.
struct ComparedChoice {
    QList<ComparedServer> servers; ///< the baseline first
    bool isBySameServer = false;   ///< each with the server of its name in the first run
};

/// Finds the servers: RUN stands for all of a run, RUN:SERVER for one, by its name, its stack's id, a unique beginning
/// of either, or its number from 1. Several whole runs are compared server by server.
/// @param baseline RUN[:SERVER] to compare with; of one run a server is enough; empty: the first one
Result<ComparedChoice> chooseComparedServers(const KeptRuns &kept, const QStringList &words,
                                             const QString &baseline);

} // namespace loadstone
