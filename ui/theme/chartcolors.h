// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paint/chartcolors.h"

class QPalette;

namespace loadstone
{

/// The colours of charts do not depend on the palette, which only selects one of the two sets.
const ChartColors &chartColors(const QPalette &palette);

} // namespace loadstone
