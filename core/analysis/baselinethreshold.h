// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"
#include "core/analysis/thresholdoutcome.h"
#include "core/results/baselinerecord.h"

#include <optional>

namespace loadstone
{

/// The figures of a run that thresholds of a later run refer to: of each server, and of the endpoints and
/// groups that they name.
BaselineRecord makeBaseline(const RunRecord &run, const QList<Threshold> &thresholds);

/// Evaluates a threshold that refers to a baseline, by the ratio of the server's trials to those of the
/// server of the same name, or else of the only one of its stack; of all requests, or of those to the
/// threshold's endpoint. It is violated when the whole 95 % interval of the ratio is, and when the ratio is
/// unknown: without a baseline or that server or endpoint in it, or with under four trials on a side.
ThresholdOutcome evaluateAgainstBaseline(const Threshold &threshold, const ServerStats &server,
                                         const QString &stack, const std::optional<BaselineRecord> &baseline);

} // namespace loadstone
