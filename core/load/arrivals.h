// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/curve.h"
#include "core/load/random.h"

#include <limits>
#include <optional>

namespace loadstone
{

/// Due times of one load thread's requests in an open load. Constant arrivals are distributed round-robin, so
/// that those of all threads together are evenly spaced; a Poisson process is split into one per thread,
/// whose superposition is a Poisson process of the full rate.
class ArrivalStream
{
public:
    /// @param curve outlives the stream @param thread 0 … threads - 1
    ArrivalStream(const LoadCurve &curve, Arrivals kind, int thread, int threads, quint64 seed);

    /// Limits the arrivals of all threads together to exactly `count` since `from`; Poisson ones are at
    /// random times within the time the curve takes for as many. To be called again after a change of the
    /// curve.
    void limit(TimePoint from, qint64 count);

    /// Due time of the next arrival with the current curve; TimePoint::max() if there is none.
    TimePoint next();
    /// Removes that arrival.
    void pop();

private:
    /// The counted arrivals, if limited.
    struct Limit {
        TimePoint from;
        qint64 left; ///< of this thread's, at their beginning
        double end;  ///< position before which all of them are due
    };

    double distance();
    void beginCounting();

    const LoadCurve &m_curve;
    Arrivals m_kind;
    int m_thread;
    int m_threads;
    double m_position; ///< of the next one, counted over all threads
    std::optional<Limit> m_limit;
    bool m_isCounting = false; ///< Poisson arrivals: the limited ones have begun
    RandomStream m_random;
};

} // namespace loadstone
