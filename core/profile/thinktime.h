// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QList>

namespace loadstone
{

/// All kinds in display order.
QList<ThinkTime::Kind> thinkTimeKinds();

} // namespace loadstone
