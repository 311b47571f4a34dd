// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/chartcolors.h"

#include "ui/theme/theme.h"

namespace loadstone
{

const ChartColors &chartColors(const QPalette &palette)
{
    return chartColors(isDark(palette) ? ChartTheme::Dark : ChartTheme::Light);
}

} // namespace loadstone
