// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace loadstone
{

/// The bundled icon of that name ("run", "stop", …: resources/icons), drawn in the palette's current text
/// colour, so that it follows a change of theme. Null for an unknown name.
QIcon bundledIcon(const QString &name);

} // namespace loadstone
