// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/profile/profile.h"

namespace loadstone
{

/// The profile that a JSON document describes, as far as it can be understood: what is missing or of
/// the wrong type keeps its default. Reports no problems; reader.h does.
/// @param id of the profile: its file's name without ".json"
Profile decodeProfile(const JsonDocument &document, const QString &id);

} // namespace loadstone
