// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"
#include "core/metrics/phase.h"

#include <array>
#include <numeric>
#include <optional>

namespace loadstone
{

/// What happened in one second of a trial, as drawn live. Percentiles are those of this second's
/// own histogram, never an average of percentiles and never "since start".
struct SecondBucket {
    double startS = 0;            ///< since the run began
    double lengthS = 1;           ///< shorter for the last one, and while it is still filling
    Phase phase = Phase::Measure; ///< WarmUp, Measure or Drain: no second belongs to two
    qint64 started = 0;           ///< attempts started
    std::array<qint64, outcomeClassCount> counts{}; ///< attempts ended, by class
    qint64 bytesReceived = 0;
    qint64 due = 0;     ///< arrivals of an open load that were due
    qint64 dropped = 0; ///< of all arrivals, given up in this second
    /// Of successful requests: response time where requests are due at a moment, else service time;
    /// nothing when there was none.
    std::optional<qint64> p50Us;
    std::optional<qint64> p90Us;
    std::optional<qint64> p99Us;
    std::optional<qint64> maxUs;
    std::optional<qint64>
        serviceP99Us; ///< alongside a response time; nothing where the percentiles above are service times
    std::optional<qint64> lateP99Us; ///< how late requests were sent
    std::optional<double> target;    ///< users meant at its end, or mean of the arrivals per second meant
    int users = 0;                   ///< virtual users active at the end of the second
    int inFlight = 0;                ///< requests sent and not yet answered, at the end of the second
    std::optional<double> clientCpuPercent; ///< of one core, all load threads together

    qint64 ok() const { return counts[0]; }
    qint64 failed() const { return std::accumulate(counts.begin() + 1, counts.end() - 1, qint64{0}); }
    bool operator==(const SecondBucket &) const = default;
};

} // namespace loadstone
