// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/holm.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace loadstone
{

QList<double> holmCorrected(std::span<const double> pValues)
{
    std::vector<std::size_t> order(pValues.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return pValues[a] < pValues[b]; });
    QList<double> corrected(qsizetype(pValues.size()));
    double least = 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        least = std::max(least, std::min(1.0, double(order.size() - k) * pValues[order[k]]));
        corrected[qsizetype(order[k])] = least;
    }
    return corrected;
}

} // namespace loadstone
