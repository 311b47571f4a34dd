// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QList>

namespace loadstone
{

/// All kinds in display order.
QList<ThinkTime::Kind> thinkTimeKinds();
/// Description for reports and forms: "uniform, 0–1 s".
QString describeThinkTime(const ThinkTime &thinkTime);

} // namespace loadstone
