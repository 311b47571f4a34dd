// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/random.h"

#include <vector>

namespace loadstone
{

/// The part of the choices that each weight gets. @param weights each > 0
std::vector<double> mixShares(const std::vector<double> &weights);

/// Chooses which request a virtual user makes next. The order is random, the proportions are not
/// left to chance: after n choices each request was chosen n · share times, give or take fewer than
/// there are kinds of request. So two servers that are compared get the same mix, also in a short
/// trial.
///
/// Each request has a credit that grows by its share at every choice and falls by one when it is
/// chosen; only requests with credit can be drawn, with a chance in proportion to it.
class RequestMix
{
public:
    /// @param shares as mixShares() gives them; shared by all users, which they outlive
    RequestMix(const std::vector<double> &shares, quint64 seed, int user);
    RequestMix(std::vector<double> &&, quint64, int) = delete;

    /// Index into the shares, of which there is at least one.
    int next();

private:
    const std::vector<double> *m_shares;
    std::vector<double> m_credits; ///< empty when there is nothing to choose
    RandomStream m_random;
};

} // namespace loadstone
