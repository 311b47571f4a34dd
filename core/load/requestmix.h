// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/random.h"

#include <vector>

namespace loadstone
{

/// Share of each weight in the total. @param weights each > 0
std::vector<double> mixShares(const std::vector<double> &weights);

/// Selects a virtual user's next request. The order is random, the proportions are exact: after n selections
/// each request was selected n · share times, within less than the number of request kinds. So compared
/// servers get the same mix, even in a short trial.
///
/// Each request has a credit that grows by its share at every selection and falls by one when it is selected;
/// only requests with positive credit can be drawn, with a probability in proportion to it.
class RequestMix
{
public:
    /// @param shares as returned by mixShares(); shared by all users, which they outlive
    RequestMix(const std::vector<double> &shares, quint64 seed, int user);
    RequestMix(std::vector<double> &&, quint64, int) = delete;

    /// Index of the selected request; requires at least one share.
    int next();

private:
    const std::vector<double> *m_shares;
    std::vector<double> m_credits; ///< empty with a single request
    RandomStream m_random;
};

} // namespace loadstone
