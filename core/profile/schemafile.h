// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace loadstone
{

/// The value of `$schema` in profiles, relative to the profile's folder. A checkout, an installation and the
/// user's own data have the schema at the same relative place, so that a copied profile keeps editor support.
QString profileSchemaReference();

/// Installs the schema of this version where the profiles of that folder reference it, unless it is there
/// already.
/// @param profilesFolder the user's own
Status placeProfileSchema(const QString &profilesFolder);

} // namespace loadstone
