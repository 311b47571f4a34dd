// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

namespace loadstone
{

/// Description of the upstream settings for reports: "slow-api, 1 s, 10 concurrent calls in /io_bound".
QString describeUpstream(const Upstream &upstream);
/// Whether a path belongs to an endpoint that calls the slow upstream. Pure.
bool callsUpstream(const QByteArray &path);

} // namespace loadstone
