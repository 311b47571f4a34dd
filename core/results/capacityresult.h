// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"

#include <QList>
#include <QString>

namespace loadstone
{

/// Why a capacity search ended.
enum class CapacityEnd {
    Found,          ///< the interval is as narrow as asked, and its lower end held twice
    AboveHighest,   ///< the highest level that may be tried held
    BelowLowest,    ///< not even one user, or one request per second, held
    GeneratorLimit, ///< the load generator was at its end before the server
    TooManyProbes,  ///< levels held and broke in turn
    CpuUnknown,     ///< the search was by the server's CPU, which cannot be read
    Stopped,        ///< by the person, or because the server ended
};
QString capacityEndId(CapacityEnd end);

/// One level that was tried.
struct CapacityProbe {
    double level = 0; ///< users or arrivals per second
    bool isConfirmation = false;
    bool isHeld = false;
    QString why;    ///< what broke, when it did
    double atS = 0; ///< since the run began
    QString log;    ///< file name of its histograms, in the run's folder
    double rps = 0;
    double intendedRps = -1;
    double p50Us = -1;
    double p99Us = -1;
    double failedPercent = -1; ///< -1: nothing was judged
    double serverCpuPercent = -1;
    bool isClientLimited = false;
    /// What broke may be the load generator's doing, which was at its end.
    bool isGeneratorsLimit = false;
    bool operator==(const CapacityProbe &) const = default;
};

/// What a capacity search found: the answer is an interval.
struct CapacityResult {
    double highestHeld = -1;  ///< -1: no level held
    double lowestBroken = -1; ///< -1: no level broke
    CapacityEnd end = CapacityEnd::Stopped;
    QList<CapacityProbe> probes; ///< in the order in which they were made
    bool operator==(const CapacityResult &) const = default;
};

} // namespace loadstone
