// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QList>

#include <optional>

namespace loadstone
{

/// All kinds in the order in which they are offered.
QList<ThinkTime::Kind> thinkTimeKinds();
/// The name in profiles: "none", "constant", "uniform", "exponential".
QString thinkTimeId(ThinkTime::Kind kind);
/// The kind with that name; nothing when there is none.
std::optional<ThinkTime::Kind> thinkTimeFromId(const QString &id);
/// What it does, for reports and forms: "uniform, 0–1 s".
QString describeThinkTime(const ThinkTime &thinkTime);

} // namespace loadstone
