// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/profile/profile.h"

namespace loadstone
{

/// The profile that a JSON document describes, as far as it can be understood: what is missing or
/// of the wrong form is left at its default. Tells no problems; that is reader.h's part.
Profile draftProfile(const JsonDocument &document, const QString &id);

} // namespace loadstone
