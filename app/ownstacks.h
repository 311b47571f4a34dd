// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/catalogue.h"

namespace loadstone
{

/// Adds a user's stack: links its folder into the folder of own stacks, so that the folder's name becomes the
/// id and changes there take effect immediately.
/// @param ownFolder the folder of own stacks; created if needed
Result<Stack> addOwnStack(const QString &folder, const QString &ownFolder, const Catalogue &catalogue);

/// Removes an added stack without touching its folder; a stack inside `ownFolder` that is not a link is
/// refused.
Status removeOwnStack(const QString &id, const QString &ownFolder);

} // namespace loadstone
