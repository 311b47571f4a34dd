// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/curve.h"
#include "core/load/random.h"

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

    /// When the next one is due, as the curve is now; TimePoint::max() when none will be.
    TimePoint next() const { return m_curve.timeOfArrivals(m_position); }
    /// That one has been dealt with.
    void pop();

private:
    double distance();

    const LoadCurve &m_curve;
    Arrivals m_kind;
    double m_threads;
    double m_position; ///< of the next one, in arrivals of all threads
    RandomStream m_random;
};

} // namespace loadstone
