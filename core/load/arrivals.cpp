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
    : m_curve(curve), m_kind(kind), m_threads(threads), m_position(thread),
      m_random(seed, arrivalStream + static_cast<quint64>(thread))
{
    if (kind == Arrivals::Poisson)
        m_position = distance();
}

void ArrivalStream::pop() { m_position += distance(); }

double ArrivalStream::distance()
{
    // Inverse of the distribution function; 1 - u is never 0.
    return m_kind == Arrivals::Poisson ? -std::log(1 - m_random.nextUnit()) * m_threads : m_threads;
}

} // namespace loadstone
