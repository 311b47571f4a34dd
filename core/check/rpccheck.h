// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/check/checkcases.h"
#include "core/check/checkresult.h"

#include <atomic>

namespace loadstone
{

/// checkEndpoints() for a gRPC stack: calls each of its methods, twice over one connection, and then its
/// readiness method over 200 connections concurrently. Runs an event loop in its thread.
QList<CheckStep> checkRpcMethods(const Stack &stack, const CheckContext &context,
                                 const std::atomic<bool> &isStopped);

} // namespace loadstone
