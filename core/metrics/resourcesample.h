// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/phase.h"

#include <QtGlobal>

namespace loadstone
{

/// Resources of a server's whole process tree at one moment. CPU is in percent of one core since
/// the previous sample (may exceed 100) and includes children that exited in between. -1 means
/// "could not be read", which is not zero.
struct ResourceSample {
    double atS = 0;               ///< since the run began
    Phase phase = Phase::Waiting; ///< in which it was taken
    double cpuUserPercent = -1;
    double cpuSystemPercent = -1;
    qint64 pssBytes = -1; ///< shared pages divided among their users: the honest sum
    qint64 ussBytes = -1; ///< private pages only
    qint64 rssBytes = -1; ///< resident, shared pages counted once per process
    int processes = 0;
    int threads = 0;
    int fds = -1;
    qint64 contextSwitches = -1; ///< voluntary and not, since the previous sample
    /// Of the slow upstream that runs beside the server, in percent of one core; in none of the figures
    /// above. -1 also where there is none.
    double upstreamCpuPercent = -1;

    double cpuPercent() const { return cpuUserPercent < 0 ? -1 : cpuUserPercent + cpuSystemPercent; }
    bool operator==(const ResourceSample &) const = default;
};

} // namespace loadstone
