// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/catalogue.h"

namespace loadstone
{

/// Makes a person's stack known: links its folder into the folder of own stacks, so that the stack
/// is called as its folder, and changes there take effect immediately.
/// @param ownFolder the folder of own stacks; made when needed
Result<Stack> addOwnStack(const QString &folder, const QString &ownFolder, const Catalogue &catalogue);

/// Forgets an added stack. Its folder is not touched; a stack that lies in `ownFolder` itself, not
/// as a link, is refused.
Status removeOwnStack(const QString &id, const QString &ownFolder);

} // namespace loadstone
