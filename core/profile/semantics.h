// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/profile/profile.h"
#include "core/profile/profileproblem.h"

namespace loadstone
{

/// Problems that a schema cannot tell: what has to be different, in order, or fit together. Parts
/// at or around the pointers in `faulty` are left out, since their values are only defaults.
QList<ProfileProblem> checkMeaning(const Profile &draft, const JsonDocument &document,
                                   const QStringList &faulty);

} // namespace loadstone
