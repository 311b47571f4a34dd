// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/curve.h"
#include "core/load/random.h"

#include <limits>
#include <optional>

namespace loadstone
{

/// When the requests of one load thread of an open load are due. Constant arrivals are dealt out in
/// turn, so that those of all threads together are evenly spaced; a Poisson stream is split into
/// one for each thread, whose sum is a Poisson stream of the whole rate.
class ArrivalStream
{
public:
    /// @param curve outlives the stream @param thread 0 … threads - 1
    ArrivalStream(const LoadCurve &curve, Arrivals kind, int thread, int threads, quint64 seed);

    /// Of all threads together exactly `count` arrivals are due from `from` on, and none after them;
    /// Poisson ones at random within the time in which the curve has as many. To be called again when
    /// the curve has changed.
    void limit(TimePoint from, qint64 count);

    /// When the next one is due, as the curve is now; TimePoint::max() when none will be.
    TimePoint next();
    /// That one has been dealt with.
    void pop();

private:
    /// Those that are counted, where there is a limit.
    struct Limit {
        TimePoint from;
        qint64 left; ///< of this thread's, when they begin
        double end;  ///< position that none of them reaches
    };

    double distance();
    void beginCounting();

    const LoadCurve &m_curve;
    Arrivals m_kind;
    int m_thread;
    int m_threads;
    double m_position; ///< of the next one, in arrivals of all threads
    std::optional<Limit> m_limit;
    bool m_isCounting = false; ///< Poisson arrivals: those of the limit have begun
    RandomStream m_random;
};

} // namespace loadstone
