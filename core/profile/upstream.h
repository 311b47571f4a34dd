// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

namespace loadstone
{

/// Whether a path is of the endpoints that call the slow upstream. Pure.
bool callsUpstream(const QByteArray &path);

} // namespace loadstone
