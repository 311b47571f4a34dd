// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

namespace loadstone
{

/// Whether a path belongs to an endpoint that calls the slow upstream. Pure.
bool callsUpstream(const QByteArray &path);

/// The shortest time of a response that waits for the slow upstream: its delay, which /multiple waits for in two calls of
/// half of it. Absent without an upstream, or if the endpoint does not call it. Pure.
std::optional<Seconds> upstreamFloor(const Upstream &upstream, const QByteArray &path);

} // namespace loadstone
