// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

namespace loadstone
{

/// Whether a path belongs to an endpoint that calls the slow upstream. Pure.
bool callsUpstream(const QByteArray &path);

} // namespace loadstone
