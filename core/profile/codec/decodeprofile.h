// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/profile/profile.h"

namespace loadstone
{

/// Decodes a profile from a JSON document; missing values and those of the wrong type become defaults.
/// Reports no problems; reader.h does.
/// @param id of the profile: the name of its file without ".json"
Profile decodeProfile(const JsonDocument &document, const QString &id);

} // namespace loadstone
