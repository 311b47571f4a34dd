// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/capacitysearch.h"

#include <algorithm>
#include <cmath>

namespace loadstone
{

namespace
{

constexpr double smallestLevel = 1;
/// Doubling and halving need some 30 from 1 to a million; more means that levels hold and break in turn.
constexpr int mostProbes = 60;

} // namespace

CapacitySearch::CapacitySearch(const Capacity &capacity, bool isWhole)
    : m_capacity(capacity), m_isWhole(isWhole)
{
    m_next = std::max(isWhole ? std::round(capacity.lowest) : capacity.lowest, smallestLevel);
}

std::optional<double> CapacitySearch::next() const { return m_next; }

bool CapacitySearch::isNarrow() const
{
    const double width = m_failed.value_or(m_capacity.highest) - m_sustained.last();
    return width <= m_sustained.last() * m_capacity.precisionPercent / 100 || (m_isWhole && width <= 1);
}

void CapacitySearch::finish(CapacityEnd end)
{
    m_end = end;
    m_next.reset();
}

void CapacitySearch::add(bool isSustained, bool isGeneratorsLimit)
{
    const double level = *m_next;
    ++m_probes;
    // A generator at its end cannot bring a server's CPU any higher either.
    const bool isByCpu = m_capacity.until == Capacity::Until::ServerCpu;
    if (isGeneratorsLimit && (!isSustained || isByCpu)) {
        if (isSustained)
            m_sustained.append(level);
        return finish(CapacityEnd::GeneratorLimit);
    }
    if (isSustained && m_step == Step::Confirm)
        return finish(CapacityEnd::Found);
    if (isSustained) {
        m_sustained.append(level);
    } else {
        m_failed = level;
        m_sustained.removeIf([level](double sustained) { return sustained >= level; });
    }
    if (m_probes >= mostProbes)
        return finish(CapacityEnd::TooManyProbes);
    choose();
}

void CapacitySearch::choose()
{
    m_step = Step::Search;
    if (m_sustained.isEmpty()) {
        if (*m_failed <= smallestLevel)
            return finish(CapacityEnd::BelowLowest);
        const double half = *m_failed / 2;
        m_next = std::max(m_isWhole ? std::floor(half) : half, smallestLevel);
        return;
    }
    if (!m_failed) {
        if (m_sustained.last() >= m_capacity.highest)
            return finish(CapacityEnd::AboveHighest);
        m_next = std::min(2 * m_sustained.last(), m_capacity.highest);
        return;
    }
    if (isNarrow()) {
        m_step = Step::Confirm;
        m_next = m_sustained.last();
        return;
    }
    const double middle = (m_sustained.last() + *m_failed) / 2;
    m_next = m_isWhole ? std::floor(middle) : middle;
}

} // namespace loadstone
