// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/check/checkresult.h"
#include "core/check/questions.h"

#include <atomic>

namespace loadstone
{

/// How large a crowd a server can be asked to answer in time: a backlog below 10 loses most of a
/// greater one for seconds, whatever the server. That is the finding, and told in its traps.
int crowdSize(const QJsonObject &parameters);

/// Asks a running server everything that its stack promises: each endpoint exactly, whether it
/// keeps its connections as declared, and 200 connections at once. Blocks its thread, for some
/// seconds when all is well. @param keepsAlive as declared. @param isStopped ends it early
QList<CheckStep> checkEndpoints(const Stack &stack, bool keepsAlive, const CheckContext &context,
                                const std::atomic<bool> &isStopped);

} // namespace loadstone
