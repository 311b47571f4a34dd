// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/loadmetrics.h"

#include <QString>

namespace loadstone
{

/// Outcome of the requests in addition to their number, for a line of text: "3 failed"; where some were
/// cut off also how many got a response at all: "100 cut off, 0 responses".
QString describeEnds(const EndpointMetrics &metrics);

} // namespace loadstone
