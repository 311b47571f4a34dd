// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"
#include "core/base/sentence.h"
#include "core/profile/profile.h"

#include <optional>

namespace loadstone
{

/// What became of one threshold, or of one objective of a capacity search.
struct ThresholdOutcome {
    std::optional<double> value; ///< of the metric, in the unit of Threshold; nothing: unknown
    bool isMet = false;          ///< an unknown value meets no threshold
    Sentence words;              ///< "p99 is 6.31 ms", "failures is unknown: all 10 requests were cut off"
};

/// Evaluates a threshold by the requests that were measured, whatever its scope. Requests that were cut off
/// have an unknown outcome: a failure rate is known only where it does not depend on theirs, and a percentile
/// only where it is faster than all of them, as each outlasted the end of the drain.
/// @param rps successful responses per second: of a server with repeats the median, not the requests'
ThresholdOutcome evaluateThreshold(const Threshold &threshold, const RequestStats &requests,
                                   std::optional<double> rps);
/// The same of all repeats of a server, or of one load: of all requests, or of those to the threshold's
/// endpoint. Its server is ignored, see appliesTo().
ThresholdOutcome evaluateThreshold(const Threshold &threshold, const ServerStats &server);
ThresholdOutcome evaluateThreshold(const Threshold &threshold, const LoadStats &load);

/// Whether the scope of a threshold includes a server of a run: by its name, the one without the cell of a
/// sweep, its label or else its stack's title, or the id of its stack.
bool appliesTo(const Threshold &threshold, const ResolvedServer &server);

/// Nothing is known of a metric for this reason, so that a threshold of it is violated.
ThresholdOutcome unknownOutcome(Metric metric, const Sentence &why);

/// Why nothing is known of a server's requests, in a few words: "all 10 requests were cut off".
Sentence unknownReason(const EndpointMetrics &total);

} // namespace loadstone
