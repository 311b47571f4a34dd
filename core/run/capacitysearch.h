// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/capacityresult.h"

#include <optional>

namespace loadstone
{

/// Which level to try next, until the capacity is known: doubles until a level fails (or halves until
/// one is sustained), then halves the interval, and tries its lower end once more. A level that was
/// sustained and then fails is taken back. Pure: it neither loads nor waits.
class CapacitySearch
{
public:
    /// @param isWhole levels are integers: users
    CapacitySearch(const Capacity &capacity, bool isWhole);

    /// The level to try now; nothing when the search has ended.
    std::optional<double> next() const;
    /// The level is one that was sustained before.
    bool isConfirming() const { return m_step == Step::Confirm; }
    /// What came of next(). @param isGeneratorsLimit the load generator was saturated, so that a
    /// level that failed says nothing of the server
    void add(bool isSustained, bool isGeneratorsLimit);

    /// Tries nothing more, because no level can be judged.
    void abandon(CapacityEnd why) { finish(why); }

    CapacityEnd end() const { return m_end; }
    std::optional<double> highestSustained() const
    {
        return m_sustained.isEmpty() ? std::nullopt : std::optional(m_sustained.last());
    }
    std::optional<double> lowestFailed() const { return m_failed; }

private:
    enum class Step { Search, Confirm };

    void choose();
    void finish(CapacityEnd end);
    bool isNarrow() const;

    Capacity m_capacity;
    bool m_isWhole;
    Step m_step = Step::Search;
    std::optional<double> m_next;
    QList<double> m_sustained; ///< rising
    std::optional<double> m_failed;
    int m_probes = 0;
    CapacityEnd m_end = CapacityEnd::Stopped;
};

} // namespace loadstone
