// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/transport.h"

#include <QString>

#include <vector>

namespace loadstone
{

/// Sends the same request so many times, each after the answer to the one before, and appends what
/// came of it. All that is pointed at outlives the task.
QCoro::Task<> sendInTurn(Transport *transport, int user, const RequestTemplate *request, int times,
                         std::vector<Outcome> *outcomes);

/// For the message of a test that failed.
QString describe(const std::vector<Outcome> &outcomes);

} // namespace loadstone
