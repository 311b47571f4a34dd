// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/check/checkcases.h"
#include "core/check/checkresult.h"

#include <atomic>

namespace loadstone
{

/// Number of concurrent connections a server can be expected to serve in time: a backlog below 10 delays most
/// of a larger number by seconds with any server. That is documented among the stack's traps.
int concurrentConnections(const QJsonObject &parameters);

/// Checks all declared behaviour of a running server: the exact response of each endpoint, persistent
/// connections as declared, and 200 concurrent connections. Blocks its thread, for a few seconds on success.
/// @param keepsAlive as declared. @param isStopped ends it early
QList<CheckStep> checkEndpoints(const Stack &stack, bool keepsAlive, const CheckContext &context,
                                const std::atomic<bool> &isStopped);

} // namespace loadstone
