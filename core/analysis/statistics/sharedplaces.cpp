// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/sharedplaces.h"

#include <algorithm>

namespace loadstone
{

namespace
{

/// dominates[a][b]: a is better than b, and after closing also through others between them.
using Dominance = QList<QList<bool>>;

void closeTransitively(Dominance &dominates)
{
    const qsizetype count = dominates.size();
    for (qsizetype between = 0; between < count; ++between) {
        for (qsizetype better = 0; better < count; ++better) {
            for (qsizetype worse = 0; worse < count; ++worse) {
                if (dominates[better][between] && dominates[between][worse])
                    dominates[better][worse] = true;
            }
        }
    }
}

} // namespace

QList<int> placesByDominance(qsizetype count, const std::function<bool(qsizetype, qsizetype)> &isBetter)
{
    Dominance dominates(count, QList<bool>(count, false));
    for (qsizetype better = 0; better < count; ++better) {
        for (qsizetype worse = 0; worse < count; ++worse)
            dominates[better][worse] = better != worse && isBetter(better, worse);
    }
    closeTransitively(dominates);
    QList<int> places(count, 1);
    for (qsizetype better = 0; better < count; ++better) {
        for (qsizetype worse = 0; worse < count; ++worse)
            places[worse] += dominates[better][worse] && !dominates[worse][better] ? 1 : 0;
    }
    return places;
}

QList<std::optional<int>> sharedPlaces(const QList<RoundValues> &samples, Better better)
{
    QList<std::optional<int>> places(samples.size());
    if (better == Better::Neither)
        return places;
    QList<qsizetype> judged;
    for (qsizetype i = 0; i < samples.size(); ++i) {
        if (hasEnoughRepeats(samples[i]))
            judged.append(i);
    }
    QList<ServerPair> pairs;
    for (qsizetype a = 0; a < judged.size(); ++a) {
        for (qsizetype b = a + 1; b < judged.size(); ++b)
            pairs.append({judged[a], judged[b]});
    }
    const QList<Comparison> comparisons = comparePairs(samples, pairs, better);
    const auto isBetter = [&](qsizetype first, qsizetype second) {
        const ServerPair pair{judged[std::min(first, second)], judged[std::max(first, second)]};
        const auto at = std::find(pairs.begin(), pairs.end(), pair) - pairs.begin();
        // The verdict is about the later server of the two.
        return comparisons[at].verdict == (first < second ? Verdict::Worse : Verdict::Better);
    };
    const QList<int> byDominance = placesByDominance(judged.size(), isBetter);
    for (qsizetype i = 0; i < judged.size(); ++i)
        places[judged[i]] = byDominance[i];
    return places;
}

} // namespace loadstone
