// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

/// How many servers have lines in one chart at most: as many as the palette has colours.
inline constexpr qsizetype mostDrawnServers = 8;

/// " The first 8 servers of 16 are drawn.", the end of an explanation; empty where all are drawn.
QString drawnServersNote(qsizetype servers);

} // namespace loadstone
