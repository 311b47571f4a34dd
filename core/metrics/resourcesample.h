// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/phase.h"

#include <QtGlobal>

#include <optional>

namespace loadstone
{

/// Resources of a server's whole process tree at one moment. CPU is in percent of one core since
/// the previous sample (may exceed 100) and includes children that exited in between. What could not
/// be read has no value, which is not zero.
struct ResourceSample {
    double atS = 0;               ///< since the run began
    Phase phase = Phase::Waiting; ///< in which it was taken
    std::optional<double> cpuUserPercent;
    std::optional<double> cpuSystemPercent;
    std::optional<qint64> pssBytes; ///< shared pages divided among their users: the honest sum
    std::optional<qint64> ussBytes; ///< private pages only
    std::optional<qint64> rssBytes; ///< resident, shared pages counted once per process
    int processes = 0;
    int threads = 0;
    std::optional<int> fds;
    std::optional<qint64> contextSwitches; ///< voluntary and not, since the previous sample
    /// Of the slow upstream that runs alongside the server, in percent of one core; in none of the
    /// figures above. No value also where there is no slow upstream.
    std::optional<double> upstreamCpuPercent;

    std::optional<double> cpuPercent() const
    {
        return cpuUserPercent && cpuSystemPercent ? std::optional(*cpuUserPercent + *cpuSystemPercent)
                                                  : std::nullopt;
    }
    bool operator==(const ResourceSample &) const = default;
};

} // namespace loadstone
