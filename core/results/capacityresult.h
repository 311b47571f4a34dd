// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"

#include <QList>
#include <QString>

#include <optional>

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
    bool isSustained = false;
    Sentence why;   ///< what broke, when it did
    double atS = 0; ///< since the run began
    double rps = 0;
    std::optional<double> intendedRps;
    std::optional<double> p50Us;
    std::optional<double> p99Us;
    std::optional<double> failedPercent; ///< nothing: no request had a known outcome
    std::optional<double> serverCpuPercent;
    bool isClientLimited = false;
    /// What broke may be the load generator's doing, which was at its end.
    bool isGeneratorsLimit = false;
    bool operator==(const CapacityProbe &) const = default;
};

/// What a capacity search found: the answer is an interval.
struct CapacityResult {
    std::optional<double> highestSustained; ///< nothing: no level was sustained
    std::optional<double> lowestFailed;     ///< nothing: no level failed
    CapacityEnd end = CapacityEnd::Stopped;
    QList<CapacityProbe> probes; ///< in the order in which they were made
    bool operator==(const CapacityResult &) const = default;
};

} // namespace loadstone
