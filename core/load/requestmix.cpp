// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/requestmix.h"

#include <numeric>

namespace loadstone
{

namespace
{

constexpr quint64 mixStream = 2ULL << 32;

} // namespace

std::vector<double> mixShares(const std::vector<double> &weights)
{
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<double> shares = weights;
    for (double &share : shares)
        share /= sum;
    return shares;
}

RequestMix::RequestMix(const std::vector<double> &shares, quint64 seed, int user)
    : m_shares(&shares), m_credits(shares.size() > 1 ? shares.size() : 0),
      m_random(seed, mixStream + static_cast<quint64>(user))
{
}

int RequestMix::next()
{
    if (m_credits.empty())
        return 0;
    double drawable = 0;
    for (size_t i = 0; i < m_credits.size(); ++i) {
        m_credits[i] += (*m_shares)[i];
        drawable += m_credits[i] > 0 ? m_credits[i] : 0;
    }
    double point = m_random.nextUnit() * drawable;
    size_t chosen = 0;
    for (size_t i = 0; i < m_credits.size(); ++i) {
        if (m_credits[i] <= 0)
            continue;
        chosen = i;
        point -= m_credits[i];
        if (point < 0)
            break;
    }
    m_credits[chosen] -= 1;
    return static_cast<int>(chosen);
}

} // namespace loadstone
