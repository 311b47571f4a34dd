// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/arrivals.h"

#include <cmath>

namespace loadstone
{

namespace
{

constexpr quint64 arrivalStream = 2ULL << 32;

} // namespace

ArrivalStream::ArrivalStream(const LoadCurve &curve, Arrivals kind, int thread, int threads, quint64 seed)
    : m_curve(curve), m_kind(kind), m_thread(thread), m_threads(threads), m_position(thread),
      m_random(seed, arrivalStream + static_cast<quint64>(thread))
{
    if (kind == Arrivals::Poisson)
        m_position = distance();
}

void ArrivalStream::limit(TimePoint from, qint64 count)
{
    const qint64 share = count / m_threads + (m_thread < count % m_threads ? 1 : 0);
    m_limit = {from, m_isCounting ? m_limit->left : share, m_curve.nextArrival(from) + double(count)};
}

TimePoint ArrivalStream::next()
{
    TimePoint due = m_curve.timeOfArrivals(m_position);
    if (!m_limit)
        return due;
    if (m_kind == Arrivals::Poisson && !m_isCounting && due >= m_limit->from) {
        beginCounting();
        due = m_curve.timeOfArrivals(m_position);
    }
    return m_position < m_limit->end ? due : TimePoint::max();
}

void ArrivalStream::pop() { m_position += distance(); }

void ArrivalStream::beginCounting()
{
    m_isCounting = true;
    m_position = m_curve.arrivalsUntil(m_limit->from);
    m_position += distance();
}

double ArrivalStream::distance()
{
    if (m_isCounting) {
        if (m_limit->left <= 0)
            return std::numeric_limits<double>::infinity();
        // Time to the minimum of the remaining uniform ones: a Poisson process conditioned on its number of
        // arrivals.
        const double share = -std::expm1(std::log(1 - m_random.nextUnit()) / double(m_limit->left--));
        return share * (m_limit->end - m_position);
    }
    // Inverse of the distribution function; 1 - u is never 0.
    return m_kind == Arrivals::Poisson ? -std::log(1 - m_random.nextUnit()) * m_threads : m_threads;
}

} // namespace loadstone
