// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/curve.h"

#include "core/base/saturating.h"
#include "core/load/schedule.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadstone
{

namespace
{

constexpr double forEverS = std::numeric_limits<double>::infinity();
/// Length of a ramp that exceeds the range of nanoseconds: its slope has no effect within a century.
constexpr Seconds neverEnding(1e15);
/// Tolerance: times are rounded to nanoseconds, so a curve's value is reached approximately.
constexpr double rounding = 1e-6;

} // namespace

double LoadCurve::Piece::valueAt(Seconds at) const
{
    if (from == to)
        return from;
    const double share = std::clamp((at - begin) / length, 0.0, 1.0);
    return from + share * (to - from);
}

double LoadCurve::Piece::integral(Seconds past) const
{
    if (from == to)
        return from * past.count();
    return past.count() * (from + (to - from) * (past / length) / 2);
}

LoadCurve::LoadCurve(const Load &load, TimePoint origin, TimePoint measureBegin) : m_origin(origin)
{
    const double first = load.target();
    const Nanoseconds spawning = load.isOpen() ? Nanoseconds::zero() : rampLength(load.users, load.spawnRate);
    const Seconds ramp = spawning < Nanoseconds::max() ? Seconds(spawning) : neverEnding;
    if (ramp > Seconds(0))
        add(ramp, 0, first - 1);
    const Seconds still = sinceOrigin(measureBegin) - ramp;
    if (still > Seconds(0))
        add(still, first, first);
    double level = first;
    for (const Stage &stage : load.stages) {
        add(stage.duration, stage.isRamp ? level : stage.target, stage.target);
        level = stage.target;
    }
    add(Seconds(forEverS), level, level);
}

void LoadCurve::add(Seconds length, double from, double to)
{
    Piece piece{Seconds(0), length, from, to};
    if (!m_pieces.empty()) {
        const Piece &last = m_pieces.back();
        piece.begin = last.begin + last.length;
        piece.before = last.before + last.integral(last.length);
    }
    m_pieces.push_back(piece);
}

TimePoint LoadCurve::after(Seconds sinceOrigin) const
{
    // A century: later times would overflow and never come.
    constexpr Seconds never(3e9);
    if (!(sinceOrigin <= never))
        return TimePoint::max();
    return m_origin + toNanoseconds(sinceOrigin);
}

const LoadCurve::Piece &LoadCurve::pieceAt(Seconds at) const
{
    const auto later = std::upper_bound(m_pieces.begin(), m_pieces.end(), at,
                                        [](Seconds when, const Piece &piece) { return when < piece.begin; });
    return later == m_pieces.begin() ? m_pieces.front() : *std::prev(later);
}

double LoadCurve::valueAt(TimePoint at) const
{
    const Seconds when = sinceOrigin(at);
    return pieceAt(when).valueAt(when);
}

int LoadCurve::usersAt(TimePoint at) const
{
    const Seconds when = sinceOrigin(at);
    const Piece &piece = pieceAt(when);
    const double value = piece.valueAt(when);
    if (piece.to > piece.from)
        return toInt(std::floor(value + rounding) + 1);
    return toInt(std::ceil(value - rounding));
}

TimePoint LoadCurve::nextUserChange(TimePoint at) const
{
    const Seconds when = sinceOrigin(at);
    const Piece &piece = pieceAt(when);
    const Seconds end = piece.begin + piece.length;
    if (piece.from == piece.to)
        return after(end);
    const double slope = (piece.to - piece.from) / piece.length.count();
    const double value = piece.valueAt(when);
    const double next = slope > 0 ? std::floor(value + rounding) + 1 : std::ceil(value - rounding) - 1;
    const Seconds reached = piece.begin + Seconds((next - piece.from) / slope);
    return std::max(after(std::min(reached, end)), at + Nanoseconds(1));
}

double LoadCurve::arrivalsUntil(TimePoint at) const
{
    const Seconds when = sinceOrigin(at);
    if (when <= Seconds(0))
        return 0;
    const Piece &piece = pieceAt(when);
    return piece.before + piece.integral(when - piece.begin);
}

TimePoint LoadCurve::timeOfArrivals(double arrivals) const
{
    // The piece in which the number is reached is the one before the first that begins above it.
    const auto tooMany =
        std::partition_point(m_pieces.begin() + 1, m_pieces.end(),
                             [arrivals](const Piece &piece) { return piece.before <= arrivals; });
    const Piece &piece = *std::prev(tooMany);
    const double missing = arrivals - piece.before;
    if (missing <= 0)
        return after(piece.begin);
    if (piece.from == piece.to)
        return after(piece.begin + Seconds(missing / piece.from));
    // Solves from·t + slope·t²/2 = missing in a form without cancellation for small slopes.
    const double slope = (piece.to - piece.from) / piece.length.count();
    const double root = std::sqrt(std::max(0.0, piece.from * piece.from + 2 * slope * missing));
    return after(piece.begin + Seconds(2 * missing / (piece.from + root)));
}

double LoadCurve::nextArrival(TimePoint from) const
{
    // Rounding to nanoseconds shifts the integral by at most one arrival.
    double number = std::max(0.0, std::floor(arrivalsUntil(from)) - 1);
    while (timeOfArrivals(number) < from)
        ++number;
    return number;
}

TimePoint LoadCurve::endOfCount(const Load &load, TimePoint measureBegin) const
{
    if (!load.isOpen() || !load.requests)
        return TimePoint::max();
    return timeOfArrivals(nextArrival(measureBegin) + double(*load.requests));
}

void LoadCurve::hold(double target, TimePoint at)
{
    const Seconds when = std::max(sinceOrigin(at), Seconds(0));
    while (m_pieces.size() > 1 && m_pieces.back().begin >= when)
        m_pieces.pop_back();
    Piece &last = m_pieces.back();
    const double reached = last.valueAt(when);
    last.length = when - last.begin;
    last.to = reached;
    if (last.length <= Seconds(0))
        m_pieces.pop_back();
    add(Seconds(forEverS), target, target);
}

} // namespace loadstone
