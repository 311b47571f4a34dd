// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QList>

#include <optional>

namespace loadstone
{

/// Rounds of the pilot (Stein's first stage): t₅,₀.₉₇₅ = 2.571.
inline constexpr qint64 pilotRounds = 6;

/// The precision of one server. Half-widths are of the 95 % interval of the mean logarithm: 0.02 is −1.98 % … +2.02 %.
struct ServerPrecision {
    int server = 0;                     ///< index into RunRecord::servers
    qint64 rounds = 0;                  ///< with a figure
    std::optional<qint64> roundsNeeded; ///< in all, for what was asked; nothing before the pilot's end
    std::optional<double> reached;      ///< half-width; nothing under two rounds
};

/// How precise a run is whose rounds are decided by a precision or a time.
struct RunPrecision {
    Metric metric = Metric::Rps;
    std::optional<double> wanted; ///< half-width asked for; nothing: as many rounds as fit into the time
    QList<ServerPrecision> servers;
    /// Of the server that needs most; nothing before the pilot's end, or where no server has two figures.
    std::optional<qint64> roundsNeeded;
    /// Duration of the measure phase with the smallest variance for the same total time, in seconds; nothing where
    /// it cannot be estimated, or where trials vary no more than their seconds explain.
    std::optional<double> proposedTrialS;
};

/// Nothing for a run whose number of repeats is fixed. Of trials that came to their end only.
std::optional<RunPrecision> analysePrecision(const RunRecord &run);

} // namespace loadstone
