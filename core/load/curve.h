// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/profile/profile.h"

#include <vector>

namespace loadstone
{

/// How hard a load is at each moment: users, or arrivals per second, as a function of time that
/// consists of straight pieces. Every load thread has a copy of its own; all are the same.
class LoadCurve
{
public:
    /// @param origin where the load begins
    /// @param measureBegin where its stages begin; before that it holds its first target, which a
    /// closed load reaches by its spawn rate
    LoadCurve(const Load &load, TimePoint origin, TimePoint measureBegin);

    double valueAt(TimePoint at) const;

    /// Users of a closed load: n + 1 from the moment on at which a rising curve reaches n.
    int usersAt(TimePoint at) const;
    /// When usersAt() changes next; TimePoint::max() when it stays as it is.
    TimePoint nextUserChange(TimePoint after) const;

    /// When as many arrivals of an open load are due, which is the inverse of the curve's integral
    /// from the origin; TimePoint::max() when that never happens.
    /// @param arrivals 0 … , fractions too
    TimePoint timeOfArrivals(double arrivals) const;
    /// The curve's integral from the origin.
    double arrivalsUntil(TimePoint at) const;
    /// The first whole number of arrivals that is reached at that moment or later: where evenly spaced
    /// arrivals go on.
    double nextArrival(TimePoint from) const;
    /// When the schedule of a load that a number of requests ends is over: as many are due from
    /// measureBegin on, and the next would be then. TimePoint::max() for a closed load, which has no
    /// schedule, without a number, and when the curve never has as many.
    TimePoint endOfCount(const Load &load, TimePoint measureBegin) const;

    /// From `at` on the target holds, whatever was planned after it.
    void hold(double target, TimePoint at);

private:
    /// From begin on, the curve goes evenly from `from` to `to`.
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
