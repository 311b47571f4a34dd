// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/requeststats.h"

#include <QJsonObject>

namespace loadstone
{

// The one way in which measured values become JSON: for `--json`, for the report and for exports.
// Keys are snake_case with the unit as suffix and never change their meaning. What was not
// measured is null, which is not zero.

/// count, clamped, min_us, max_us, mean_us, stddev_us, p50_us, p90_us, p99_us, p999_us, and
/// buckets: a list of [lowest_us, highest_us, count].
QJsonObject toJson(const Histogram &histogram);

/// The same with percentiles: a list of [percentile, value_us] at the steps of percentileSeries().
QJsonObject toJsonWithPercentiles(const Histogram &histogram);

/// name, requests (attempts started), ok, failures, failures_by_class {id: count}, cancelled, rps
/// (successful answers that arrived in the measure phase, per second), bytes_received, connections_opened, the figures of the service
/// time (min_us … p999_us), histogram (the same with its buckets and percentiles) and phases {id: histogram} for
/// those that were recorded.
QJsonObject toJson(const RequestStats &requests);

/// name, requests, ok, failures, failures_by_class, first_failure and the figures of the service time
/// of the requests by which users logged in.
QJsonObject toJson(const LoginMetrics &login);

/// The same as of an endpoint for all endpoints together, with duration_s, endpoints (a list of the above),
/// failure_records (a list of {class, title, status, phase, endpoint, count, first_at_s,
/// last_at_s, example}) and other_failures (the number of those without a record); where there are
/// any, groups (a list of endpoints that were merged) and login (see above).
/// @param measuredS length of the measure phase
QJsonObject toJson(const LoadMetrics &metrics, double measuredS);

} // namespace loadstone
