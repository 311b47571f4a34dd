// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/drawnseconds.h"

namespace loadstone
{

namespace
{

/// Shorter ones make rates out of a handful of requests.
constexpr double shortestS = 0.25;

bool isPiece(const SecondBucket &bucket) { return bucket.lengthS < shortestS; }

/// Counts are of both; a percentile, or what there was at the end, cannot be added up: it is of the
/// longer one, which has nearly all of the requests.
SecondBucket joined(const SecondBucket &first, const SecondBucket &second)
{
    const bool isFirstLonger = first.lengthS >= second.lengthS;
    const SecondBucket &shorter = isFirstLonger ? second : first;
    SecondBucket both = isFirstLonger ? first : second;
    both.startS = first.startS;
    both.lengthS += shorter.lengthS;
    both.started += shorter.started;
    for (std::size_t i = 0; i < both.counts.size(); ++i)
        both.counts[i] += shorter.counts[i];
    both.bytesReceived += shorter.bytesReceived;
    both.due += shorter.due;
    both.dropped += shorter.dropped;
    if (!both.p50Us) {
        both.p50Us = shorter.p50Us;
        both.p90Us = shorter.p90Us;
        both.p99Us = shorter.p99Us;
        both.maxUs = shorter.maxUs;
        both.serviceP99Us = shorter.serviceP99Us;
        both.lateP99Us = shorter.lateP99Us;
    }
    return both;
}

} // namespace

bool areNeighbours(const RunSeries &series, const SecondBucket &first, const SecondBucket &second)
{
    constexpr double farthestS = 0.5;
    return second.startS - (first.startS + first.lengthS) < farthestS
        && !series.hasGapBetween(first.startS, second.startS);
}

QList<SecondBucket> drawnSeconds(const RunSeries &series)
{
    QList<SecondBucket> drawn;
    drawn.reserve(series.seconds.size());
    for (const SecondBucket &bucket : series.seconds) {
        const bool isPart = !drawn.isEmpty() && (isPiece(bucket) || isPiece(drawn.last()))
            && areNeighbours(series, drawn.last(), bucket);
        if (isPart)
            drawn.last() = joined(drawn.last(), bucket);
        else
            drawn.append(bucket);
    }
    if (!drawn.isEmpty() && isPiece(drawn.last()) && drawn.last().failed() == 0)
        drawn.removeLast();
    return drawn;
}

} // namespace loadstone
