// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/profile/profile.h"

#include <vector>

namespace loadstone
{

/// The load level as a piecewise linear function of time: users, or arrivals per second. Every load thread
/// has its own identical copy.
class LoadCurve
{
public:
    /// @param origin start of the load
    /// @param measureBegin start of its stages; before that its first target, which a closed load reaches at
    /// its spawn rate
    LoadCurve(const Load &load, TimePoint origin, TimePoint measureBegin);

    double valueAt(TimePoint at) const;

    /// Users of a closed load: n + 1 from the moment at which a rising curve reaches n.
    int usersAt(TimePoint at) const;
    /// The next change of usersAt(); TimePoint::max() if there is none.
    TimePoint nextUserChange(TimePoint after) const;

    /// The moment at which this number of arrivals of an open load has become due: the inverse of the curve's
    /// integral from the origin; TimePoint::max() if never.
    /// @param arrivals 0 or more, may be fractional
    TimePoint timeOfArrivals(double arrivals) const;
    /// The curve's integral from the origin.
    double arrivalsUntil(TimePoint at) const;
    /// The first integral number of arrivals reached at that moment or later: where evenly spaced arrivals
    /// continue.
    double nextArrival(TimePoint from) const;
    /// End of the schedule of a load with a fixed number of requests: that number has become due since
    /// measureBegin, and the next one would be due then. TimePoint::max() for a closed load, which has no
    /// schedule, without a number, and if the curve never reaches it.
    TimePoint endOfCount(const Load &load, TimePoint measureBegin) const;

    /// Sets a constant target from `at`, replacing later pieces.
    void hold(double target, TimePoint at);

private:
    /// A linear piece, from its begin.
    struct Piece {
        Seconds begin; ///< since the origin
        Seconds length;
        double from;
        double to;
        double before = 0; ///< integral from the origin to the begin
        double valueAt(Seconds at) const;
        double integral(Seconds length) const;
    };

    void add(Seconds length, double from, double to);
    Seconds sinceOrigin(TimePoint at) const { return at - m_origin; }
    TimePoint after(Seconds sinceOrigin) const;
    const Piece &pieceAt(Seconds at) const;

    TimePoint m_origin;
    std::vector<Piece> m_pieces; ///< at least one; the last one has no end
};

} // namespace loadstone
