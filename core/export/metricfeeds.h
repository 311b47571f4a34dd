// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QByteArray>

namespace loadstone
{

/// The servers' figures in Prometheus' text format (version 0.0.4), for a Pushgateway or the textfile collector: gauges
/// named `loadstone_…` in base units (seconds, bytes, ratios), with the labels run, profile, server and stack. Response
/// times have the label quantile. What is unknown is left out.
QByteArray prometheusText(const RunRecord &run);

/// Input of github-action-benchmark: an array of {name, unit, value, range, extra} for tool `customBiggerIsBetter` or
/// `customSmallerIsBetter`, one entry for each server and metric of that direction.
QByteArray benchmarkActionJson(const RunRecord &run, bool isBiggerBetter);

} // namespace loadstone
