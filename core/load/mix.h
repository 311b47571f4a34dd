// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/random.h"

#include <vector>

namespace loadstone
{

/// Chooses which request a virtual user makes next. The order is random, the proportions are not
/// left to chance: after n choices each request was chosen n · weight / Σ weights times, give or
/// take fewer than there are kinds of request. So two servers that are compared get the same mix,
/// also in a short trial.
///
/// Each request has a credit that grows by its share at every choice and falls by one when it is
/// chosen; only requests with credit can be drawn, with a chance in proportion to it.
class Mix
{
public:
    /// @param weights each > 0, at least one
    Mix(const std::vector<double> &weights, quint64 seed, int user);

    /// Index into the weights.
    int next();

private:
    std::vector<double> m_shares;
    std::vector<double> m_credits;
    RandomStream m_random;
};

} // namespace loadstone
