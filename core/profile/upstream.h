// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

namespace loadstone
{

/// What the servers are given, for reports: "slow-api, 1 s, 10 concurrent calls in /io_bound".
QString describeUpstream(const Upstream &upstream);
/// Whether a path is of the endpoints that call the slow upstream. Pure.
bool callsUpstream(const QByteArray &path);

} // namespace loadstone
