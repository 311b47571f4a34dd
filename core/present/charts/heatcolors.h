// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

/// A colour of the scale of heat maps, and the colour of text on it: at least 4.5:1 (WCAG 2.1, 1.4.3).
struct HeatColor {
    QString fill; ///< "#RRGGBB"
    QString ink;
};

/// One hue, so that the order is seen without colour vision, too. On a light background low values are light,
/// on a dark one they are dark.
/// @param step 0 … heatSteps − 1
HeatColor heatColor(int step, bool isDark);

} // namespace loadstone
