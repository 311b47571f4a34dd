// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace loadstone
{

/// What `$schema` of a profile says, relative to the profile's folder. A checkout, an installation
/// and the user's own data have the schema at the same place beside their profiles, so that a
/// profile copied from one to the other keeps the help of an editor.
QString profileSchemaReference();

/// Writes the schema that this program checks with to where the profiles of that folder look for
/// it, unless it is there already.
/// @param profilesFolder the user's own
Status placeProfileSchema(const QString &profilesFolder);

} // namespace loadstone
