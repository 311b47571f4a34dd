// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/heatcolors.h"

#include "core/present/charts/drawing/chartdrawing.h"

#include <array>

namespace loadstone
{

using namespace Qt::StringLiterals;

HeatColor heatColor(int step, bool isDark)
{
    const QString darkInk = u"#10161C"_s;
    const QString lightInk = u"#FFFFFF"_s;
    const std::array<HeatColor, heatSteps> light{{{u"#E6F0FA"_s, darkInk},
                                                  {u"#C5DCF2"_s, darkInk},
                                                  {u"#9FC5E9"_s, darkInk},
                                                  {u"#76ABDD"_s, darkInk},
                                                  {u"#3575B3"_s, lightInk},
                                                  {u"#205F99"_s, lightInk},
                                                  {u"#0E4B83"_s, lightInk},
                                                  {u"#062F5E"_s, lightInk}}};
    const std::array<HeatColor, heatSteps> dark{{{u"#16324F"_s, lightInk},
                                                 {u"#1B456E"_s, lightInk},
                                                 {u"#21598E"_s, lightInk},
                                                 {u"#286EAE"_s, lightInk},
                                                 {u"#6BA6DC"_s, darkInk},
                                                 {u"#95C1EA"_s, darkInk},
                                                 {u"#BCDAF5"_s, darkInk},
                                                 {u"#E3F1FF"_s, darkInk}}};
    return (isDark ? dark : light)[std::size_t(step)];
}

} // namespace loadstone
