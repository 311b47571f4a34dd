// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/chartcolors.h"

#include "core/present/charts/heatcolors.h"

namespace loadstone
{

namespace
{

std::array<HeatColors, heatSteps> makeHeatColors(bool isDark)
{
    std::array<HeatColors, heatSteps> colors;
    for (int step = 0; step < heatSteps; ++step) {
        const HeatColor color = heatColor(step, isDark);
        colors[std::size_t(step)] = {QColor(color.fill), QColor(color.ink)};
    }
    return colors;
}

} // namespace

QColor ChartColors::color(ColorRole role) const
{
    const auto index = static_cast<std::size_t>(role);
    const auto firstOfRamp = static_cast<std::size_t>(ColorRole::RampP50);
    return index < firstOfRamp ? series[index] : ramp[index - firstOfRamp];
}

QColor ChartColors::textColor(const TextShape &shape) const
{
    switch (shape.role) {
    case TextRole::Subtitle:
    case TextRole::Ruler:
    case TextRole::Empty:
        return secondaryText;
    case TextRole::Cell:
        return heat[std::size_t(shape.heatStep)].ink;
    case TextRole::Title:
    case TextRole::Label:
    case TextRole::Value:
    case TextRole::Note:
        return text;
    }
    Q_UNREACHABLE();
}

const ChartColors &chartColors(ChartTheme theme)
{
    static const ChartColors light{{QColor(0x2f99e0), QColor(0xd17c1b), QColor(0x35755b), QColor(0xa3087a),
                                    QColor(0x66510d), QColor(0x5c21ff), QColor(0x232629), QColor(0x8a8e92)},
                                   {QColor(0x3f97e0), QColor(0x0b5cad), QColor(0x071f3d)},
                                   QColor(0xffffff),
                                   QColor(0xe3e5e7),
                                   QColor(0xeff0f1),
                                   QColor(0x232629),
                                   QColor(0x5c6166),
                                   QColor(0x005a9c),
                                   QColor(0xb23b00),
                                   QColor(0x7a5a00),
                                   makeHeatColors(false)};
    static const ChartColors dark{{QColor(0x7dbaff), QColor(0xffd5a6), QColor(0x368578), QColor(0xf00271),
                                   QColor(0xc29502), QColor(0x8d5ce0), QColor(0xfcfcfc), QColor(0xaeb2b6)},
                                  {QColor(0x4f86c6), QColor(0x8cc4ff), QColor(0xf2f8ff)},
                                  QColor(0x232629),
                                  QColor(0x3b4045),
                                  QColor(0x2e3338),
                                  QColor(0xfcfcfc),
                                  QColor(0xaeb2b6),
                                  QColor(0x7dbaff),
                                  QColor(0xff9e6b),
                                  QColor(0xf5c84c),
                                  makeHeatColors(true)};
    return theme == ChartTheme::Dark ? dark : light;
}

} // namespace loadstone
